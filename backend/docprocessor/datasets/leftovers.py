"""What loads have put beside a dataset's table, and how it goes: what undoing needs, what going on needs."""

from typing import NamedTuple

from psycopg import sql

from docprocessor.datasets.database import raw_cursor
from docprocessor.datasets.models import Load
from docprocessor.datasets.side_tables import BY, before_name, beside, drop, exists, replaced_name


def kept_for_undo(load: Load) -> int:
    """Count what undoing a load needs: rows as they were before it, and the table that it replaced."""
    dataset = load.dataset
    count = int(exists(dataset, replaced_name(load)))
    if exists(dataset, before_name(dataset)):
        with raw_cursor() as cursor:
            cursor.execute(_images("SELECT count(*)", load))
            count += (cursor.fetchone() or (0,))[0]
    return count


def delete_for_undo(load: Load) -> int:
    """Delete what undoing a load needs, and return how much that was; the load must be undone no more."""
    dataset = load.dataset
    count = int(exists(dataset, replaced_name(load)))
    drop(beside(dataset, replaced_name(load)))
    if exists(dataset, before_name(dataset)):
        with raw_cursor() as cursor:
            count += cursor.execute(_images("DELETE", load)).rowcount
    return count


def _images(verb: str, load: Load) -> sql.Composed:
    return sql.SQL("{} FROM {} WHERE {} = {}").format(
        sql.SQL(verb), beside(load.dataset, before_name(load.dataset)), sql.Identifier(BY), sql.Literal(load.pk)
    )


class Unfinished(NamedTuple):
    """A table or an index that a load keeps only while it goes on."""

    name: sql.Identifier
    is_table: bool
    load: int


def unfinished() -> list[Unfinished]:
    """Return all that there is, in every workspace."""
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT nspname, relname, relkind = 'r', substring(relname FROM '[0-9]+$')::bigint"
            " FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace WHERE starts_with(nspname, 'data_')"
            " AND (relkind = 'r' AND relname ~ '^_(next|unchanged)_[0-9]+$'"
            " OR relkind = 'i' AND relname ~ '^_images_[0-9]+$') ORDER BY nspname, relname"
        )
        return [Unfinished(sql.Identifier(*row[:2]), *row[2:]) for row in cursor.fetchall()]


def drop_unfinished(found: Unfinished) -> None:
    """Drop one, if it is still there."""
    with raw_cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP {} IF EXISTS {}").format(sql.SQL("TABLE" if found.is_table else "INDEX"), found.name)
        )
