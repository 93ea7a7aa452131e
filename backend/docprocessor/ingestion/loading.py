"""The records of one job, into the dataset: a hundred in a transaction, and then the external call."""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from docprocessor.datasets.loading.upserting import Upserted, Upserter
from docprocessor.datasets.models import Load
from docprocessor.datasets.services import dataset_hold
from docprocessor.ingestion.checking import Checked, Fault, RecordChecker
from docprocessor.ingestion.external_call import external_call
from docprocessor.ingestion.models import RecordError, RecordJob
from docprocessor.ingestion.payloads import Record, unpacked
from docprocessor.ingestion.students import NAMES, SLUG, refuse_if_unfit, students_dataset
from docprocessor.jobs.context import JobContext, Stopped, TimedOut
from docprocessor.lib.problems import AppError

BATCH: Final = 100
BOOKS: Final = ("inserted", "updated", "unchanged", "skipped")
LISTEN_EVERY_SECONDS: Final = 0.1
log = structlog.get_logger(__name__)


def run_records(job: RecordJob, ctx: JobContext) -> dict[str, Any]:
    """Put a job's records in, from where the last attempt stopped, and return the job's result.

    Raises AppError: `dataset_differs` where the dataset is not one of students, `external_call_failed`.
    """
    if job.payload is None:
        raise AppError("records_deleted", "The records of this job are no longer kept; send them again.")
    load = _begin(job, ctx)
    return _Run(job, ctx, load, unpacked(job.payload)).run()


@transaction.atomic
def _begin(job: RecordJob, ctx: JobContext) -> Load:
    """Say that the job is at work on the dataset: from now on nobody deletes it or changes its schema."""
    dataset = students_dataset(job.workspace)
    held = dataset_hold(dataset)
    if held is None:
        raise AppError("dataset_deleted", f"The dataset {SLUG} was deleted just now.", retryable=True)
    refuse_if_unfit(held)
    # What its rows were before is not kept, so it can never be undone.
    load, _ = Load.objects.get_or_create(dataset=held, job=job, defaults={"undo_deleted_at": Now()})
    ctx.advance(stage="loading")
    return Load.objects.select_related("dataset__workspace").get(pk=load.pk)


class _Run:
    """One attempt at a job's records.

    The checkpoint holds how many `records` have been seen to, for how many the external call has been made
    (`called`), and the books. A batch and its checkpoint commit together; that its call has been made is written with
    the next batch, so an attempt that ends between the two makes the call once more.
    """

    def __init__(self, job: RecordJob, ctx: JobContext, load: Load, records: list[Record]) -> None:
        self._job, self._ctx, self._records = job, ctx, records
        checkpoint = job.checkpoint or {}
        self._done: int = checkpoint.get("records", 0)
        self._called: int = checkpoint.get("called", 0)
        self._books: dict[str, int] = {name: checkpoint.get(name, 0) for name in BOOKS}
        self._upserter = Upserter(load.dataset, load, NAMES)
        self._checker = RecordChecker(load.dataset.table_schema, _today())

    def run(self) -> dict[str, Any]:
        """Go on to the end. Returns the job's result."""
        batch = self._records[self._called : self._done]  # its call failed, or never came
        while True:
            if batch:
                self._call(batch)
            if self._done == len(self._records):
                break
            self._ctx.raise_if_stopping()
            batch = self._records[self._done : self._done + BATCH]
            self._put_in(batch)
        failed = len(self._records) - sum(self._books.values())
        return {"dataset": SLUG, **self._books, "failed": failed}

    def _put_in(self, batch: Sequence[Record]) -> None:
        checked = self._checker.check(batch)
        numbers = [self._done + index + 1 for index in checked.good]
        with transaction.atomic():
            outcome = self._upserter.upsert(numbers, checked.texts)
            self._store_errors(checked, outcome)
            books = {name: self._books[name] + getattr(outcome, name) for name in BOOKS}
            done = self._done + len(batch)
            self._ctx.advance(
                done=len(batch),
                failed=len(batch) - len(checked.good) + len(outcome.refused),
                checkpoint={"records": done, "called": self._called, **books},
            )
        self._done, self._books = done, books

    def _store_errors(self, checked: Checked, outcome: Upserted) -> None:
        refused = [Fault(each.row - 1, each.column, each.message) for each in outcome.refused]
        faults = [each._replace(record=self._done + each.record) for each in checked.faults] + refused
        RecordError.objects.bulk_create(
            RecordError(job=self._job, index=each.record, place=place, field=each.field, message=each.message)
            for place, each in enumerate(faults)
        )

    def _call(self, batch: Sequence[Record]) -> None:
        if settings.EXTERNAL_CALL_SECONDS:
            key = f"{self._job.pk}/{self._done}"
            try:
                external_call()(key=key, records=batch, pause=self._pause)
            except (Stopped, TimedOut):
                raise
            except Exception as error:
                log.warning("external_call.failed", key=key, exc_info=error)
                message = (
                    f"The external call after record {self._done:,} failed. The records up to it have been seen to."
                )
                raise AppError("external_call_failed", message, retryable=True) from error
        self._called = self._done

    def _pause(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._ctx.raise_if_stopping()
            time.sleep(min(left, LISTEN_EVERY_SECONDS))


def _today() -> date:
    """Return the day by the database's clock, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'UTC')::date")
        today: date = cursor.fetchone()[0]
        return today
