"""What has become of each record of an import, and the records of which the same has become, by their positions.

Faulty records have issues, those that are not read yet come after the checkpoint; which ones were updated, unchanged
or skipped is kept in ranges; all others were inserted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, Protocol, get_args

from django.db import connection
from django.db.models import Sum
from django.db.models.expressions import F
from psycopg import sql

from docprocessor.imports.models import ImportJob
from docprocessor.lib.problems import AppError

Outcome = Literal["failed", "inserted", "updated", "unchanged", "skipped", "unprocessed"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
KINDS_OF_SUCCESS: Final[tuple[Outcome, ...]] = ("inserted", "updated", "unchanged", "skipped")


class Rows(Protocol):
    """Some of a file's records, ascending."""

    def count(self) -> int:
        """Return how many there are."""
        ...

    def page(self, offset: int, limit: int) -> list[int]:
        """Return those from a position on."""
        ...

    def before(self, row: int) -> int:
        """Return how many come before a record."""
        ...


@dataclass(frozen=True)
class Singles:
    """Records one by one; `query` gives them, each once and ascending."""

    query: sql.Composable
    parameters: Sequence[Any]
    known_count: int | None = None

    def count(self) -> int:
        """Return how many there are."""
        if self.known_count is not None:
            return self.known_count
        return int(_rows(sql.SQL("SELECT count(*) FROM ({}) AS found").format(self.query), self.parameters)[0][0])

    def page(self, offset: int, limit: int) -> list[int]:
        """Return those from a position on."""
        query = sql.SQL("{} OFFSET %s LIMIT %s").format(self.query)
        return [row for (row,) in _rows(query, [*self.parameters, offset, limit])]

    def before(self, row: int) -> int:
        """Return how many come before a record."""
        query = sql.SQL('SELECT count(*) FROM ({}) AS found WHERE "row" < %s').format(self.query)
        return int(_rows(query, [*self.parameters, row])[0][0])


@dataclass(frozen=True)
class Runs:
    """Records in runs; `query` gives the first and the last of each."""

    query: sql.Composable
    parameters: Sequence[Any]
    known_count: int

    def count(self) -> int:
        """Return how many there are."""
        return self.known_count

    def page(self, offset: int, limit: int) -> list[int]:
        """Return those from a position on."""
        query = sql.SQL("""
            SELECT first, last, upto - (last - first + 1) FROM (
                SELECT first, last, sum(last - first + 1) OVER (ORDER BY first) AS upto FROM ({}) AS runs
            ) AS counted
            WHERE upto > %s ORDER BY first LIMIT %s
        """).format(self.query)
        rows: list[int] = []
        for first, last, come_before in _rows(query, [*self.parameters, offset, limit]):
            begin = first + max(offset - int(come_before), 0)
            rows.extend(range(begin, min(last, begin + limit - len(rows) - 1) + 1))
            if len(rows) == limit:
                break
        return rows

    def before(self, row: int) -> int:
        """Return how many come before a record."""
        query = sql.SQL(
            "SELECT coalesce(sum(least(last, %s - 1) - first + 1), 0) FROM ({}) AS runs WHERE first < %s"
        ).format(self.query)
        return int(_rows(query, [row, *self.parameters, row])[0][0])


def rows_by_outcome(job: ImportJob, outcome: Outcome | None) -> Rows:
    """Return an import's records, all or those that came to this.

    Raises AppError 409 where it is not known which these are.
    """
    if outcome is None:
        return Runs(sql.SQL("SELECT 1::bigint AS first, %s::bigint AS last"), [job.total_rows], job.total_rows)
    if outcome == "failed":
        return faulty_rows(job)
    count = getattr(job, f"{outcome}_rows")
    if outcome == "unprocessed":
        return _others(job, _last_read(job) + 1, job.total_rows, count)
    if count and outcome == _rest(job):
        return _others(job, 1, _last_read(job), count)
    if count and not _are_told_apart(job):
        raise _not_known(job)
    query = sql.SQL("SELECT first, last FROM imports_outcomerange WHERE job_id = %s AND outcome = %s")
    return Runs(query, [job.pk, outcome], count)


def faulty_rows(job: ImportJob, code: str | None = None, column: str | None = None) -> Singles:
    """Return the records that have an issue, of this kind where that is said."""
    said = {name: value for name, value in (("code", code), ("column", column)) if value is not None}
    query = sql.SQL('SELECT DISTINCT "row" FROM imports_rowissue WHERE job_id = %s{} ORDER BY "row"').format(
        sql.Composed([sql.SQL(" AND {} = %s").format(sql.Identifier(name)) for name in said])
    )
    known: int | None = job.failed_rows
    if said:
        counts = job.issue_counts.filter(**said).values_list("count", flat=True)
        known = sum(counts) if len(counts) <= 1 else None  # a record may have several kinds of fault
    return Singles(query, [job.pk, *said.values()], known)


def edited_rows(job: ImportJob, faulty: Singles | None) -> Singles:
    """Return the records that the import's patch changes or leaves out, of the faulty ones where they are given."""
    parameters: list[Any] = [job.patch_id]
    among: sql.Composable = sql.SQL("")
    if faulty is not None:
        among = sql.SQL(' AND "row" IN ({})').format(faulty.query)
        parameters += faulty.parameters
    query = sql.SQL(
        """SELECT "row" FROM imports_edit WHERE patch_id = %s AND (cells <> '{{}}' OR left_out){} ORDER BY "row" """
    ).format(among)
    return Singles(query, parameters)


def outcomes_of(job: ImportJob, rows: Iterable[int]) -> dict[int, Outcome | None]:
    """Return what has become of some records; None where it is not known."""
    wanted = list(rows)
    faulty = set(job.issues.filter(row__in=wanted).values_list("row", flat=True))
    last_read = _last_read(job)
    rest = _rest(job)
    ranged = _ranged(job, wanted)
    found: dict[int, Outcome | None] = {}
    for row in wanted:
        if row in faulty:
            found[row] = "failed"
        elif row > last_read:
            found[row] = "unprocessed"
        else:
            found[row] = ranged.get(row, rest)
    return found


def _last_read(job: ImportJob) -> int:
    return int((job.checkpoint or {}).get("row", 0))


def _rest(job: ImportJob) -> Outcome | None:
    """Return what has become of the records that no range names; None where that is not known."""
    if _are_told_apart(job):
        return "inserted"
    kinds = [kind for kind in KINDS_OF_SUCCESS if getattr(job, f"{kind}_rows")]
    return kinds[0] if len(kinds) == 1 else None


def _are_told_apart(job: ImportJob) -> bool:
    """Say whether every record that was not inserted is in a range; they are stored as an import ends."""
    by_books = job.updated_rows + job.unchanged_rows + job.skipped_rows
    if not by_books:
        return True
    size = job.outcome_ranges.aggregate(size=Sum(F("last") - F("first") + 1))["size"]
    return bool(size == by_books)


def _ranged(job: ImportJob, rows: Sequence[int]) -> dict[int, Outcome]:
    query = sql.SQL("""
        SELECT wanted."row", known.outcome
        FROM unnest(%s::bigint[]) AS wanted ("row")
        CROSS JOIN unnest(ARRAY['updated', 'unchanged', 'skipped']) AS kind
        CROSS JOIN LATERAL (
            SELECT outcome, last FROM imports_outcomerange
            WHERE job_id = %s AND outcome = kind AND first <= wanted."row" ORDER BY first DESC LIMIT 1
        ) AS known
        WHERE known.last >= wanted."row"
    """)
    return dict(_rows(query, [list(rows), job.pk]))


def _others(job: ImportJob, first: int, last: int, count: int) -> Runs:
    """Return the records from one to another that have no issue and are in no range."""
    # Between each two that are something else lie those that are not.
    query = sql.SQL("""
        SELECT first, last FROM (
            SELECT coalesce(max(last) OVER (ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), %s - 1)
                   + 1 AS first, first - 1 AS last
            FROM (
                SELECT DISTINCT "row" AS first, "row" AS last FROM imports_rowissue WHERE job_id = %s AND "row" >= %s
                UNION ALL
                SELECT first, last FROM imports_outcomerange WHERE job_id = %s AND first >= %s
                UNION ALL
                SELECT %s + 1, %s + 1
            ) AS something_else
            WHERE first <= %s + 1
        ) AS between_them
        WHERE last >= first
    """)
    return Runs(query, [first, job.pk, first, job.pk, first, last, last, last], count)


def _not_known(job: ImportJob) -> AppError:
    message = (
        "Which records were inserted, updated, unchanged or skipped is known once the import has ended."
        if job.finished_at is None
        else "This import did not keep which of its records were inserted, updated, unchanged or skipped."
    )
    return AppError("outcomes_not_known", message, status=HTTPStatus.CONFLICT)


def _rows(query: sql.Composable, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
