"""The only writer of `Job.status`. Each move is one conditional UPDATE that counts its rows: who comes
second finds nothing to move. The database's clock is the only clock."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from docprocessor.jobs import queue
from docprocessor.jobs.models import TERMINAL, FailureKind, Job, Status
from docprocessor.lib.problems import AppError

MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.PROCESSING, Status.PAUSED, Status.CANCELLED}),
    Status.PROCESSING: frozenset({Status.PENDING, Status.PAUSED, Status.COMPLETED, Status.FAILED, Status.CANCELLED}),
    Status.PAUSED: frozenset({Status.PENDING, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.FAILED: frozenset({Status.PENDING}),
    Status.CANCELLED: frozenset({Status.PENDING}),
}
BACKOFF_BASE_SECONDS = 2
BACKOFF_CAP_SECONDS = 300


class LeaseLost(Exception):
    """The job belongs to another worker by now, or to nobody; nothing of this attempt may be written."""


@dataclass(frozen=True)
class Lease:
    """One worker's hold on one job: every write names both."""

    job_id: UUID
    token: int


def submit(job: Job) -> Job:
    """Store a new job and, once it is committed, hint that there is work."""
    job.save(force_insert=True)
    transaction.on_commit(lambda: queue.hint(job.queue))
    return job


def claim(queue_name: str, *, worker: str) -> Lease | None:
    """Take the best eligible job of a queue, or None.

    One statement: the row is locked, moved and leased at once; workers that come at the same moment
    skip it and take the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Both parts are constants of ours; values travel as parameters.
            f"""
            UPDATE jobs_job SET
                status = %(processing)s, stage = 'starting', attempt = attempt + 1, worker = %(worker)s,
                lease_token = lease_token + 1, lease_until = now() + make_interval(secs => %(lease)s),
                started_at = coalesce(started_at, now()), run_after = NULL, updated_at = now()
            WHERE id = ({queue.BEST_ELIGIBLE})
            RETURNING id, lease_token
            """,  # noqa: S608
            {
                "processing": Status.PROCESSING,
                "worker": worker,
                "lease": settings.JOB_LEASE_SECONDS,
                "queue": queue_name,
            },
        )
        row = cursor.fetchone()
    return Lease(*row) if row else None


def complete(lease: Lease, result: dict[str, Any] | None) -> None:
    """End a job well. Raises LeaseLost."""
    _move_leased(lease, Status.COMPLETED, stage="done", result=result, failure=None, finished_at=Now())


def fail(lease: Lease, failure: dict[str, Any]) -> None:
    """End a job badly, with the reason. Raises LeaseLost."""
    _move_leased(lease, Status.FAILED, stage="done", failure=failure, finished_at=Now())


def cancelled(lease: Lease) -> None:
    """End a job as its owner asked while it ran. Raises LeaseLost."""
    _move_leased(lease, Status.CANCELLED, stage="done", finished_at=Now())


def hand_back(lease: Lease) -> None:
    """Return a job to the line, because this worker stops; no attempt is counted. Raises LeaseLost."""
    _move_leased(lease, Status.PENDING, stage="queued", attempt=F("attempt") - 1)


def try_again(lease: Lease, failure: dict[str, Any], *, attempt: int) -> None:
    """Return a job to the line after a failure that may pass: exponential backoff with full jitter
    (M. Brooker, "Exponential Backoff and Jitter", 2015). Raises LeaseLost."""
    ceiling = min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** max(attempt - 1, 0))
    later = RawSQL("now() + random() * make_interval(secs => %s)", [ceiling])
    _move_leased(lease, Status.PENDING, stage="queued", failure=failure, run_after=later)


def request_cancel(job: Job) -> None:
    """Cancel a job: at once when nobody works on it, else as soon as its worker notices.

    Raises AppError 409 when it has already ended.
    """
    if _move(Q(pk=job.pk), (Status.PENDING, Status.PAUSED), Status.CANCELLED, stage="done", finished_at=Now()):
        return
    asked = Job.objects.filter(pk=job.pk, status=Status.PROCESSING).update(cancel_requested_at=Now(), updated_at=Now())
    # Between the two statements its worker may have handed it back: then the first one fits again.
    if not asked and not _move(
        Q(pk=job.pk), (Status.PENDING, Status.PAUSED), Status.CANCELLED, stage="done", finished_at=Now()
    ):
        raise _wrong_state(job, "be cancelled")


def retry(job: Job) -> None:
    """Put a failed or cancelled job back in the line; it goes on where it stopped.

    Raises AppError 409 in any other state.
    """
    moved = _move(
        Q(pk=job.pk),
        (Status.FAILED, Status.CANCELLED),
        Status.PENDING,
        stage="queued",
        failure=None,
        finished_at=None,
        cancel_requested_at=None,
        run_after=None,
        crashes=0,
        queued_at=Now(),
    )
    if not moved:
        raise _wrong_state(job, "be tried again")
    transaction.on_commit(lambda: queue.hint(job.queue))


def expire_leases() -> tuple[int, int]:
    """Take jobs back from workers that went silent; returns how many went back to the line, and how
    many were given up because they took their worker down too often."""
    expired = Q(lease_until__lt=Now())
    last = Q(crashes__gte=settings.JOB_MAX_CRASHES - 1)
    failure = failure_of(
        FailureKind.CRASHED,
        "worker_lost",
        f"The worker died on this job {settings.JOB_MAX_CRASHES} times, so it was set aside.",
        retryable=True,
    )
    given_up = _move(
        expired & last,
        (Status.PROCESSING,),
        Status.FAILED,
        stage="done",
        crashes=F("crashes") + 1,
        failure=failure,
        finished_at=Now(),
    )
    returned = _move(expired & ~last, (Status.PROCESSING,), Status.PENDING, stage="queued", crashes=F("crashes") + 1)
    return returned, given_up


def failure_of(
    kind: FailureKind, code: str, message: str, *, line: int | None = None, retryable: bool = False
) -> dict[str, Any]:
    """Return a failure as it is stored and answered."""
    return {"kind": str(kind), "code": code, "message": message, "line": line, "retryable": retryable}


def _move_leased(lease: Lease, to: Status, **changes: Any) -> None:
    held = Q(pk=lease.job_id, lease_token=lease.token)
    if not _move(held, (Status.PROCESSING,), to, **changes):
        raise LeaseLost(f"job {lease.job_id} is no longer held under token {lease.token}")


def _move(which: Q, sources: tuple[Status, ...], to: Status, **changes: Any) -> int:
    for source in sources:
        if to not in MOVES[source]:
            raise ValueError(f"a job cannot move from {source} to {to}")
    changes.setdefault("lease_until", None)
    if to in TERMINAL or to == Status.PENDING:
        changes.setdefault("worker", "")
    return Job.objects.filter(which, status__in=sources).update(status=to, updated_at=Now(), **changes)


def _wrong_state(job: Job, what: str) -> AppError:
    job.refresh_from_db(fields=["status"])
    return AppError("wrong_state", f"A job that is {job.status} cannot {what}.", status=HTTPStatus.CONFLICT)
