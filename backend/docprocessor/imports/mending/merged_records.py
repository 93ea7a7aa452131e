"""The work of a merge: what was given becomes edits, and edited records go in under their import's own load.

Each batch is one transaction: rows, issues, books, what became of each record, and last the checkpoint. A record that
is in has no issues any more, so nothing can be merged twice.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from docprocessor.datasets.loading.batches import Preparer
from docprocessor.datasets.loading.loading import Fates, Loader, Outcome
from docprocessor.datasets.models import Load
from docprocessor.imports.editing.patching import patched
from docprocessor.imports.loading.contention import until_uncontended
from docprocessor.imports.loading.issues import Written, replace_issues
from docprocessor.imports.loading.outcome_ranges import move_records
from docprocessor.imports.loading.preparing import Preparation, Prepared
from docprocessor.imports.lookup.record_lookup import records_of
from docprocessor.imports.mending.corrections import ROW, CorrectedFile, Correction, Passed, edited_cells
from docprocessor.imports.mending.merging import faulty_edits, given_key, go_on_with, import_deleted
from docprocessor.imports.models import Edit, ImportJob, Patch, RowIssue
from docprocessor.imports.refusals import input_error
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.formats.lists import blocks_of
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.text import printable
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job
from docprocessor.jobs.versions import raise_version

CORRECTIONS_AT_A_TIME: Final = 10_000
REASONS_TOLD: Final = 20
_NOBODY: Final = np.empty(0, np.int64)
# What is wrong with edited records by now, which their edits carry with them.
_FAULTS: Final = """
    UPDATE imports_edit AS edit SET faults = coalesce((
        SELECT jsonb_agg(jsonb_build_object('column', "column", 'code', code, 'message', message, 'value', value)
                         ORDER BY place)
        FROM imports_rowissue WHERE job_id = %s AND "row" = edit."row"
    ), '[]') WHERE patch_id = %s AND "row" = ANY(%s)
"""


def run_merge(job: Job, ctx: JobContext) -> dict[str, Any]:
    """Merge what a job was given, or go on with it, and return how much of it is in.

    Raises AppError when it cannot be merged any more, or is nothing that can be read.
    """
    with transaction.atomic():
        imported = go_on_with(job)
        patch = imported.patch
        if patch is None:
            patch = Patch.objects.create(workspace=imported.workspace, reading=imported.reading)
            ImportJob.objects.filter(pk=imported.pk).update(patch=patch)
        load = Load.objects.select_related("dataset__workspace").get(dataset=imported.dataset, job=imported)
        ctx.advance(stage="reading")
    merge = _Merge(job, ctx, ImportJob.objects.get(pk=imported.pk), patch, load)
    if job.params["given"] != "edits" and not merge.checkpoint["read"]:
        merge.take_edits()
    default_storage.delete(given_key(job))
    merge.load_edits()
    imported.refresh_from_db(fields=["failed_rows"])
    counts = {name: merge.checkpoint[name] for name in ("merged", "left_out", "not_rejected")}
    return {**counts, "still_failed": imported.failed_rows}


class _Merge:
    """One attempt at a merge."""

    def __init__(self, job: Job, ctx: JobContext, imported: ImportJob, patch: Patch, load: Load) -> None:
        self.job, self.ctx, self.imported, self.patch, self.load = job, ctx, imported, patch, load
        self.reading = Reading.from_json(imported.reading or {})
        # How many corrections have become edits, whether all have, and the last record whose edits have been tried.
        zero = {"taken": 0, "read": False, "row": 0, "merged": 0, "left_out": 0, "not_rejected": 0}
        self.checkpoint: dict[str, Any] = zero | (job.checkpoint or {})

    # --- What was given ---------------------------------------------------------------------------

    def take_edits(self) -> None:
        """Make edits of what was given."""
        stored = default_storage.open(given_key(self.job))
        with stored.file or stored as file:
            try:
                corrections, is_sheet = self._corrections(file)
                coming = islice(corrections, self.checkpoint["taken"], None)
                while part := list(islice(coming, CORRECTIONS_AT_A_TIME)):
                    self.ctx.raise_if_stopping()
                    self._take(part, is_sheet=is_sheet)
            except (UnreadableFile, DialectError) as error:
                default_storage.delete(given_key(self.job))
                raise input_error(error) from None
        self._advance(read=True)

    def _corrections(self, file: Any) -> tuple[Iterator[Correction | Passed], bool]:
        if self.job.params["given"] == "rows":
            rows = json.load(file)
            return (Correction(int(row.pop(ROW)), row) for row in rows), False
        schema, longest = self.load.dataset.table_schema, settings.IMPORT_MAX_RECORD_BYTES
        corrected = CorrectedFile(file, self.reading, schema, longest=longest)
        if corrected.columns.strange and not self.checkpoint["taken"]:
            names = ", ".join(repr(printable(name, longest=80)) for name in corrected.columns.strange[:REASONS_TOLD])
            self.ctx.log(f"Passed over, because the import has no such column: {names}.", level="warning")
        return iter(corrected), corrected.is_sheet

    def _take(self, part: Sequence[Correction | Passed], *, is_sheet: bool) -> None:
        given = {each.row: each for each in part if isinstance(each, Correction)}  # of two for one record, the last
        faulty = sorted(
            RowIssue.objects.filter(job=self.imported.pk, row__in=list(given)).values_list("row", flat=True).distinct()
        )
        known = {edit.row: edit for edit in self.patch.edits.filter(row__in=faulty)}
        edits, passed = [], [f"line {each.line}: {each.reason}" for each in part if isinstance(each, Passed)]
        for record in records_of(self.imported, faulty):
            edit = known.get(record.row) or Edit(patch=self.patch, row=record.row)
            cells = edited_cells(record, edit.cells, given[record.row], self.reading.labels, is_sheet=is_sheet)
            if cells is None:
                passed.append(f"record {record.row:,}: its cells do not fit the columns, or hold what cannot be kept")
            elif cells != edit.cells:
                edit.cells, edit.left_out = cells, False
                edits.append(edit)
        with transaction.atomic():
            Edit.objects.bulk_create(
                edits, update_conflicts=True, unique_fields=["patch", "row"], update_fields=["cells", "left_out"]
            )
            Edit.objects.filter(patch=self.patch, row__in=[edit.row for edit in edits]).update(updated_at=Now())
            self._tell_passed(passed)
            self._advance(
                taken=self.checkpoint["taken"] + len(part),
                not_rejected=self.checkpoint["not_rejected"] + len(given) - len(faulty),
            )

    def _tell_passed(self, passed: Sequence[str]) -> None:
        if passed:
            more = f"; and {len(passed) - REASONS_TOLD:,} more" if len(passed) > REASONS_TOLD else ""
            self.ctx.log(f"Passed over: {'; '.join(passed[:REASONS_TOLD])}{more}.", level="warning")

    # --- Loading ----------------------------------------------------------------------------------

    def load_edits(self) -> None:
        """Bring in the records that were edited, and let those go that were left out."""
        left_out = faulty_edits(self.imported).filter(left_out=True)
        mended = faulty_edits(self.imported).filter(~Q(cells={}), left_out=False)
        if not self.checkpoint["row"]:
            total = left_out.count() + mended.count()
            self.ctx.advance(stage="merging", total=self.checkpoint["merged"] + self.checkpoint["left_out"] + total)
        while rows := list(left_out.order_by("row").values_list("row", flat=True)[: settings.IMPORT_BATCH_ROWS]):
            self.ctx.raise_if_stopping()
            with transaction.atomic():
                skipped = Fates(_NOBODY, _NOBODY, np.array(rows, np.int64))
                self._settle(rows, Outcome(skipped=len(rows), fates=[skipped]), [], failed=0)
                self._advance(done=len(rows), left_out=self.checkpoint["left_out"] + len(rows))
        loading = _Loading(self.imported, self.load, self.reading)
        for block in blocks_of(
            self._placed(mended), width=len(self.reading.labels), most_rows=settings.IMPORT_BATCH_ROWS
        ):
            self.ctx.raise_if_stopping()
            until_uncontended(loading.loader, partial(self._load, loading, block, loading.preparation.prepare(block)))
        with transaction.atomic():
            loading.loader.publish()
            self._advance(stage="finishing")

    def _placed(self, edits: QuerySet[Edit]) -> Iterator[tuple[Record, Position]]:
        """Yield the records of edits as they are by now, from where the last attempt stopped."""
        row = self.checkpoint["row"]
        while page := dict(
            edits.filter(row__gt=row).order_by("row").values_list("row", "cells")[: settings.IMPORT_BATCH_ROWS]
        ):
            for record in records_of(self.imported, page):
                row = record.row
                yield patched(record, self.reading.labels, page[row]), Position(0, row, record.line)

    def _load(self, loading: "_Loading", block: Block, prepared: Prepared) -> None:
        outcome, issues = loading.load(prepared)
        failed = prepared.faulty + outcome.refused
        rows = sorted([*block.rows.tolist(), *(record.row for record in block.apart)])
        self._settle(rows, outcome, issues, failed=failed)
        merged = self.checkpoint["merged"] + len(rows) - failed
        self._advance(done=len(rows), failed=failed, row=block.end.row, merged=merged)

    def _settle(self, rows: Sequence[int], outcome: Outcome, issues: Sequence[Written], *, failed: int) -> None:
        """Enter in the import's books what has become of some of its faulty records."""
        job_id, gone = self.imported.pk, len(rows) - failed
        replace_issues(job_id, rows, issues)
        move_records(job_id, outcome.fates)
        with connection.cursor() as cursor:
            cursor.execute(_FAULTS, [job_id, self.patch.pk, list(rows)])
        is_there = ImportJob.objects.filter(pk=job_id).update(
            inserted_rows=F("inserted_rows") + outcome.inserted,
            updated_rows=F("updated_rows") + outcome.updated,
            unchanged_rows=F("unchanged_rows") + outcome.unchanged,
            skipped_rows=F("skipped_rows") + outcome.skipped,
            failed_rows=F("failed_rows") - gone,
            progress_failed=F("progress_failed") - gone,
        )
        if not is_there:
            raise import_deleted()
        raise_version(job_id)

    def _advance(self, *, stage: str | None = None, done: int = 0, failed: int = 0, **checkpoint: Any) -> None:
        """Write how far the merge has come, last in a batch's transaction."""
        after = self.checkpoint | checkpoint
        self.ctx.advance(stage=stage, done=done, failed=failed, checkpoint=after)
        self.checkpoint = after


class _Loading:
    """Loads mended records as the import loaded the others."""

    def __init__(self, imported: ImportJob, load: Load, reading: Reading) -> None:
        schema = load.dataset.table_schema
        names = [field.name for field in schema.fields if field.name in reading.columns]
        mode = imported.params.get("mode", "insert")
        self.loader = Loader(
            load.dataset,
            load,
            names=names,
            mode="insert" if mode == "replace" else mode,  # its table has taken the dataset's place
            duplicates=imported.params.get("duplicates", "reject"),
        )
        self.preparation = Preparation(
            imported.pk, reading, schema, names, Preparer(schema, names, load.pk, expected_rows=0)
        )

    def load(self, prepared: Prepared) -> tuple[Outcome, list[Written]]:
        """Load what is right of a block; returns what became of it, and the issues of all others."""
        batch = prepared.batch
        # Any key may be that of a record of the file, which is in the table by now.
        batch = replace(batch, repeats=[np.ones(len(batch), np.bool_) for _ in batch.repeats])
        outcome = self.loader.load(batch)
        refused = self.preparation.refused(prepared, outcome.refusals)
        return outcome, [part for part in (prepared.issues, refused) if part is not None]
