"""Records of an import as people look at them: their cells with the edits, what came of them, what is wrong."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

from django.db.models import Q

from docprocessor.datasets.schema import TableSchema, parse_schema
from docprocessor.imports.editing.patching import fits, patched
from docprocessor.imports.lookup.outcomes import outcomes_of
from docprocessor.imports.lookup.record_lookup import records_of
from docprocessor.imports.models import Edit, ImportJob
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.record_faults import record_fault
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.text import printable

# A page of the longest cells that are shown is a few megabytes.
LONGEST_CELL: Final = 2_000


def schema_of(job: ImportJob) -> TableSchema | None:
    """Return the schema that an import's records are checked against; None when its dataset has gone."""
    if job.dataset is not None:
        return job.dataset.table_schema
    inferred = (job.inferred or {}).get("schema")
    return parse_schema(inferred) if inferred and job.params.get("dry_run") else None


def columns_of(job: ImportJob) -> list[dict[str, Any]]:
    """Return the columns of an import's file, each with the field that it goes into."""
    if job.reading is None:
        return []
    reading, schema = Reading.from_json(job.reading), schema_of(job)
    fields = {field.name: field for field in schema.fields} if schema else {}
    found = []
    for label, name in zip_longest(reading.labels, reading.columns):
        field = fields.get(name or "")
        found.append(
            {
                "label": label,
                "field": name,
                "type": field.type if field else "string",
                "format": field.format if field else "default",
            }
        )
    return found


def unseen_edits(job: ImportJob) -> Q:
    """Return the condition of edits on which an import has no word: those made since, and of records left out."""
    return Q(updated_at__gt=job.loading_since) | Q(left_out=True) if job.loading_since else Q()


def standing_faults(job: ImportJob, rows: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return what is wrong with some records as they are now: by the import, or since by an edit."""
    faults: dict[int, list[dict[str, Any]]] = {row: [] for row in rows}
    issues = job.issues.filter(row__in=rows).order_by("row", "place")
    for row, column, code, message, value in issues.values_list("row", "column", "code", "message", "value"):
        faults[row].append({"column": column, "code": code, "message": message, "value": value})
    edits = Edit.objects.filter(unseen_edits(job), patch=job.patch_id, row__in=rows)
    return {**faults, **dict(edits.values_list("row", "faults"))}


def records_shown(job: ImportJob, rows: Sequence[int]) -> list[dict[str, Any]]:
    """Return some records of an import, which ascend. Raises AppError 410 when its file is no longer kept."""
    if not rows:
        return []
    labels = Reading.from_json(job.reading or {}).labels
    edits = {edit.row: edit for edit in Edit.objects.filter(patch=job.patch_id, row__in=rows)}
    faults = standing_faults(job, rows)
    outcomes = outcomes_of(job, rows)
    shown = []
    for record in records_of(job, rows):
        edit = edits.get(record.row)
        shown.append(
            {
                **_cells(record, labels, edit.cells if edit else {}),
                "row": record.row,
                "line": record.line,
                "left_out": edit is not None and edit.left_out,
                "outcome": outcomes[record.row],
                "faults": faults[record.row],
            }
        )
    return shown


def _cells(record: Record, labels: Sequence[str], edited: dict[str, str]) -> dict[str, Any]:
    mended = patched(record, labels, edited)
    own = [record.raw] if record.cells is None else record.cells
    cells = [record.raw] if mended.cells is None else mended.cells
    unfit = record_fault(mended, len(labels))
    # Of a record that cannot be cut into its columns, no cell is that of a column.
    own_of = dict(zip(labels, own, strict=True)) if fits(record, len(labels)) else {}
    return {
        "cells": [printable(cell, longest=LONGEST_CELL) for cell in cells],
        "is_cut": any(len(cell) > LONGEST_CELL for cell in cells),
        "edited": {
            label: printable(own_of[label], longest=LONGEST_CELL) if label in own_of else None for label in edited
        },
        "fault": None if unfit is None else {"code": unfit[0], "message": unfit[1]},
    }
