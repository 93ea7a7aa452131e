"""What became of an import's records, kept as runs of them: those updated, unchanged and skipped."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from docprocessor.datasets.loading.keys import Integers
from docprocessor.datasets.loading.loading import Fates, Outcome
from docprocessor.datasets.loading.whereabouts import Whereabouts
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.imports.models import ImportJob, OutcomeRange

Kind = OutcomeRange.Kind

# Runs of numbers that follow each other differ from their places in the order by the same amount.
_RUNS: Final = sql.SQL(
    "SELECT min(_row), max(_row)"
    " FROM (SELECT _row, _row - row_number() OVER (ORDER BY _row) AS run FROM ({}) AS found) AS numbered GROUP BY run"
)
# What lies between them, up to the last record.
_GAPS: Final = sql.SQL(
    "SELECT before + 1, _row - 1"
    " FROM (SELECT _row, lag(_row, 1, 0::bigint) OVER (ORDER BY _row) AS before"
    "  FROM ({} UNION ALL SELECT {} + 1) AS found) AS ordered WHERE _row > before + 1"
)


def store_ranges(job: ImportJob, whereabouts: Whereabouts | None, totals: Outcome) -> None:
    """Keep what became of the records of an import that is about to end, in the caller's transaction.

    `totals` are its books: what they have none of is not looked for. `whereabouts`: None where there is no table.
    """
    if whereabouts is None:
        if totals.skipped:
            _store(job, Kind.SKIPPED, _RUNS.format(_left_out(job)))
        return
    if totals.updated:
        _store(job, Kind.UPDATED, _RUNS.format(whereabouts.updated() if totals.inserted else whereabouts.came_in()))
    if totals.unchanged:
        _store(job, Kind.UNCHANGED, _RUNS.format(whereabouts.unchanged()))
    if totals.skipped:
        known = [sql.SQL("SELECT _row FROM ({}) AS came_in").format(whereabouts.came_in()), _faulty(job)]
        known += [whereabouts.unchanged()] if totals.unchanged else []
        _store(job, Kind.SKIPPED, _GAPS.format(sql.SQL(" UNION ALL ").join(known), sql.Literal(job.total_rows)))


def move_records(job_id: UUID, fates: Iterable[Fates]) -> None:
    """Keep what became of records that were merged in, and of earlier ones whose place they took; in the caller's
    transaction."""
    for part in fates:
        for kind, rows in (
            (Kind.UPDATED, part.updated),
            (Kind.UNCHANGED, part.unchanged),
            (Kind.SKIPPED, part.skipped),
        ):
            if len(rows):
                _move(job_id, kind, rows)


def _move(job_id: UUID, kind: Kind, rows: Integers) -> None:
    """Take records out of the runs that they are in, and put them into those of one outcome."""
    statement = """
        WITH moved AS (
            SELECT range_agg(int8range(each, each, '[]')) AS them FROM unnest(%(rows)s::bigint[]) AS each
        ), touched AS (
            DELETE FROM imports_outcomerange USING moved
            WHERE job_id = %(job)s AND int8range(first, last, '[]') && them RETURNING outcome, first, last
        ), left_over AS (
            SELECT outcome, unnest(range_agg(int8range(first, last, '[]')) - them) AS run
            FROM touched CROSS JOIN moved GROUP BY outcome, them
        )
        INSERT INTO imports_outcomerange (job_id, outcome, first, last)
        SELECT %(job)s, outcome, lower(run), upper(run) - 1
        FROM (SELECT * FROM left_over UNION ALL SELECT %(kind)s, unnest(them) FROM moved) AS runs
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"job": job_id, "kind": kind.value, "rows": rows.tolist()})


def _store(job: ImportJob, kind: Kind, runs: sql.Composed) -> None:
    statement = sql.SQL(
        "INSERT INTO imports_outcomerange (job_id, outcome, first, last) SELECT {}, {}, * FROM ({}) AS run ORDER BY 3"
    )
    with raw_cursor() as cursor:
        cursor.execute(statement.format(sql.Literal(job.pk), sql.Literal(kind.value), runs))


def _faulty(job: ImportJob) -> sql.Composed:
    return sql.SQL('SELECT DISTINCT "row" FROM imports_rowissue WHERE job_id = {}').format(sql.Literal(job.pk))


def _left_out(job: ImportJob) -> sql.Composed:
    return sql.SQL('SELECT "row" AS _row FROM imports_edit WHERE patch_id = {} AND left_out AND "row" <= {}').format(
        sql.Literal(job.patch_id), sql.Literal(job.total_rows)
    )
