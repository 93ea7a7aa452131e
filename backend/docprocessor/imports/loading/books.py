"""An import's books, written as it loads."""

from django.db.models import F

from docprocessor.datasets.loading.loading import Outcome
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tabular.records import Position
from docprocessor.jobs.context import JobContext


class Books:
    """What has become of the records so far.

    Each batch is entered in its own transaction, with the checkpoint; its last statement checks the lease. With
    `held_back`, for an import of all or nothing, the entries are kept until `close`: the one transaction that holds
    them all must not keep the job's row locked, because the lease is renewed there meanwhile.
    """

    def __init__(self, job: ImportJob, ctx: JobContext, *, held_back: bool) -> None:
        self.held_back = held_back
        self._job = job
        self._ctx = ctx
        self._total = Outcome()
        self._failed = self._size = 0
        self._end: Position | None = None

    def enter(self, outcome: Outcome, *, failed: int, size: int, end: Position) -> None:
        """Enter a batch: what the table took, how many records failed, how many there were, and where it ended."""
        if self.held_back:
            self._total += outcome
            self._failed, self._size, self._end = self._failed + failed, self._size + size, end
            self._tell(self._size)
        else:
            self._write(outcome, failed, size, end)

    def totals(self) -> Outcome:
        """What the table has taken, in this attempt and those before it."""
        names = ("inserted", "updated", "unchanged", "skipped")
        self._job.refresh_from_db(fields=[f"{name}_rows" for name in names])
        return Outcome(*(getattr(self._job, f"{name}_rows") for name in names)) + self._total

    def close(self) -> None:
        """Enter what was held back, and that all is in place."""
        if self._end is not None:
            ImportJob.objects.filter(pk=self._job.pk).update(progress_done=0)  # it was told as it went on
            self._write(self._total, self._failed, self._size, self._end)
        self._job.refresh_from_db(fields=["checkpoint"])
        self._ctx.advance(stage="finishing", checkpoint={**(self._job.checkpoint or {}), "published": True})

    def _tell(self, done: int) -> None:
        self._ctx.tell(done=done)

    def _write(self, outcome: Outcome, failed: int, size: int, end: Position) -> None:
        ImportJob.objects.filter(pk=self._job.pk).update(
            inserted_rows=F("inserted_rows") + outcome.inserted,
            updated_rows=F("updated_rows") + outcome.updated,
            unchanged_rows=F("unchanged_rows") + outcome.unchanged,
            skipped_rows=F("skipped_rows") + outcome.skipped,
            failed_rows=F("failed_rows") + failed,
            unprocessed_rows=F("unprocessed_rows") - size,
        )
        self._ctx.advance(done=size, failed=failed, checkpoint=end._asdict())
