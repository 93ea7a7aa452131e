"""The path of one file into one dataset: recognise, count, load in batches. Resumes where it stopped."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from docprocessor.datasets.loading import Loader, ValidRecord
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.schema import MOST_FIELDS
from docprocessor.datasets.services import dataset_create, identifier
from docprocessor.datasets.validation import Validator
from docprocessor.imports.dialect import DialectError
from docprocessor.imports.inference import Inference
from docprocessor.imports.issues import Issue, store_issues
from docprocessor.imports.mapping import SERVICE_COLUMNS, MappingError, map_columns
from docprocessor.imports.models import ImportJob
from docprocessor.imports.records import Record
from docprocessor.imports.recognition import Reading, UnreadableFile, recognise
from docprocessor.jobs.context import JobContext
from docprocessor.lib.problems import AppError

LOOK_EVERY_RECORDS = 1_000
# Each time, the keys that another writer has committed meanwhile are found; it would take one every batch.
RACES_AT_MOST = 20


def run_import(job: ImportJob, ctx: JobContext) -> dict[str, Any]:
    """Bring a job's file into its dataset and return the job's result.

    Raises AppError for a file that cannot be imported as a whole; records that cannot go in are issues.
    """
    with default_storage.open(job.file_key) as stored:
        file: IO[bytes] = stored.file or stored
        try:
            if job.reading is None:
                _settle(job, ctx, file)
        except (UnreadableFile, MappingError, DialectError) as error:
            raise input_error(error) from None
        reading = Reading.from_json(job.reading or {})
        dataset = job.dataset and Dataset.objects.select_related("workspace").filter(pk=job.dataset.pk).first()
        if dataset is None:
            raise _deleted()
        _load(job, ctx, file, reading, dataset)
    ctx.advance(stage="finishing")
    return _result(reading)


def input_error(error: UnreadableFile | MappingError | DialectError) -> AppError:
    """Return a fault of the file or of what was said about it as the refusal of the whole import."""
    return AppError(getattr(error, "code", "invalid_dialect"), str(error), line=getattr(error, "line", None))


def _settle(job: ImportJob, ctx: JobContext, file: IO[bytes]) -> None:
    """Decide how the file is read and where it goes, and count its records; stored in one transaction."""
    ctx.advance(stage="recognising")
    dataset = job.dataset
    if dataset is None and job.dataset_slug:
        raise _deleted()
    schema = dataset.table_schema if dataset else None
    reading = recognise(
        file, schema=schema, wishes=job.params.get("dialect", {}), longest=settings.IMPORT_MAX_RECORD_BYTES
    )
    columns = _columns(job, reading)
    ctx.advance(stage="counting")
    inference = None if dataset else Inference(len(reading.labels))
    total = _count(file, reading, inference, ctx)
    if not total:
        raise UnreadableFile("no_records", "The file holds a header and no records.")
    with transaction.atomic():
        if inference is not None:
            dataset = _new_dataset(job, reading, inference)
            columns = _new_columns(reading)
        elif dataset is not None:
            dataset = Dataset.objects.select_for_update(no_key=True).filter(pk=dataset.pk).first()
        if dataset is None:
            raise _deleted()
        Load.objects.create(dataset=dataset, job=job)  # from here on, the dataset cannot be deleted
        job.dataset = dataset
        job.dataset_slug = dataset.slug
        job.reading = {**reading.as_json(), "columns": columns}
        job.total_rows = job.unprocessed_rows = total
        job.save(update_fields=["dataset", "dataset_slug", "reading", "total_rows", "unprocessed_rows"])
        ctx.advance(total=total)


def _deleted() -> AppError:
    return AppError("dataset_deleted", "The dataset of this import has been deleted.")


def _columns(job: ImportJob, reading: Reading) -> list[str | None]:
    if job.dataset is None:
        if len(reading.labels) > MOST_FIELDS:
            raise UnreadableFile(
                "too_many_columns",
                f"The file has {len(reading.labels):,} columns; a dataset takes {MOST_FIELDS:,} at most.",
            )
        return []
    schema = job.dataset.table_schema
    if reading.header_line is None:
        names = [field.name for field in schema.fields]
        if len(names) == len(reading.labels) and "header" in job.params.get("dialect", {}):
            return list(names)
    return map_columns(reading.labels, schema, job.params.get("mapping"))


def _count(file: IO[bytes], reading: Reading, inference: Inference | None, ctx: JobContext) -> int:
    total = 0
    for record in reading.records(file, longest=settings.IMPORT_MAX_RECORD_BYTES):
        total += 1
        if inference is not None and record.cells is not None:
            inference.see(record.cells)
        if total % LOOK_EVERY_RECORDS == 0:
            ctx.raise_if_stopping()
    return total


def _new_dataset(job: ImportJob, reading: Reading, inference: Inference) -> Dataset:
    fields = []
    for label, name, column in zip(reading.labels, _new_columns(reading), inference.columns, strict=True):
        if name is None:
            continue
        field = {"name": name, **column.as_field(), "description": f"Inferred: {column.evidence()}."}
        if label != name:
            field["title"] = label
        fields.append(field)
    title = job.title.rsplit(".", 1)[0] or job.title
    return dataset_create(workspace=job.workspace, title=title, schema={"fields": fields})


def _new_columns(reading: Reading) -> list[str | None]:
    """Name a field for each column of a file that makes its own dataset."""
    taken: dict[str, None] = {}
    names: list[str | None] = []
    for place, label in enumerate(reading.labels, start=1):
        if label in SERVICE_COLUMNS:
            names.append(None)
            continue
        base = name = identifier(label, default=f"column_{place}", length=55)
        number = 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken[name] = None
        names.append(name)
    return names


def _load(job: ImportJob, ctx: JobContext, file: IO[bytes], reading: Reading, dataset: Dataset) -> None:
    loader = Loader(dataset, Load.objects.get(dataset=dataset, job=job))
    checker = _Checker(reading, dataset)
    done = int((job.checkpoint or {}).get("row", 0))
    with transaction.atomic():
        ImportJob.objects.filter(pk=job.pk).update(loading_since=Now(), loading_from_row=done)
        ctx.advance(stage="loading")
    records = islice(reading.records(file, longest=settings.IMPORT_MAX_RECORD_BYTES), done, None)
    for batch in _batches(records):
        ctx.raise_if_stopping()
        _load_batch(job, ctx, loader, checker, batch)


def _batches(records: Iterator[Record]) -> Iterator[tuple[Record, ...]]:
    """Group records, a few at first so that something is seen to happen."""
    size = max(settings.IMPORT_BATCH_ROWS // 10, 1)
    while batch := tuple(islice(records, size)):
        yield batch
        size = settings.IMPORT_BATCH_ROWS


def _load_batch(job: ImportJob, ctx: JobContext, loader: Loader, checker: "_Checker", batch: Sequence[Record]) -> None:
    """Put one batch in: rows, issues, books and checkpoint commit together, or nothing does."""
    valid, faulty = checker.check(batch)
    lines = {record.row: record.line for record in batch}
    for _ in range(RACES_AT_MOST):
        try:
            with transaction.atomic():
                accepted, refusals = loader.without_duplicates(valid)
                refused = loader.insert(accepted)
                refusals += refused
                issues = faulty + [checker.issue(row, lines[row], fault) for row, fault in refusals]
                store_issues(job.pk, issues)
                failed = len({issue.row for issue in issues})
                ImportJob.objects.filter(pk=job.pk).update(
                    inserted_rows=F("inserted_rows") + len(batch) - failed,
                    failed_rows=F("failed_rows") + failed,
                    unprocessed_rows=F("unprocessed_rows") - len(batch),
                )
                ctx.advance(done=len(batch), failed=failed, checkpoint={"row": batch[-1].row, "line": batch[-1].line})
        except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected):
            # Another writer had one of the keys first; or each had one that the other wanted, in another order.
            loader.table_has_others = True
            continue
        loader.remember(refused=refused)
        return
    raise AppError(
        "contended", "Other writers kept inserting the same keys into this dataset; try again.", retryable=True
    )


class _Checker:
    """Checks a file's records against its dataset's schema, in the file's own words."""

    def __init__(self, reading: Reading, dataset: Dataset) -> None:
        schema = dataset.table_schema
        self._validator = Validator(schema)
        self._width = len(reading.labels)
        place_of = {name: place for place, name in enumerate(reading.columns) if name is not None}
        self._places = [place_of.get(field.name) for field in schema.fields]
        self._label_of = {name: reading.labels[place] for name, place in place_of.items()}

    def check(self, batch: Sequence[Record]) -> tuple[list[ValidRecord], list[Issue]]:
        """Part a batch into records that are right by themselves, and the issues of the others."""
        valid: list[ValidRecord] = []
        issues: list[Issue] = []
        for record in batch:
            cells = record.cells
            if cells is None:
                code, message = record.fault or ("unreadable", "This record cannot be read.")
                issues.append(Issue(record.row, record.line, None, code, record.raw, message))
                continue
            if len(cells) != self._width:
                plural = "" if len(cells) == 1 else "s"
                message = f"This record has {len(cells):,} cell{plural}; the header has {self._width:,}."
                issues.append(Issue(record.row, record.line, None, "ragged", ",".join(cells), message))
                continue
            values, faults = self._validator.check([None if p is None else cells[p] for p in self._places])
            if faults:
                issues += [self.issue(record.row, record.line, fault) for fault in faults]
            else:
                valid.append(ValidRecord(record.row, values))
        return valid, issues

    def issue(self, row: int, line: int, fault: Any) -> Issue:
        """Return a fault of a field as an issue of the file's column."""
        label = self._label_of.get(fault.column, fault.column)
        return Issue(row, line, label, fault.code, fault.value, fault.message)


def _result(reading: Reading) -> dict[str, Any]:
    ignored = [
        label
        for label, name in zip(reading.labels, reading.columns, strict=True)
        if name is None and label not in SERVICE_COLUMNS
    ]
    notes = [f"Read as {reading.encoding}: {reading.encoding_evidence}."]
    if reading.header_line is None:
        notes.append("The first line holds values, so the columns were named by their places.")
    return {
        "encoding": reading.encoding,
        "delimiter": reading.dialect.delimiter,
        "header_line": reading.header_line,
        "ignored_columns": ignored,
        "notes": notes,
    }
