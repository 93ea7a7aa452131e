"""Changing a table of a dataset's rows to a new schema."""

from collections.abc import Mapping
from http import HTTPStatus

import psycopg
from psycopg import sql

from docprocessor.datasets.reshaping.schema_difference import Difference
from docprocessor.datasets.reshaping.value_conversion import Conversion
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.tables import LOAD, ROW, key_index, origin_index, pg_type
from docprocessor.lib.problems import AppError


def alter_table(
    table: sql.Identifier, difference: Difference, conversions: Mapping[str, Conversion], *, has_keys: bool
) -> None:
    """Bring a table from the old schema to the new one, whose rules its rows keep. `has_keys`: it has their indexes.

    Raises AppError 409 `column_in_use` when something else in the database is made of a column, such as a view.
    """
    if has_keys:
        _drop_indexes(table, difference)
    parts = _columns(difference, conversions)
    with raw_cursor() as cursor:
        if parts:
            try:
                cursor.execute(sql.SQL("ALTER TABLE {} {}").format(table, sql.SQL(", ").join(parts)))
            except (psycopg.errors.DependentObjectsStillExist, psycopg.errors.FeatureNotSupported) as error:
                said = error.diag.message_detail or error.diag.message_primary
                message = (
                    f"Something else in the database, such as a view, is made of a column that would change: {said}."
                )
                raise AppError("column_in_use", message, status=HTTPStatus.CONFLICT) from None
        if has_keys:
            for key in difference.new.unique_keys:
                if key not in difference.old.unique_keys:
                    cursor.execute(key_index(table, key))
            if _origin_changes(difference):
                cursor.execute(origin_index(table, difference.new))


def _columns(difference: Difference, conversions: Mapping[str, Conversion]) -> list[sql.Composable]:
    old, new = difference.old, difference.new
    parts: list[sql.Composable] = [
        sql.SQL("DROP COLUMN {}").format(sql.Identifier(field.name)) for field in difference.removed
    ]
    parts += [
        sql.SQL("ALTER COLUMN {} TYPE {} USING {}").format(
            sql.Identifier(field.name), pg_type(field), conversions[field.name].expression
        )
        for _, field in difference.retyped
    ]
    parts += [
        sql.SQL("ADD COLUMN {} {}{}").format(
            sql.Identifier(field.name), pg_type(field), sql.SQL(" NOT NULL" if new.is_required(field.name) else "")
        )
        for field in difference.added
    ]
    for field, _ in difference.kept:
        if old.is_required(field.name) != new.is_required(field.name):
            verb = sql.SQL("SET" if new.is_required(field.name) else "DROP")
            parts.append(sql.SQL("ALTER COLUMN {} {} NOT NULL").format(sql.Identifier(field.name), verb))
    return parts


def _origin_changes(difference: Difference) -> bool:
    return bool(difference.old.primary_key) != bool(difference.new.primary_key)


def _drop_indexes(table: sql.Identifier, difference: Difference) -> None:
    """Drop the indexes of keys that are none any more."""
    gone = [key for key in difference.old.unique_keys if key not in difference.new.unique_keys]
    if _origin_changes(difference):
        gone.append((LOAD, ROW))
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT nspname, relname, array_agg(attname::text ORDER BY place) FROM pg_index"
            " JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace AS n ON n.oid = relnamespace"
            " CROSS JOIN unnest(indkey) WITH ORDINALITY AS part(number, place)"
            " JOIN pg_attribute ON attrelid = indrelid AND attnum = number"
            " WHERE indrelid = to_regclass(%s) GROUP BY 1, 2",
            [table.as_string()],
        )
        for namespace, name, columns in cursor.fetchall():
            if tuple(columns) in gone:
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(namespace, name)))
