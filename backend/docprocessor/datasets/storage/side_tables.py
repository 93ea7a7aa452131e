"""Tables beside a dataset's own: what was there before, what is being loaded aside, what a load found unchanged.

Their names start with an underscore, which no slug does, and carry a load's number or the dataset's slug: at most
48 + 8 of PostgreSQL's 63 bytes. A comment says which dataset each is of, so that all are found even when the job
that made them is long forgotten.
"""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from psycopg import sql

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.lib.locks import hold

# The changing load, in a table of before-images.
BY: Final = "_by"
# A swap waits this long for those who read the old table, and everybody who comes later waits behind it.
SWAP_WAITS: Final = "2s"
SWAPS_AT_MOST: Final = 15


def before_name(dataset: Dataset) -> str:
    """Name the table of before-images: a row as it was, with the load that changed it in `_by`."""
    return f"_before_{dataset.slug}"


def next_name(load: Load) -> str:
    """Name the table that a load fills to take the dataset's place."""
    return f"_next_{load.pk}"


def replaced_name(load: Load) -> str:
    """Name the table whose place a load's has taken."""
    return f"_replaced_{load.pk}"


def unchanged_name(load: Load) -> str:
    """Name the table of the keys whose rows a load found to be as its records say."""
    return f"_unchanged_{load.pk}"


def beside(dataset: Dataset, name: str) -> sql.Identifier:
    """Return the qualified name of a table beside a dataset's."""
    return sql.Identifier(dataset.namespace_name, name)


def exists(dataset: Dataset, name: str) -> bool:
    """Say whether there is such a table beside a dataset's."""
    with raw_cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f'"{dataset.namespace_name}"."{name}"'])
        return cursor.fetchone() == (True,)


def create_copy(dataset: Dataset, table: sql.Identifier, *, temporary: bool = False) -> None:
    """Create an empty table with the columns, rules and indexes of a dataset's, unless it is there."""
    statement = sql.SQL("CREATE {}TABLE IF NOT EXISTS {} (LIKE {} INCLUDING ALL)").format(
        _temporary(temporary), table, dataset.relation
    )
    _create(dataset, table, [statement], temporary=temporary)


def create_before(dataset: Dataset, table: sql.Identifier, *, temporary: bool = False) -> None:
    """Create the table of before-images, unless it is there.

    It is indexed by load only, and by BRIN, because images come by the thousand and are seldom wanted back.
    """
    name = f"_before_{dataset.pk.hex}"
    statements = [
        sql.SQL("CREATE {}TABLE IF NOT EXISTS {} (LIKE {}, {} bigint NOT NULL)").format(
            _temporary(temporary), table, dataset.relation, sql.Identifier(BY)
        ),
        sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} USING brin ({})").format(
            sql.Identifier(name), table, sql.Identifier(BY)
        ),
    ]
    _create(dataset, table, statements, temporary=temporary)


def index_images(dataset: Dataset, table: sql.Identifier, load: Load) -> None:
    """Index one load's before-images by their keys: it keeps but one of each row, and may want to find it."""
    index = _unique(table, dataset.table_schema.primary_key, _images_name(load))
    with raw_cursor() as cursor:
        cursor.execute(index + sql.SQL(" WHERE {} = {}").format(sql.Identifier(BY), sql.Literal(load.pk)))


def drop_index_of_images(dataset: Dataset, load: Load) -> None:
    """Drop it when the load has ended."""
    with raw_cursor() as cursor:
        cursor.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(beside(dataset, _images_name(load))))


def _images_name(load: Load) -> str:
    return f"_images_{load.pk}"


def create_unchanged(dataset: Dataset, table: sql.Identifier, load: Load, *, temporary: bool = False) -> None:
    """Create the table of a load's unchanged keys, each with the number of its record, unless it is there."""
    key = dataset.table_schema.primary_key
    statements = [
        sql.SQL("CREATE {}TABLE IF NOT EXISTS {} AS SELECT {}, _row FROM {} WITH NO DATA").format(
            _temporary(temporary), table, _names(key), dataset.relation
        ),
        _unique(table, key, f"_unchanged_{load.pk}_key"),
    ]
    _create(dataset, table, statements, temporary=temporary)


def drop(*tables: sql.Identifier) -> None:
    """Drop tables, those that are there."""
    with raw_cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))


def names_beside(dataset: Dataset, prefix: str = "_") -> list[str]:
    """Return the names of the tables beside a dataset's that start with `prefix`."""
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace"
            " WHERE nspname = %s AND relkind = 'r' AND starts_with(relname, %s)"
            " AND obj_description(pg_class.oid, 'pg_class') = %s ORDER BY relname",
            [dataset.namespace_name, prefix, _comment(dataset)],
        )
        return [row[0] for row in cursor.fetchall()]


def drop_beside(dataset: Dataset, prefix: str = "_") -> None:
    """Drop the tables beside a dataset's whose names start with `prefix`."""
    drop(*(beside(dataset, name) for name in names_beside(dataset, prefix)))


def swap_in(dataset: Dataset, load: Load) -> None:
    """Put the table that a load filled in the dataset's place, and keep the one that was there as replaced.

    To be called in a transaction: others see the one or the other, whole. Only the last replaced table is kept.
    """
    drop_beside(dataset, "_replaced_")
    with raw_cursor() as cursor:
        for table, name in ((dataset.relation, replaced_name(load)), (beside(dataset, next_name(load)), dataset.slug)):
            cursor.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(table, sql.Identifier(name)))
    _describe(dataset, beside(dataset, replaced_name(load)), _comment(dataset))
    _describe(dataset, dataset.relation, None)


def swap_back(dataset: Dataset, load: Load) -> None:
    """Put the table that a load replaced in the dataset's place again, and drop the load's own.

    To be called in a transaction, as `swap_in` is.
    """
    with raw_cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE {}").format(dataset.relation))
        cursor.execute(
            sql.SQL("ALTER TABLE {} RENAME TO {}").format(
                beside(dataset, replaced_name(load)), sql.Identifier(dataset.slug)
            )
        )
    _describe(dataset, dataset.relation, None)


@transaction.atomic
def _create(dataset: Dataset, table: sql.Identifier, statements: Sequence[sql.Composed], *, temporary: bool) -> None:
    # Two who both find the table missing would both create it, whatever IF NOT EXISTS says.
    hold("beside", dataset.pk)
    with raw_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    if not temporary:
        _describe(dataset, table, _comment(dataset))


def _describe(dataset: Dataset, table: sql.Identifier, comment: str | None) -> None:
    with raw_cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, sql.Literal(comment)))


def _comment(dataset: Dataset) -> str:
    return f"beside dataset {dataset.pk}"


def _temporary(temporary: bool) -> sql.SQL:
    return sql.SQL("TEMPORARY " if temporary else "")


def _unique(table: sql.Identifier, key: Sequence[str], name: str) -> sql.Composed:
    return sql.SQL("CREATE UNIQUE INDEX IF NOT EXISTS {} ON {} ({})").format(sql.Identifier(name), table, _names(key))


def _names(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
