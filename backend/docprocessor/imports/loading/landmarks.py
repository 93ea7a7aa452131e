"""Places in a file from where its records can be read, found as they are counted."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from django.db import connection

from docprocessor.imports.models import ImportJob, Landmark
from docprocessor.imports.tabular.records import Position

# So many that a record is found within a millisecond, so few that they are nothing beside the file.
RECORDS_APART: Final = 2_000


class Trail:
    """Keeps some of the places that a reader comes by."""

    def __init__(self) -> None:
        self._kept: list[Position] = []

    def mark(self, position: Position) -> None:
        """Take note of a place, if it is far enough from the last."""
        if not self._kept or position.row - self._kept[-1].row >= RECORDS_APART:
            self._kept.append(position)

    def store(self, job: ImportJob) -> None:
        """Keep them for an import's file."""
        Landmark.objects.bulk_create(
            [Landmark(job=job, row=each.row, offset=each.offset, line=each.line) for each in self._kept],
            batch_size=5_000,
        )


def share_landmarks(known: ImportJob, job: ImportJob) -> None:
    """Give an import the landmarks of another one, which reads the same file in the same way."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO imports_landmark (job_id, "row", "offset", line)'
            ' SELECT %s, "row", "offset", line FROM imports_landmark WHERE job_id = %s',
            [job.pk, known.pk],
        )


def starts_for(job: ImportJob, rows: Sequence[int]) -> Iterator[tuple[Position | None, list[int]]]:
    """Yield the places to begin reading at, each with those of the rows that are found from there; rows ascend."""
    statement = """
        SELECT wanted."row", known."offset", known."row", known.line
        FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted ("row", place)
        LEFT JOIN LATERAL (
            SELECT "offset", "row", line FROM imports_landmark
            WHERE job_id = %s AND "row" < wanted."row" ORDER BY "row" DESC LIMIT 1
        ) AS known ON true
        ORDER BY place
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(rows), job.pk])
        found = cursor.fetchall()
    for place, group in groupby(found, key=lambda each: each[1:]):
        yield None if place[0] is None else Position(*place), [row for row, *_ in group]
