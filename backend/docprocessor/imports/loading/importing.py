"""The path of one file into one dataset: recognise, count, load in batches. Resumes where it stopped."""

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from typing import IO, Any

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from docprocessor.datasets.loading.batches import Batch, Preparer
from docprocessor.datasets.loading.loading import Loader, Outcome
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.editing.edits import changes_of
from docprocessor.imports.editing.patched_blocks import Patching
from docprocessor.imports.files import stored_file
from docprocessor.imports.loading.books import Books
from docprocessor.imports.loading.contention import until_uncontended
from docprocessor.imports.loading.issues import Written, store_issues
from docprocessor.imports.loading.outcome_ranges import store_ranges
from docprocessor.imports.loading.preparing import Preparation, Prepared
from docprocessor.imports.loading.settling import deleted, settle
from docprocessor.imports.models import ImportJob
from docprocessor.imports.refusals import input_error
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS, MappingError
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Block, Position
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.jobs.context import JobContext
from docprocessor.lib.ahead import ahead
from docprocessor.lib.problems import AppError

# Batches that wait, checked and ready, while PostgreSQL takes the one before them.
BATCHES_AHEAD = 1

# It gives memory back sooner than Arrow's default: a sixth less at the peak, in the same time.
with suppress(NotImplementedError):  # not built in everywhere
    pa.set_memory_pool(pa.jemalloc_memory_pool())
pa.set_cpu_count(1)  # one core checks while PostgreSQL uses another; blocks are too small to be shared out
pa.set_io_thread_count(1)


def run_import(job: ImportJob, ctx: JobContext) -> dict[str, Any]:
    """Bring a job's file into its dataset and return the job's result.

    Raises AppError for a file that cannot be imported as a whole; records that cannot go in are issues.
    """
    with stored_file(job) as file:
        try:
            if job.reading is None:
                settle(job, ctx, file)
            reading = Reading.from_json(job.reading or {})
            _Import(job, ctx, file, reading).run()
        except (UnreadableFile, MappingError, DialectError) as error:  # of an archive, also in its middle
            raise input_error(error) from None
    return _result(job, reading)


class _Import:
    """One attempt at loading one file."""

    def __init__(self, job: ImportJob, ctx: JobContext, file: IO[bytes], reading: Reading) -> None:
        self.job = job
        self.ctx = ctx
        self.file = file
        self.reading = reading
        dataset = job.dataset and Dataset.objects.select_related("workspace").filter(pk=job.dataset.pk).first()
        if dataset is None and not (job.inferred and job.params.get("dry_run")):
            raise deleted()
        schema = dataset.table_schema if dataset else parse_schema((job.inferred or {})["schema"])
        names = [field.name for field in schema.fields if field.name in reading.columns]
        load = Load.objects.get(dataset=dataset, job=job) if dataset else None
        self.loader = _loader(job, dataset, load, names) if dataset and load else _NoTable()
        preparer = Preparer(schema, names, load.pk if load else 0, job.total_rows)
        self.preparation = Preparation(job.pk, reading, schema, names, preparer)
        self.has_keys = bool(schema.unique_keys)
        self.patching = Patching(reading.labels, {})
        self.failed = job.failed_rows

    def run(self) -> None:
        """Load what is not in yet, and publish what waits for the end."""
        job, params = self.job, self.job.params
        all_or_nothing = params.get("on_error") == "abort"
        if (job.checkpoint or {}).get("published"):
            return
        if (all_or_nothing or params.get("dry_run")) and (job.checkpoint or job.failed_rows or job.progress_done):
            self._begin_anew()
        checkpoint = job.checkpoint or {}
        with transaction.atomic():
            ImportJob.objects.filter(pk=job.pk).update(loading_since=Now(), loading_from_row=checkpoint.get("row", 0))
            self.ctx.advance(stage="loading")
        # Nobody edits records while they are imported: these are all there will be.
        self.patching = Patching(self.reading.labels, changes_of(job))
        books = Books(job, self.ctx, held_back=all_or_nothing)
        try:
            with transaction.atomic() if all_or_nothing else nullcontext():
                self._raise_if_too_many_errors()
                self._load_batches(books)
                self._raise_if_nothing_would_be_left(books)
                self.ctx.raise_if_stopping()
                with transaction.atomic():
                    store_ranges(job, self.loader.whereabouts, books.totals())
                    self.loader.publish()
                    books.close()
        except _Refused as refused:
            self._nothing_went_in(refused.prepared, refused.outcome)
        except BaseException:
            if params.get("dry_run"):
                self.loader.discard()  # temporary tables last as long as the connection, which other jobs use, too
            raise

    def _load_batches(self, books: Books) -> None:
        with ahead(self._prepared(), depth=BATCHES_AHEAD) as coming:
            for prepared in coming:
                self.ctx.raise_if_stopping()
                _load_batch(self.job, self, prepared, books)
                self._raise_if_too_many_errors()

    def _prepared(self) -> Iterator[Prepared]:
        """Check the file's records, from where the last attempt stopped. Runs in a thread, without the database."""
        start = None
        if self.job.checkpoint:
            start = Position(**{name: self.job.checkpoint[name] for name in Position._fields})
            if self.has_keys:
                for block in self._blocks(total=start.row):
                    self.preparation.remember(block)
        for block in self._blocks(total=self.job.total_rows, start=start):
            yield self.preparation.prepare(block)

    def _blocks(self, *, total: int, start: Position | None = None) -> Iterator[Block]:
        found = self.reading.blocks(
            self.file,
            total=total,
            start=start,
            longest=settings.IMPORT_MAX_RECORD_BYTES,
            most_rows=settings.IMPORT_BATCH_ROWS,
        )
        return map(self.patching.apply, found)

    def _begin_anew(self) -> None:
        """Forget what an earlier attempt counted: it went away with its transaction, or never was in the table."""
        with transaction.atomic():
            job = ImportJob.objects.select_for_update(of=("self",), no_key=True).get(pk=self.job.pk)
            job.issues.all().delete()
            job.issue_counts.all().delete()
            zero = dict.fromkeys(("inserted_rows", "updated_rows", "unchanged_rows", "skipped_rows", "failed_rows"), 0)
            ImportJob.objects.filter(pk=job.pk).update(
                **zero, unprocessed_rows=F("total_rows"), progress_done=0, progress_failed=0, checkpoint=None
            )
            self.ctx.advance()
        self.job.refresh_from_db()
        self.failed = 0

    def _raise_if_too_many_errors(self) -> None:
        said = str(self.job.params.get("max_errors") or "")
        if not said:
            return
        most = int(said.rstrip("%"))
        if self.failed * 100 > most * self.job.total_rows if said.endswith("%") else self.failed > most:
            raise AppError(
                "too_many_errors",
                f"{self.failed:,} records are faulty, and max_errors is {said}; the import was stopped.",
                kind="validation",
            )

    def _raise_if_nothing_would_be_left(self, books: Books) -> None:
        """A file without one good record is a mistake; it takes nobody's rows away."""
        if self.job.params.get("mode") == "replace" and not books.totals().inserted:
            raise AppError(
                "nothing_to_replace_with",
                "None of the file's records could go in, so the dataset was left as it was.",
                kind="validation",
            )

    def _nothing_went_in(self, prepared: Prepared, outcome: Outcome) -> None:
        """Keep the faults that ended an import of all or nothing, now that nothing else is left of it."""
        issues, failed = _issues(self.preparation, prepared, outcome)
        with transaction.atomic():
            self.loader.discard()
            store_issues(self.job.pk, issues)
            ImportJob.objects.filter(pk=self.job.pk).update(
                failed_rows=failed,
                unprocessed_rows=F("total_rows") - failed,
                progress_done=failed,
                progress_failed=failed,
            )
            self.ctx.advance()
        plural = "s" if failed > 1 else ""
        raise AppError(
            "aborted",
            f"Nothing was imported: all records must go in or none, and {failed:,} faulty record{plural} came first.",
            line=min(part.first_line for part in issues),
            kind="validation",
        )


class _Refused(Exception):
    """A batch of an import of all or nothing holds faults."""

    def __init__(self, prepared: Prepared, outcome: Outcome) -> None:
        super().__init__()
        self.prepared = prepared
        self.outcome = outcome


def _load_batch(job: ImportJob, attempt: _Import, prepared: Prepared, books: Books) -> None:
    """Put one batch in: rows, issues, books and checkpoint commit together, or nothing does."""

    def load() -> int:
        outcome = attempt.loader.load(prepared.batch) + Outcome(skipped=prepared.left_out)
        if books.held_back and (prepared.faulty or outcome.refusals):
            raise _Refused(prepared, outcome)
        issues, failed = _issues(attempt.preparation, prepared, outcome)
        store_issues(job.pk, issues)
        books.enter(outcome, failed=failed, size=prepared.size, end=prepared.end)
        return failed

    attempt.failed += until_uncontended(attempt.loader, load)


def _issues(preparation: Preparation, prepared: Prepared, outcome: Outcome) -> tuple[list[Written], int]:
    """Return all faults of a batch, and how many records have some."""
    refused = preparation.refused(prepared, outcome.refusals)
    written = [part for part in (prepared.issues, refused) if part is not None]
    return written, prepared.faulty + outcome.refused


def _loader(job: ImportJob, dataset: Dataset, load: Load, names: list[str]) -> Loader:
    params = job.params
    return Loader(
        dataset,
        load,
        names=names,
        mode=params.get("mode", "insert"),
        duplicates=params.get("duplicates", "reject"),
        dry_run=params.get("dry_run", False),
    )


class _NoTable:
    """What a dry run without a dataset loads into: each valid record would go in, there being no key."""

    table_has_others = False
    whereabouts = None

    def load(self, batch: Batch) -> Outcome:
        return Outcome(inserted=len(batch))

    def publish(self) -> None:
        pass

    def discard(self) -> None:
        pass


def _result(job: ImportJob, reading: Reading) -> dict[str, Any]:
    ignored = [
        label
        for label, name in zip(reading.labels, reading.columns, strict=True)
        if name is None and label not in SERVICE_COLUMNS
    ]
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "delimiter": reading.dialect.delimiter,
        "header_line": reading.header_line,
        "confidence": reading.confidence,
        "ignored_columns": ignored,
        "notes": list(reading.evidence),
        "inferred": job.inferred,
    }
