"""Changing the schema of a dataset that has rows: they are held against the new one first, and then all of it changes
at once, or nothing does."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import psycopg
from django.db import OperationalError, transaction
from django.db.models.functions import Now
from psycopg import sql

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.reshaping.altering import alter_table
from docprocessor.datasets.reshaping.schema_checking import StoredRows, Violation
from docprocessor.datasets.reshaping.schema_difference import Difference
from docprocessor.datasets.schema import parse_schema
from docprocessor.datasets.services import real_loads, refuse_if_busy
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.leftovers import delete_all_for_undo, loads_that_can_be_undone
from docprocessor.datasets.storage.table_locks import hold_readers_off, hold_writers_off
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job, Status
from docprocessor.lib.problems import AppError

# What imports that have ended, but not well, would go on with: into tables as they were before.
UNFINISHED: Final = ("_next_", "_unchanged_")
IMAGES: Final = "_before_"


def find_dataset(workspace: Workspace, slug: str, version: str | None) -> Dataset:
    """Return the dataset whose schema is to change. Raises AppError: 400 when there is none, 409 when it is not as
    it was in this version."""
    dataset = Dataset.objects.select_related("workspace").filter(workspace=workspace, slug=slug).first()
    if dataset is None:
        message = f"There is no dataset called {slug!r}."
        raise AppError("unknown_dataset", message, errors={"dataset": [message]})
    if version and dataset.updated_at != datetime.fromisoformat(version):
        message = "Somebody else has changed this dataset meanwhile; look at how it is now, and change it again."
        raise AppError("dataset_changed", message, status=HTTPStatus.CONFLICT)
    return dataset


def run_schema_change(job: Job, ctx: JobContext) -> dict[str, Any]:
    """Check stored rows against the schema that a job's parameters hold and, unless only that is wanted or some do not
    keep it, change the dataset. Returns the job's result."""
    if job.checkpoint:  # its worker died when all was done
        return dict(job.checkpoint)
    ctx.advance(stage="checking")
    with transaction.atomic():
        dataset = find_dataset(job.workspace, job.params["dataset"], job.params.get("version"))
        if not job.params["check_only"]:
            refuse_if_busy(dataset, retryable=True)
            hold_writers_off(dataset, ctx.raise_if_stopping)
        # From now on nobody makes another table beside it who is not seen at the end.
        change = _Change(dataset, job.params["schema"], ctx.raise_if_stopping)
        applies = not (job.params["check_only"] or change.violations())
        result = change.result(applied=applies)
        if applies:
            _hold(dataset)
            change.apply()
        change.close()
        if applies:
            ctx.advance(stage="finishing", checkpoint=result)
    return result


def _hold(dataset: Dataset) -> None:
    """Look once more, now that nobody can begin to work on the dataset before we are done.

    Whoever wants its row has it in no time, or waits for the table that we hold: we do not wait for them.
    """
    try:
        with transaction.atomic():
            held = Dataset.objects.select_for_update(no_key=True, nowait=True).filter(pk=dataset.pk).first()
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            raise
        raise AppError("dataset_busy", "Somebody else is at work on this dataset.", retryable=True) from None
    if held is None or held.updated_at != dataset.updated_at:
        raise AppError("dataset_changed", "Somebody else has changed this dataset meanwhile.", retryable=True)
    refuse_if_busy(dataset, retryable=True)


class _Change:
    """A dataset's old and new schema, its table, and those beside it that undoing imports needs."""

    def __init__(self, dataset: Dataset, document: dict[str, Any], look: Callable[[], None]) -> None:
        self._dataset, self._document, self._look = dataset, document, look
        self._difference = Difference(dataset.table_schema, parse_schema(document))
        self._rows = StoredRows(dataset.relation, self._difference, look)
        self._violations: list[Violation] | None = None
        self._beside = self._tables_for_undo()
        self._parted: int | None = None

    def violations(self) -> list[Violation]:
        """Return how the stored rows break the new rules."""
        if self._violations is None:
            self._violations = self._rows.violations()
        return self._violations

    def result(self, *, applied: bool) -> dict[str, Any]:
        """Return all that there is to say."""
        sentences = self._difference.sentences(self._values_that_go())
        if not sentences and self._document != self._dataset.schema:
            sentences.append("Something of the schema changes that means nothing here.")
        if parted := self._imports_to_part_with():
            imports = "1 earlier import" if parted == 1 else f"{parted:,} earlier imports"
            sentences.append(
                f"{imports} can no longer be undone: the rows as they were before do not fit the new schema."
            )
        if unfinished := self._imports_that_end():
            imports = "1 import" if unfinished == 1 else f"{unfinished:,} imports"
            sentences.append(f"{imports} that failed, or that somebody cancelled, can no longer be tried again.")
        return {
            "changes": sentences,
            "violations": [_as_json(each) for each in self.violations()],
            "rows": self._count("SELECT count(*) FROM {table}"),
            "applied": applied,
        }

    def apply(self) -> None:
        """Change the tables, and what is said of them."""
        touched = {}
        if self._difference.touches_table:
            self._alter()
            touched["schema_changed_at"] = Now()
        Dataset.objects.filter(pk=self._dataset.pk).update(schema=self._document, updated_at=Now(), **touched)

    def close(self) -> None:
        """Drop what was made to look and to change; a rollback does so by itself."""
        for rows in (self._rows, *self._beside):
            rows.drop()

    def _alter(self) -> None:
        if self._imports_to_part_with():
            delete_all_for_undo(self._dataset)
        for prefix in UNFINISHED:
            side_tables.drop_beside(self._dataset, prefix)
        staying = [self._rows] if self._imports_to_part_with() else [self._rows, *self._beside]
        hold_readers_off([rows.table for rows in staying], self._look)
        for rows in staying:
            alter_table(rows.table, self._difference, rows.conversions, has_keys=rows.has_keys)

    # --- What undoing imports needs -----------------------------------------------------------------

    def _tables_for_undo(self) -> list[StoredRows]:
        if not self._difference.touches_table:
            return []
        return [
            StoredRows(side_tables.beside(self._dataset, name), self._difference, self._look, has_keys=prefix != IMAGES)
            for prefix in (IMAGES, "_replaced_")
            for name in side_tables.names_beside(self._dataset, prefix)
        ]

    def _imports_to_part_with(self) -> int:
        """Count the imports that cannot be undone any more: what they had found does not keep the new schema, or by
        another key it is not known whose image is whose."""
        if self._parted is None:
            key_changes = self._difference.old.primary_key != self._difference.new.primary_key
            is_lost = any(rows.violations() or (key_changes and not rows.has_keys) for rows in self._beside)
            self._parted = loads_that_can_be_undone(self._dataset).count() if is_lost else 0
        return self._parted

    # --- Figures ------------------------------------------------------------------------------------

    def _values_that_go(self) -> dict[str, int]:
        return {
            field.name: self._count("SELECT count({column}) FROM {table}", column=sql.Identifier(field.name))
            for field in self._difference.removed
        }

    def _imports_that_end(self) -> int:
        """Count the imports that could be tried again until now; what they have got so far is by the old schema."""
        if not self._difference.touches_table:
            return 0
        loads = real_loads(self._dataset).filter(job__status__in=(Status.FAILED, Status.CANCELLED))
        if since := self._dataset.schema_changed_at:
            loads = loads.filter(created_at__gte=since)
        return loads.count()

    def _count(self, statement: str, **parts: sql.Composable) -> int:
        with raw_cursor() as cursor:
            row = cursor.execute(sql.SQL(statement).format(table=self._dataset.relation, **parts)).fetchone()
        return int(row[0]) if row else 0


def _as_json(violation: Violation) -> dict[str, Any]:
    loads = {sample.load for sample in violation.samples}
    jobs = {pk: str(job) for pk, job in Load.objects.filter(pk__in=loads).values_list("pk", "job_id")}
    samples = [
        {"import": jobs.get(sample.load), "row": sample.row, "value": sample.value} for sample in violation.samples
    ]
    return {**asdict(violation), "samples": samples}
