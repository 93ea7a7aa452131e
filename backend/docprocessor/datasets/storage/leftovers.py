"""What loads have put beside a dataset's table, and how it goes: what undoing needs, what going on needs."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Now
from psycopg import sql

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.side_tables import BY, before_name, beside, drop, exists, replaced_name


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


def loads_that_can_be_undone(dataset: Dataset) -> QuerySet[Load]:
    """Return the loads of a dataset of which something is kept beside its table to undo them by."""
    replaced = side_tables.names_beside(dataset, "_replaced_")
    numbers = {int(name.removeprefix("_replaced_")) for name in replaced}
    if exists(dataset, before_name(dataset)):
        with raw_cursor() as cursor:
            images = sql.SQL("SELECT DISTINCT {} FROM {}").format(
                sql.Identifier(BY), beside(dataset, before_name(dataset))
            )
            numbers |= {row[0] for row in cursor.execute(images).fetchall()}
    return dataset.loads.filter(pk__in=numbers, undo_deleted_at=None)


def delete_all_for_undo(dataset: Dataset) -> None:
    """Delete what undoing any load needs, and say so of those that would have needed it."""
    loads_that_can_be_undone(dataset).update(undo_deleted_at=Now())
    for prefix in ("_before_", "_replaced_"):
        side_tables.drop_beside(dataset, prefix)


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
