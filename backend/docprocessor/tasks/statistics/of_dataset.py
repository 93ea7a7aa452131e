"""Statistics of a dataset's columns of numbers, by PostgreSQL, some pages at a time, and all of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg import sql

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import Field
from docprocessor.jobs.context import JobContext
from docprocessor.lib.problems import AppError
from docprocessor.tasks.statistics.columns import MOST_COLUMNS, ColumnStatistics, described, per_bin_width

# 16 MB of a table: a fraction of a second, after which the job looks whether it is to stop.
PAGES_AT_ONCE: Final = 2_048
NUMERIC: Final = ("integer", "number")
LOCK_WAITS: Final = "500ms"


def dataset_statistics(dataset: Dataset, ctx: JobContext) -> list[dict[str, Any]]:
    """Return what is to be said of each column of numbers.

    Read by a connection of its own, whose one transaction sees the rows of one moment; progress is written beside it.
    Raises AppError for a dataset that has gone.
    """
    ctx.advance(stage="processing")
    with _moment() as cursor:
        _hold(cursor, dataset, ctx)
        dataset = _as_it_stays(dataset)
        fields = [field for field in dataset.table_schema.fields if field.type in NUMERIC][:MOST_COLUMNS]
        columns = [ColumnStatistics() for _ in fields]
        pages, rows = _pages(cursor, dataset), 0
        for page in range(0, pages, PAGES_AT_ONCE):
            ctx.raise_if_stopping()
            end = page + PAGES_AT_ONCE
            where = sql.SQL("ctid >= {}::tid AND ctid < {}::tid").format(f"({page},0)", f"({end},0)")
            found = _add_pages(cursor, dataset, where, fields, columns)
            rows += found
            # Guessed from the pages so far: to count a large table first would take as long again.
            ctx.advance(done=found, total=rows * pages // end if end < pages else rows)
    return described([field.name for field in fields], columns)


@contextmanager
def _moment() -> Iterator[psycopg.Cursor[Any]]:
    known = connection.get_connection_params()
    params = {name: value for name, value in known.items() if name not in ("pool", "cursor_factory", "context")}
    with psycopg.connect(**params) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        yield own.cursor()


def _hold(cursor: psycopg.Cursor[Any], dataset: Dataset, ctx: JobContext) -> None:
    """Hold the table against changes of its schema, which a moment from before them would see as empty. This is not
    what the moment begins with: it is that of the first look."""
    while True:
        ctx.raise_if_stopping()
        try:
            with cursor.connection.transaction():
                cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(LOCK_WAITS))
                cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(dataset.relation))
                return
        except psycopg.errors.LockNotAvailable:
            continue
        except psycopg.errors.UndefinedTable:
            raise _gone() from None


def _as_it_stays(dataset: Dataset) -> Dataset:
    found = Dataset.objects.filter(pk=dataset.pk).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> AppError:
    return AppError("unknown_dataset", "The dataset has been deleted.")


def _pages(cursor: psycopg.Cursor[Any], dataset: Dataset) -> int:
    cursor.execute(
        "SELECT pg_relation_size(format('%%I.%%I', %s::text, %s::text)::regclass) / current_setting('block_size')::int",
        [dataset.namespace_name, dataset.slug],
    )
    (pages,) = cursor.fetchone() or (0,)
    return int(pages)


def _add_pages(
    cursor: psycopg.Cursor[Any],
    dataset: Dataset,
    where: sql.Composable,
    fields: list[Field],
    columns: list[ColumnStatistics],
) -> int:
    """Take some pages in; returns how many rows they hold."""
    asked = sql.SQL(", ").join([sql.SQL("count(*)"), *map(_figures, fields)])
    cursor.execute(sql.SQL("SELECT {} FROM {} WHERE {}").format(asked, dataset.relation, where))
    rows, *found = cursor.fetchone() or (0,)
    for place, (field, column) in enumerate(zip(fields, columns, strict=True)):
        count, others, *figures = found[place * 5 : place * 5 + 5]
        column.others += others
        if count:
            column.add_piece(count, *map(Decimal, figures))
            if column.doublings is not None:
                column.add_bins(_bins(cursor, dataset, where, field, column.doublings))
    return int(rows)


def _figures(field: Field) -> sql.Composed:
    return sql.SQL(
        "count({0}) FILTER (WHERE {1}), count({0}) FILTER (WHERE NOT {1}),"
        " sum({0}) FILTER (WHERE {1}), min({0}) FILTER (WHERE {1}), max({0}) FILTER (WHERE {1})"
    ).format(sql.Identifier(field.name), _is_finite(field))


def _bins(
    cursor: psycopg.Cursor[Any], dataset: Dataset, where: sql.Composable, field: Field, doublings: int
) -> dict[int, int]:
    """Return how many of the pages' values lie in each bin."""
    statement = sql.SQL("SELECT floor({} * %s::numeric), count(*) FROM {} WHERE {} AND {} GROUP BY 1").format(
        sql.Identifier(field.name), dataset.relation, where, _is_finite(field)
    )
    cursor.execute(statement, [per_bin_width(doublings)])
    return {int(place): times for place, times in cursor.fetchall()}


def _is_finite(field: Field) -> sql.Composable:
    """Return the condition of values that can be reckoned with, of those that are there."""
    name = sql.Identifier(field.name)
    if field.type == "integer":
        return sql.SQL("{} IS NOT NULL").format(name)
    return sql.SQL("{} NOT IN ('NaN', 'Infinity', '-Infinity')").format(name)
