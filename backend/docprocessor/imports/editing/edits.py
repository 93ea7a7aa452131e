"""Editing the records of an import: a patch over its file, which itself stays as it is."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import DateTimeField, Func, Q

from docprocessor.imports.editing.edit_rules import edit_refusal, sharing
from docprocessor.imports.editing.patching import Change, fits, patched
from docprocessor.imports.editing.record_checking import CellFault, RecordCheck
from docprocessor.imports.lookup.outcomes import edited_rows, faulty_rows
from docprocessor.imports.lookup.record_lookup import records_of
from docprocessor.imports.lookup.record_pages import schema_of, standing_faults
from docprocessor.imports.models import Edit, ImportJob, Patch
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Record
from docprocessor.jobs.versions import raise_version
from docprocessor.lib.problems import AppError

# An import holds all edits of its file in memory.
MOST_RECORDS: Final = 100_000
MOST_BYTES: Final = 64 * 1024**2
RECORDS_AT_A_TIME: Final = 1_000


class Asked(NamedTuple):
    """What is to stand in some cells of a record, None for what the file has; and whether it is to stay out."""

    row: int
    cells: dict[str, str | None]
    left_out: bool | None = None


def patch_of(job: ImportJob) -> Patch:
    """Return the patch over an import's file, made if there is none, and hold it until the transaction at hand ends."""
    # Without the patch joined: who waited here for somebody who made one would not see it in the same statement.
    held = ImportJob.objects.select_for_update(of=("self",), no_key=True).get(pk=job.pk)
    patch = held.patch
    if patch is None:
        patch = Patch.objects.create(workspace=held.workspace, reading=held.reading, created_at=_clock())
        ImportJob.objects.filter(pk=held.pk).update(patch=patch)
    return Patch.objects.select_for_update().get(pk=patch.pk)


def copied_patch(patch: Patch) -> Patch:
    """Return a patch like another one, for an import that goes its own way from here."""
    copy = Patch.objects.create(workspace=patch.workspace, reading=patch.reading, created_at=_clock())
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO imports_edit (patch_id, "row", cells, left_out, faults, updated_at)'
            ' SELECT %s, "row", cells, left_out, faults, clock_timestamp() FROM imports_edit WHERE patch_id = %s',
            [copy.pk, patch.pk],
        )
    return copy


@contextmanager
def editing(job: ImportJob) -> Iterator[ImportJob]:
    """Hold the patch of an import while it is changed; who else edits it waits, so nothing that anybody does is lost.

    Raises AppError: 409 with the reason why it cannot be edited, or when it would change too much.
    """
    with transaction.atomic():
        if refusal := edit_refusal(job):  # it may not even be known how the file is read
            raise refusal
        if not job.params.get("dry_run"):
            ImportJob.objects.select_for_update(no_key=True).get(pk=job.pk)  # a merge that begins holds it, too
        patch = patch_of(job)
        held = ImportJob.objects.select_related("dataset", "workspace", "patch", "merged_by", "undone_by").get(
            pk=job.pk
        )
        if refusal := edit_refusal(held):
            raise refusal
        yield held
        _refuse_too_much(patch)
        for pk in sharing(held).order_by("pk").values_list("pk", flat=True):
            raise_version(pk)


def edit_records(job: ImportJob, asked: Sequence[Asked]) -> None:
    """Edit some records, each of them once. Raises AppError: 400 for what there is not, and as `editing` does."""
    with editing(job) as held:
        _refuse_unknown(held, asked)
        Editor(held).edit(sorted(asked, key=lambda each: each.row))


def changes_of(job: ImportJob) -> dict[int, Change]:
    """Return all that an import's patch changes, by the record's number; `editing` keeps it to what memory holds."""
    edits = Edit.objects.filter(Q(left_out=True) | ~Q(cells={}), patch=job.patch_id).order_by()
    return {row: Change(cells, left_out) for row, cells, left_out in edits.values_list("row", "cells", "left_out")}


def take_back(job: ImportJob) -> None:
    """Let all records that can be edited be as the file has them. Raises AppError as `editing` does."""
    with editing(job) as held:
        edits = Edit.objects.filter(patch=held.patch_id)
        if not has_seen_patch(held):
            edits.delete()
            return
        rows = iter(edited_rows(held, None if held.params.get("dry_run") else faulty_rows(held)).page(0, MOST_RECORDS))
        editor, labels = Editor(held), Reading.from_json(held.reading or {}).labels
        while part := list(islice(rows, RECORDS_AT_A_TIME)):
            editor.edit([Asked(row, dict.fromkeys(labels), left_out=False) for row in part])


def has_seen_patch(job: ImportJob) -> bool:
    """Say whether an import's own verdicts may be on records as they were edited, rather than as the file has them."""
    patch = job.patch
    return not job.params.get("dry_run") or (
        patch is not None and job.loading_since is not None and patch.created_at <= job.loading_since
    )


class Editor:
    """Edits records one by one, and looks at each of them anew."""

    def __init__(self, job: ImportJob) -> None:
        schema = schema_of(job)
        if schema is None:
            raise TypeError("without a schema, nothing can be edited")  # `edit_refusal` has looked
        self._job = job
        reading = Reading.from_json(job.reading or {})
        self._labels = reading.labels
        self._check = RecordCheck(reading, schema)

    def edit(self, asked: Sequence[Asked]) -> None:
        """Edit records, which ascend; in the transaction of `editing`."""
        rows = [each.row for each in asked]
        before = {edit.row: edit for edit in Edit.objects.filter(patch=self._job.patch_id, row__in=rows)}
        faults = standing_faults(self._job, rows)
        edits = [
            self._edited(record, each, before.get(record.row), faults[record.row])
            for record, each in zip(records_of(self._job, rows), asked, strict=True)
        ]
        store_edits(edits)
        if not has_seen_patch(self._job):  # then as good as new
            Edit.objects.filter(patch=self._job.patch_id, row__in=rows, cells={}, left_out=False).delete()

    def _edited(self, record: Record, asked: Asked, before: Edit | None, faults: list[dict[str, Any]]) -> Edit:
        old = dict(before.cells) if before else {}
        cells = self._merged(record, old, asked)
        was, now = patched(record, self._labels, old), patched(record, self._labels, cells)
        found = self._check.faults(now) + self._check.kept(
            [CellFault(**fault) for fault in faults], _changed(self._labels, was, now)
        )
        left_out = asked.left_out if asked.left_out is not None else before is not None and before.left_out
        return Edit(
            patch=self._job.patch,
            row=record.row,
            cells=cells,
            left_out=left_out,
            faults=[fault._asdict() for fault in found],
        )

    def _merged(self, record: Record, old: dict[str, str], asked: Asked) -> dict[str, str]:
        wanted = {**old, **asked.cells}
        cells = {label: text for label, text in wanted.items() if text is not None}
        if fits(record, len(self._labels)):
            own = dict(zip(self._labels, record.cells or [], strict=True))
            return {label: text for label, text in cells.items() if text != own[label]}
        if cells and len(cells) < len(self._labels):
            raise AppError(
                "whole_record_needed",
                f"Record {record.row:,} cannot be cut into its columns; send a cell for each of the"
                f" {len(self._labels):,}.",
            )
        return cells


def store_edits(edits: Sequence[Edit]) -> None:
    """Store edits in the place of those that their records had."""
    statement = """
        INSERT INTO imports_edit (patch_id, "row", cells, left_out, faults, updated_at)
        SELECT *, clock_timestamp()
        FROM unnest(%s::uuid[], %s::bigint[], %s::jsonb[], %s::boolean[], %s::jsonb[])
        ON CONFLICT (patch_id, "row") DO UPDATE SET
            cells = excluded.cells, left_out = excluded.left_out,
            faults = excluded.faults, updated_at = excluded.updated_at
    """
    columns: list[Any] = [
        [edit.patch_id for edit in edits],
        [edit.row for edit in edits],
        [json.dumps(edit.cells) for edit in edits],
        [edit.left_out for edit in edits],
        [json.dumps(edit.faults) for edit in edits],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def _changed(labels: Sequence[str], was: Record, now: Record) -> set[str]:
    if was.cells is None or now.cells is None or len(was.cells) != len(now.cells):
        return set(labels) if was != now else set()
    pairs = zip(labels, was.cells, now.cells, strict=False)
    return {label for label, before, after in pairs if before != after}


def _refuse_unknown(job: ImportJob, asked: Sequence[Asked]) -> None:
    labels = set(Reading.from_json(job.reading or {}).labels)
    for each in asked:
        if not 1 <= each.row <= job.total_rows:
            raise AppError("unknown_record", f"The file has no record {each.row:,}; it has {job.total_rows:,}.")
        if unknown := set(each.cells) - labels:
            raise AppError("unknown_column", f"The file has no column {min(unknown)!r}.")
    if job.params.get("dry_run"):
        return
    rows = {each.row for each in asked}
    others = rows - set(job.issues.filter(row__in=rows).values_list("row", flat=True))
    if others:
        message = f"Record {min(others):,} is in already; only those that were left out can be edited."
        raise AppError("not_rejected", message, status=HTTPStatus.CONFLICT)


def _refuse_too_much(patch: Patch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(octet_length(cells::text)), 0) FROM imports_edit WHERE patch_id = %s",
            [patch.pk],
        )
        records, size = cursor.fetchone()
    if records > MOST_RECORDS:
        raise too_many(records)
    if size > MOST_BYTES:
        message = (
            f"The edits of one file hold {MOST_BYTES // 1024**2} MB at most; mend the file itself and send it again."
        )
        raise AppError("too_many_edits", message, status=HTTPStatus.CONFLICT)


def too_many(records: int) -> AppError:
    """Return the refusal of edits to so many records."""
    message = f"This would change {records:,} records; at most {MOST_RECORDS:,} of one file can be edited."
    return AppError("too_many_edits", message, status=HTTPStatus.CONFLICT, extra={"records": records})


def _clock() -> Func:
    """The moment at hand, whenever the transaction began: who waited for the patch comes after whom it waited for."""
    return Func(function="clock_timestamp", output_field=DateTimeField())
