"""What a running job may say about itself, and what it must listen to."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self

import psycopg
import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from docprocessor.jobs import announcements, events
from docprocessor.jobs.lifecycle import Lease, LeaseLost
from docprocessor.jobs.models import EventType, Job, Status

StopReason = Literal["cancel", "pause", "shutdown"]
LOOK_EVERY_SECONDS = 1.0
TELL_EVERY_SECONDS = 1.0
log = structlog.get_logger(__name__)


class Stopped(Exception):
    """The job was asked to stop, and everything it has committed stands."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


class TimedOut(Exception):
    """The attempt has taken longer than its kind allows; everything it has committed stands."""


class JobContext:
    """A leased job's line to its row: progress out, requests to stop in."""

    def __init__(
        self,
        lease: Lease,
        *,
        shutting_down: Callable[[], bool] = lambda: False,
        time_limit: float | None = None,
    ) -> None:
        self.lease = lease
        self._shutting_down = shutting_down
        self._looked_at = self._told_at = time.monotonic()
        self._asked: StopReason | None = None
        self._ends_at = time_limit and time.monotonic() + time_limit

    def advance(
        self,
        *,
        stage: str | None = None,
        done: int = 0,
        failed: int = 0,
        total: int | None = None,
        checkpoint: dict[str, Any] | None = None,
    ) -> None:
        """Write progress: `done` units more, `failed` of them badly, of `total`. Raises LeaseLost when the job is
        not ours any more.

        Inside a batch's transaction this comes last: it is the check of the lease that lets the batch
        commit, and it locks the job's row only until then.
        """
        changes: dict[str, Any] = {}
        if stage is not None:
            changes["stage"] = stage
        if done:
            changes["progress_done"] = F("progress_done") + done
        if failed:
            changes["progress_failed"] = F("progress_failed") + failed
        if total is not None:
            changes["progress_total"] = total
        if checkpoint is not None:
            changes["checkpoint"] = checkpoint
        with transaction.atomic():
            self._write(**changes)
            if stage is not None or self._may_tell():
                self._record(EventType.PROGRESS)

    def log(self, message: str, *, level: Literal["info", "warning", "error"] = "info") -> None:
        """Write a sentence into the job's log. Raises LeaseLost."""
        log.info("job.log", level=level, message=message)
        with transaction.atomic():
            self._write()
            self._record(EventType.LOG, {"level": level, "message": message})

    def tell(self, *, done: int) -> None:
        """Show how far work has come that is committed only at its end; on a connection of its own, now and then.

        The transaction of the work must not touch the job's row: its lease is renewed there meanwhile.
        """
        if not self._may_tell():
            return
        job_id = self.lease.job_id
        with _own_connection() as own, own.transaction():
            told = own.execute(
                "UPDATE jobs_job SET progress_done = %s, version = version + 1, updated_at = now()"
                " WHERE id = %s AND lease_token = %s AND status = 'processing'",
                (done, job_id, self.lease.token),
            )
            if not told.rowcount:
                return
            (version,) = own.execute(events.RECORD, events.parameters(EventType.PROGRESS, job_id)).fetchone() or (0,)
        announcements.announce(job_id, version)

    def raise_if_stopping(self) -> None:
        """Raise Stopped when the job was asked to stop or its worker is going away, TimedOut when it has taken too
        long; cheap enough for any loop."""
        now = time.monotonic()
        if self._shutting_down():
            raise Stopped("shutdown")
        if self._ends_at and now > self._ends_at:
            raise TimedOut
        if now - self._looked_at >= LOOK_EVERY_SECONDS:
            self._looked_at = now
            self._asked = self._look()
        if self._asked:
            raise Stopped(self._asked)

    def _look(self) -> StopReason | None:
        asked = self._held().values_list("cancel_requested_at", "pause_requested_at").first()
        cancel, pause = asked or (None, None)
        return "cancel" if cancel else "pause" if pause else None

    def _may_tell(self) -> bool:
        if time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return False
        self._told_at = time.monotonic()
        return True

    def _write(self, **changes: Any) -> None:
        if not self._held().update(**changes, version=F("version") + 1, updated_at=Now()):
            raise LeaseLost(f"job {self.lease.job_id}: token {self.lease.token} is not valid any more")

    def _record(self, event_type: EventType, more: dict[str, Any] | None = None) -> None:
        version = events.record(event_type, self.lease.job_id, more)
        transaction.on_commit(lambda: announcements.announce(self.lease.job_id, version))

    def _held(self) -> Any:
        return Job.objects.filter(pk=self.lease.job_id, lease_token=self.lease.token, status=Status.PROCESSING)


class Heartbeat:
    """Renews a lease from a thread and a connection of its own, so that a long statement cannot starve it."""

    def __init__(self, lease: Lease, *, time_limit: float | None = None) -> None:
        self.lease = lease
        # Work that does not heed its limit loses its lease: then it counts as a worker that went silent.
        self._ends_at = time_limit and time.monotonic() + time_limit + settings.JOB_LEASE_SECONDS
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{lease.job_id}", daemon=True)
        self._dsn: dict[str, Any] = connection.get_connection_params()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(settings.JOB_HEARTBEAT_SECONDS):
            if self._ends_at and time.monotonic() > self._ends_at:
                log.error("heartbeat.time_limit_passed", job=str(self.lease.job_id))
                return
            try:
                held = self._renew()
            except psycopg.OperationalError as error:
                # The database may be restarting; the lease outlives two missed beats.
                log.warning("heartbeat.missed", job=str(self.lease.job_id), error=str(error))
                continue
            if not held:
                log.warning("heartbeat.lease_lost", job=str(self.lease.job_id))
                return

    def _renew(self) -> bool:
        with _own_connection(self._dsn) as own:
            cursor = own.execute(
                "UPDATE jobs_job SET lease_until = now() + make_interval(secs => %s)"
                " WHERE id = %s AND lease_token = %s AND status = 'processing'",
                (settings.JOB_LEASE_SECONDS, self.lease.job_id, self.lease.token),
            )
            return cursor.rowcount == 1


def _own_connection(dsn: dict[str, Any] | None = None) -> psycopg.Connection[Any]:
    """Open a connection beside the thread's own; what it does is committed at once."""
    dsn = dsn or connection.get_connection_params()
    params = {key: value for key, value in dsn.items() if key not in ("pool", "cursor_factory", "context")}
    return psycopg.connect(**params | {"autocommit": True, "connect_timeout": 5})
