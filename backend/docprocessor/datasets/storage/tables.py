"""The PostgreSQL tables behind datasets. Identifiers travel only through `psycopg.sql`."""

from typing import Final

from django.db import connection, transaction
from psycopg import sql

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import Field, TableSchema
from docprocessor.datasets.storage.columns import listed
from docprocessor.datasets.storage.side_tables import drop_beside

PG_TYPES: Final = {
    "string": "text",
    "any": "text",
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "time": "time",
    "year": "smallint",
}
LOAD = "_load"
ROW = "_row"
EXACT_COUNT_UP_TO: Final = 200_000


def pg_type(field: Field) -> sql.SQL:
    """Return the PostgreSQL type of a field."""
    return sql.SQL("uuid" if (field.type, field.format) == ("string", "uuid") else PG_TYPES[field.type])


@transaction.atomic
def create_table(dataset: Dataset) -> None:
    """Create the table of a dataset, its keys as unique indexes, and its two system columns.

    `_load` and `_row` say which load and which of its records a row came from. Where there is a primary
    key they are indexed by BRIN, which costs COPY next to nothing; where there is none they are the key,
    so that no record can go in twice.
    """
    schema = dataset.table_schema
    columns: list[sql.Composable] = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(field.name),
            pg_type(field),
            sql.SQL(" NOT NULL") if schema.is_required(field.name) else sql.SQL(""),
        )
        for field in schema.fields
    ]
    columns += [sql.SQL("_load bigint NOT NULL"), sql.SQL("_row bigint NOT NULL")]
    statements: list[sql.Composable] = [
        sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(dataset.namespace),
        sql.SQL("CREATE TABLE {} ({})").format(dataset.relation, sql.SQL(", ").join(columns)),
    ]
    statements += [key_index(dataset.relation, key) for key in schema.unique_keys]
    statements.append(origin_index(dataset.relation, schema))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def key_index(table: sql.Identifier, key: tuple[str, ...]) -> sql.Composed:
    """Return the statement that makes a key unique."""
    return sql.SQL("CREATE UNIQUE INDEX ON {} ({})").format(table, listed(key))


def origin_index(table: sql.Identifier, schema: TableSchema) -> sql.Composed:
    """Return the statement that indexes where rows came from."""
    statement = "CREATE INDEX ON {} USING brin ({})" if schema.primary_key else "CREATE UNIQUE INDEX ON {} ({})"
    return sql.SQL(statement).format(table, listed((LOAD, ROW)))


def drop_table(dataset: Dataset) -> None:
    """Drop the table of a dataset, with every row in it, and the tables beside it."""
    drop_beside(dataset)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(dataset.relation))


def row_count(dataset: Dataset) -> tuple[int, bool]:
    """Return how many rows there are, and whether that is an estimate: a large table is not walked to count it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = %s AND relname = %s",
            [dataset.namespace_name, dataset.slug],
        )
        found = cursor.fetchone()
        if found and found[0] > EXACT_COUNT_UP_TO:
            return int(found[0]), True
        # Never analysed tables report -1; the limit keeps the walk short there, too.
        cursor.execute(
            sql.SQL("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS counted").format(
                dataset.relation, EXACT_COUNT_UP_TO + 1
            )
        )
        counted = int(cursor.fetchone()[0])
        return counted, counted > EXACT_COUNT_UP_TO
