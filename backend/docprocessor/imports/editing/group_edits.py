"""Editing many records at once: all that have a fault in common, or hold a text."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from psycopg import sql

from docprocessor.imports.editing.edit_rules import edit_refusal
from docprocessor.imports.editing.edits import MOST_RECORDS, editing, has_seen_patch, too_many
from docprocessor.imports.editing.patching import fits, patched
from docprocessor.imports.editing.record_checking import TOLD_BY_OTHERS, RecordCheck
from docprocessor.imports.lookup.outcomes import faulty_rows
from docprocessor.imports.lookup.record_lookup import cells_in_column, records_of
from docprocessor.imports.lookup.record_pages import schema_of
from docprocessor.imports.mending.reject_cells import is_storable
from docprocessor.imports.models import Edit, ImportJob
from docprocessor.imports.tabular.reading import Reading
from docprocessor.lib.problems import AppError


class FaultKind(NamedTuple):
    """Faults of a code in a column; and with this value, where it is said."""

    code: str
    column: str
    value: str | None = None


class Replacement(NamedTuple):
    """What is looked for in the cells of a column, and what is to stand there."""

    column: str
    find: str
    replace: str
    whole_cell: bool
    match_case: bool


def set_alike(job: ImportJob, kind: FaultKind, text: str) -> int:
    """Set the faulty cell of all records that have a fault now, and return how many these are.

    Raises AppError as `editing` does, and 400 for a fault that is of no cell.
    """
    with editing(job) as held:
        _refuse_unknown_column(held, kind.column)
        rows = _within_limit(_faulty_now(held, kind))
        _set_cells(held, kind.column, [(row, text) for row in rows])
    return len(rows)


def leave_out_alike(job: ImportJob, kind: FaultKind, *, left_out: bool) -> int:
    """Leave out all records that have a fault now, or take those back in; return how many these are.

    Raises AppError as `editing` does.
    """
    with editing(job) as held:
        rows = _within_limit(_faulty_now(held, kind) if left_out else _left_out(held, kind))
        _leave_out(held, rows, left_out=left_out)
    return len(rows)


def replace_text(job: ImportJob, wish: Replacement, kind: FaultKind | None) -> int:
    """Replace a text in a column's cells, of all records or those that have a fault now; of an import that is no dry
    run, of those that are not in. Returns in how many records it was.

    Raises AppError as `editing` does, and 400 for a column that there is not.
    """
    with editing(job) as held:
        found = _replaced(held, wish, kind)
        cells = list(islice(found, MOST_RECORDS))
        if rest := sum(1 for _ in found):
            raise too_many(MOST_RECORDS + rest)
        _set_cells(held, wish.column, cells)
    return len(cells)


def count_text(job: ImportJob, wish: Replacement, kind: FaultKind | None) -> int:
    """Return in how many records `replace_text` would replace something. Raises AppError 409 and 400 as it does."""
    if refusal := edit_refusal(job):
        raise refusal
    return sum(1 for _ in _replaced(job, wish, kind))


def _replaced(job: ImportJob, wish: Replacement, kind: FaultKind | None) -> Iterator[tuple[int, str]]:
    """Yield what a column's cells are to be where that is something else, each with its record's number."""
    place = _refuse_unknown_column(job, wish.column)
    changed = _changer(wish)
    for row, cell in _cells(job, wish.column, place, kind):
        text = changed(cell)
        if text is not None and text != cell and is_storable(text):
            yield row, text


def _cells(job: ImportJob, column: str, place: int, kind: FaultKind | None) -> Iterator[tuple[int, str]]:
    """Yield the cells of a column as they are now, each with its record's number."""
    labels = Reading.from_json(job.reading or {}).labels
    if kind is None and job.params.get("dry_run"):
        edited = dict(Edit.objects.filter(patch=job.patch_id, cells__has_key=column).values_list("row", "cells"))
        yield from ((row, cells[column]) for row, cells in edited.items())
        yield from ((row, cell) for row, cell in cells_in_column(job, place) if row not in edited)
        return
    rows = _faulty_now(job, kind) if kind else faulty_rows(job).page(0, job.failed_rows)
    changes = dict(Edit.objects.filter(patch=job.patch_id, row__in=rows).values_list("row", "cells"))
    for record in records_of(job, rows):
        mended = patched(record, labels, changes.get(record.row, {}))
        if fits(mended, len(labels)):
            yield record.row, (mended.cells or [])[place]


def _faulty_now(job: ImportJob, kind: FaultKind) -> list[int]:
    """Return the records that have a fault as they are now, without those that are left out."""
    value = sql.SQL("") if kind.value is None else sql.SQL("AND issue.value = %(value)s")
    query = sql.SQL("""
        SELECT issue."row" FROM imports_rowissue AS issue
        WHERE issue.job_id = %(job)s AND issue.code = %(code)s AND issue."column" = %(column)s {}
          AND NOT EXISTS (SELECT FROM imports_edit AS edit WHERE edit.patch_id = %(patch)s
            AND edit."row" = issue."row" AND (edit.left_out OR edit.updated_at > %(seen)s))
        UNION
        SELECT "row" FROM imports_edit
        WHERE patch_id = %(patch)s AND updated_at > %(seen)s AND NOT left_out AND faults @> %(fault)s::jsonb
        ORDER BY 1
    """).format(value)
    return _rows(query, _named(job, kind))


def _left_out(job: ImportJob, kind: FaultKind) -> list[int]:
    query = sql.SQL("""
        SELECT "row" FROM imports_edit
        WHERE patch_id = %(patch)s AND left_out AND faults @> %(fault)s::jsonb ORDER BY 1
    """)
    return _rows(query, _named(job, kind))


def _leave_out(job: ImportJob, rows: Sequence[int], *, left_out: bool) -> None:
    statement = sql.SQL("""
        INSERT INTO imports_edit AS edit (patch_id, "row", cells, left_out, faults, updated_at)
        SELECT %(patch)s, wanted."row", '{{}}', %(left_out)s, {standing}, clock_timestamp()
        FROM unnest(%(rows)s::bigint[]) AS wanted ("row")
        ON CONFLICT (patch_id, "row") DO UPDATE SET
            left_out = excluded.left_out, faults = excluded.faults, updated_at = excluded.updated_at
    """).format(standing=_STANDING)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_named(job), "rows": list(rows), "left_out": left_out})
    if not has_seen_patch(job):  # then as good as new
        Edit.objects.filter(patch=job.patch_id, row__in=rows, cells={}, left_out=False).delete()


def _set_cells(job: ImportJob, column: str, cells: Sequence[tuple[int, str]]) -> None:
    """Set a column's cells of records that fit their columns; each is looked at anew, and what else is wrong with
    its record stays."""
    schema = schema_of(job)
    if schema is None:
        raise TypeError("without a schema, nothing can be edited")  # `edit_refusal` has looked
    check = RecordCheck(Reading.from_json(job.reading or {}), schema)
    told = TOLD_BY_OTHERS if column in check.key_labels else {"not_storable"}

    @cache
    def faults(text: str) -> str:
        return json.dumps([fault._asdict() for fault in check.cell_faults(column, text)])

    rows, texts = zip(*cells, strict=True) if cells else ((), ())
    statement = sql.SQL("""
        INSERT INTO imports_edit AS edit (patch_id, "row", cells, left_out, faults, updated_at)
        SELECT %(patch)s, wanted."row", jsonb_build_object(%(column)s::text, wanted.cell), false,
            coalesce((
                SELECT jsonb_agg(fault) FROM jsonb_array_elements({standing}) AS fault
                WHERE fault->>'column' <> %(column)s AND fault->>'code' <> ALL (%(told)s)
            ), '[]') || wanted.faults, clock_timestamp()
        FROM unnest(%(rows)s::bigint[], %(cells)s::text[], %(faults)s::jsonb[]) AS wanted ("row", cell, faults)
        ON CONFLICT (patch_id, "row") DO UPDATE SET
            cells = edit.cells || excluded.cells, faults = excluded.faults, updated_at = excluded.updated_at
    """).format(standing=_STANDING)
    values: dict[str, Any] = {
        "column": column,
        "told": sorted(told),
        "rows": list(rows),
        "cells": list(texts),
        "faults": [faults(text) for text in texts],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_named(job), **values})


# What is wrong with the record `wanted."row"` as it is now, as `record_pages.standing_faults` says it.
_STANDING = sql.SQL("""
    coalesce(
        (SELECT faults FROM imports_edit AS unseen WHERE unseen.patch_id = %(patch)s AND unseen."row" = wanted."row"
            AND (unseen.left_out OR unseen.updated_at > %(seen)s)),
        (SELECT jsonb_agg(jsonb_build_object('column', issue."column", 'code', issue.code,
            'message', issue.message, 'value', issue.value) ORDER BY issue.place)
            FROM imports_rowissue AS issue WHERE issue.job_id = %(job)s AND issue."row" = wanted."row"),
        '[]')
""")


def _named(job: ImportJob, kind: FaultKind | None = None) -> dict[str, Any]:
    values: dict[str, Any] = {"job": job.pk, "patch": job.patch_id, "seen": job.loading_since}
    if kind is not None:
        fault = {name: value for name, value in kind._asdict().items() if value is not None}
        values |= {**kind._asdict(), "fault": json.dumps([fault])}
    return values


def _rows(query: sql.Composable, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row for (row,) in cursor.fetchall()]


def _within_limit(rows: list[int]) -> list[int]:
    if len(rows) > MOST_RECORDS:
        raise too_many(len(rows))
    return rows


def _refuse_unknown_column(job: ImportJob, column: str) -> int:
    """Return the place of a column. Raises AppError 400 where the file has none of this name."""
    labels = Reading.from_json(job.reading or {}).labels
    if column not in labels:
        sentence = f"The file has no column {column!r}." if column else "This fault is of whole records, not of a cell."
        raise AppError("unknown_column", sentence, errors={"column": [sentence]})
    return labels.index(column)


def _changer(wish: Replacement) -> Callable[[str], str | None]:
    """Return what gives a cell with its text replaced, None where that is not in it."""
    pattern = re.compile(re.escape(wish.find), 0 if wish.match_case else re.IGNORECASE)
    if wish.whole_cell:
        return lambda cell: wish.replace if pattern.fullmatch(cell) else None
    return lambda cell: pattern.sub(lambda _: wish.replace, cell) if pattern.search(cell) else None
