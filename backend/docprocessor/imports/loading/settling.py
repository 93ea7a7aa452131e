"""What is settled once, before the first record goes in: how the file is read, where it goes, how much it is."""

from collections.abc import Callable, Iterator
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.schema import MOST_FIELDS, TableSchema
from docprocessor.datasets.services import dataset_create
from docprocessor.imports.columns.column_inference import infer
from docprocessor.imports.columns.inference import Inference
from docprocessor.imports.columns.inferred_schema import field_names, table_schema
from docprocessor.imports.loading.landmarks import Trail, share_landmarks
from docprocessor.imports.lookup.record_copy import has_copy, make_copy, needs_copy
from docprocessor.imports.models import ImportJob
from docprocessor.imports.remembering import remember_mapping
from docprocessor.imports.schema_changes import held_as_it_was
from docprocessor.imports.tabular.mapping import fields_by_place, map_columns
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.recognition import recognise
from docprocessor.imports.tabular.records import Block
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.jobs.context import JobContext
from docprocessor.lib.problems import AppError


def deleted() -> AppError:
    """Return the refusal of an import whose dataset has gone."""
    return AppError("dataset_deleted", "The dataset of this import has been deleted.")


def settle(job: ImportJob, ctx: JobContext, file: IO[bytes]) -> None:
    """Decide how the file is read and where it goes, and count its records; stored in one transaction.

    Raises UnreadableFile, MappingError or DialectError for a file that cannot be imported as a whole.
    """
    ctx.advance(stage="recognising")
    dataset = job.dataset
    if dataset is None and job.dataset_slug:
        raise deleted()
    schema = dataset.table_schema if dataset else None
    reading = _reading(job, file, schema)
    columns = _columns(job, reading, schema) if schema else field_names(reading.labels)
    ctx.advance(stage="counting")
    trail = Trail()
    total = _total(job, file, reading, trail, ctx.raise_if_stopping)
    if not total:
        raise UnreadableFile("no_records", "The file holds a header and no records.")
    if job.params.get("dry_run") and needs_copy(reading) and not has_copy(job.file_key, reading):
        make_copy(job.file_key, reading, file, ctx.raise_if_stopping)  # it is about to be looked through
    with transaction.atomic():
        if dataset is None:
            dataset = _made_dataset(job)
        else:
            dataset = held_as_it_was(dataset)
            if dataset is None:
                raise deleted()
        if dataset is not None:
            Load.objects.create(dataset=dataset, job=job)  # from here on, the dataset cannot be deleted
            job.dataset = dataset
            job.dataset_slug = dataset.slug
            remember_mapping(job, dataset, reading, columns)
        job.reading = {**reading.as_json(), "columns": columns}
        job.total_rows = job.unprocessed_rows = total
        job.save(
            update_fields=["dataset", "dataset_slug", "reading", "inferred", "total_rows", "unprocessed_rows", "params"]
        )
        trail.store(job)
        if job.review is not None:
            share_landmarks(job.review, job)
        ctx.advance(total=total)


def _reading(job: ImportJob, file: IO[bytes], schema: TableSchema | None) -> Reading:
    if job.patch is not None:
        # Its edits name records by their numbers, so the very same records are read again.
        return Reading.from_json(job.patch.reading)
    wishes = job.params.get("dialect", {})
    return recognise(file, schema=schema, wishes=wishes, longest=settings.IMPORT_MAX_RECORD_BYTES)


def _total(job: ImportJob, file: IO[bytes], reading: Reading, trail: Trail, look: Callable[[], None]) -> int:
    """Return how many records the file has. Where it goes into no dataset yet, keep what its values say of one."""
    if job.review is not None:
        job.inferred = job.review.inferred  # what was looked through is what is made
        return job.review.total_rows
    if job.dataset is not None:
        return reading.count(file, longest=settings.IMPORT_MAX_RECORD_BYTES, look=look, mark=trail.mark)
    inference, total = _infer(file, reading, trail, look)
    job.inferred = _evidence(reading, inference)
    return total


def _columns(job: ImportJob, reading: Reading, schema: TableSchema) -> list[str | None]:
    said = job.params.get("mapping") or {}
    if reading.header_line is None and "header" in job.params.get("dialect", {}):
        by_place = fields_by_place(reading.labels, schema)
        said = {label: name for label, name in by_place.items() if name not in said.values()} | said
    # An update changes rows that are there: only what finds them must be in the file.
    needed = schema.primary_key if job.params.get("mode") == "update" else None
    return map_columns(reading.labels, schema, said, needed=needed)


def _infer(file: IO[bytes], reading: Reading, trail: Trail, look: Callable[[], None]) -> tuple[Inference, int]:
    """Return what all values of the file say of its columns, and how many records it has."""
    if len(reading.labels) > MOST_FIELDS:
        raise UnreadableFile(
            "too_many_columns",
            f"The file has {len(reading.labels):,} columns; a dataset takes {MOST_FIELDS:,} at most.",
        )
    total = 0

    def blocks() -> Iterator[Block]:
        nonlocal total
        most_rows = settings.IMPORT_BATCH_ROWS
        for block in reading.blocks(
            file, longest=settings.IMPORT_MAX_RECORD_BYTES, most_rows=most_rows, mark=trail.mark
        ):
            look()
            total += block.size
            yield block

    return infer(blocks(), width=len(reading.labels)), total


def _evidence(reading: Reading, inference: Inference) -> dict[str, Any]:
    """Return the schema that a file asks for, and what speaks for it."""
    return {
        "schema": table_schema(reading.labels, inference.columns),
        "columns": [
            {"label": label, "field": name, **column.as_evidence()}
            for label, name, column in zip(reading.labels, field_names(reading.labels), inference.columns, strict=True)
        ],
    }


def _made_dataset(job: ImportJob) -> Dataset | None:
    """Make the dataset that the file asks for; a dry run only keeps the schema that it would have."""
    if job.inferred is None or job.params.get("dry_run"):
        return None
    title = job.title.rsplit(".", 1)[0] or job.title
    return dataset_create(workspace=job.workspace, title=title, schema=job.inferred["schema"])
