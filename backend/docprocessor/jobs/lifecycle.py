"""The only writer of `Job.status`. Each move locks the job's row, names where it may come from, and writes its event
in the same transaction: who comes second finds nothing to move. The database's clock is the only clock."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from json import dumps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from docprocessor.jobs import announcements, events, queue
from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import TERMINAL, EventType, FailureKind, Job, Outcome, Status
from docprocessor.lib.ids import ids_in_order
from docprocessor.lib.locks import hold
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
# Nobody works on it: what is asked of it happens at once.
RESTING = (Status.PENDING, Status.PAUSED)
PAUSE_ASKED = Q(pause_requested_at__isnull=False)
# Where a job goes that was asked to stop, whatever else would become of it; the first that fits.
STOPS = [
    (Q(cancel_requested_at__isnull=False), Status.CANCELLED, "done"),
    (PAUSE_ASKED, Status.PAUSED, "paused"),
]
GATES = """
    INSERT INTO jobs_gate (name, every_ms) SELECT * FROM unnest(%s::text[], %s::int[])
    ON CONFLICT (name) DO UPDATE SET every_ms = EXCLUDED.every_ms WHERE jobs_gate.every_ms <> EXCLUDED.every_ms
"""
CLAIM = f"""
    WITH RECURSIVE {queue.BEST}, claimed AS (
        UPDATE jobs_job AS j SET
            status = 'processing', stage = 'starting', attempt = attempt + 1, worker = %(worker)s,
            lease_token = lease_token + 1, lease_until = statement_timestamp() + make_interval(secs => %(lease)s),
            started_at = coalesce(started_at, statement_timestamp()), version = version + 1,
            updated_at = statement_timestamp()
        FROM best WHERE j.id = best.id
        RETURNING j.*, best.gate
    ), attempt AS (
        INSERT INTO jobs_attempt (job_id, token, number, worker, started_at, outcome, done_before, stage)
        SELECT id, lease_token, attempt, worker, statement_timestamp(), '', progress_done, '' FROM claimed
    ), event AS (
        INSERT INTO jobs_event (job_id, number, type, attempt, at, data)
        SELECT id, version, 'status', attempt, statement_timestamp(), jsonb_build_object(
            'status', status, 'stage', stage, 'done', progress_done, 'failed', progress_failed, 'total', progress_total
        ) FROM claimed
    ), turn AS (
        INSERT INTO jobs_turn (workspace_id, queue, taken_at)
        SELECT workspace_id, queue, statement_timestamp() FROM claimed
        ON CONFLICT (workspace_id, queue) DO UPDATE SET taken_at = EXCLUDED.taken_at
    ), slot AS (
        INSERT INTO jobs_gateslot (gate_id, job_id, during)
        SELECT g.id, claimed.id, tstzrange(
            statement_timestamp(), statement_timestamp() + make_interval(secs => g.every_ms / 1000.0)
        ) FROM claimed JOIN jobs_gate AS g ON g.name = claimed.gate
    )
    SELECT id, lease_token, version FROM claimed
"""  # noqa: S608  (constants of ours; values travel as parameters)

# The events of jobs that one statement moves.
EVENTS = """
    INSERT INTO jobs_event (job_id, number, type, attempt, at, data)
    SELECT id, version, 'status', attempt, statement_timestamp(), jsonb_build_object(
        'status', status, 'stage', stage, 'done', progress_done, 'failed', progress_failed, 'total', progress_total
    ) FROM moved
"""
OWN = ("id", "title", "params", "progress_total")  # what jobs have of their own that are submitted together
# One parameter in JSON: to write thousands of values one by one takes longer than to store them.
SUBMIT_LIKE = f"""
    WITH own AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS o (id uuid, title text, params jsonb, progress_total bigint)
    ), moved AS (
        INSERT INTO jobs_job ({{columns}}) SELECT {{values}} FROM jobs_job AS first, own WHERE first.id = %s
        RETURNING *
    )
    {EVENTS}
"""  # noqa: S608  (the columns of our own table)
CANCEL_RESTING = f"""
    WITH resting AS (
        SELECT id FROM jobs_job WHERE id = ANY(%s) AND status IN ('pending', 'paused')
        ORDER BY id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE jobs_job AS j SET
            status = 'cancelled', stage = 'done', version = version + 1, finished_at = now(), updated_at = now(),
            pause_requested_at = NULL, lease_until = NULL, worker = ''
        FROM resting WHERE j.id = resting.id
        RETURNING j.*
    )
    {EVENTS} RETURNING job_id, number
"""  # noqa: S608


@dataclass(frozen=True)
class Lease:
    """One worker's hold on one job: every write names both."""

    job_id: UUID
    token: int


@dataclass(frozen=True)
class Part:
    """What a job has of its own among those that are submitted with it."""

    title: str
    params: dict[str, Any]
    total: int = 0


class LeaseLost(Exception):
    """The job belongs to another worker by now, or to nobody; nothing of this attempt may be written."""


@transaction.atomic
def submit(job: Job) -> Job:
    """Store a new job and, once it is committed, hint that there is work."""
    job.version = 1
    job.save(force_insert=True)
    events.record(EventType.STATUS, job.pk)
    _tell_all(job.pk, job.version)
    _hint_later(job)
    return job


@transaction.atomic
def submit_all(pattern: Job, parts: Sequence[Part]) -> list[UUID]:
    """Store new jobs that are as a pattern but for their parts, and return their ids, in the order of the parts.

    They came at the same time, and their ids go up: so that is their order in the line, and no others' jobs of the
    same moment stand between them. One statement stores them, and one hint tells of them. Nothing is announced,
    because nobody can have asked for them yet.
    """
    ids = ids_in_order(len(parts))
    pattern.id, pattern.title, pattern.params = ids[0], parts[0].title, parts[0].params
    pattern.progress_total = parts[0].total
    submit(pattern)
    columns = [str(field.column) for field in Job._meta.concrete_fields]
    values = [f"{'own' if column in OWN else 'first'}.{column}" for column in columns]
    statement = SUBMIT_LIKE.format(columns=", ".join(columns), values=", ".join(values))
    own = [
        dict(zip(OWN, (str(key), part.title, part.params, part.total), strict=True))
        for key, part in zip(ids[1:], parts[1:], strict=True)
    ]
    if own:
        with connection.cursor() as cursor:
            cursor.execute(statement, [dumps(own), pattern.pk])
    return ids


@transaction.atomic
def claim(queue_name: str, *, worker: str) -> Lease | None:
    """Take the best eligible job of a queue, or None.

    Claims of one queue go one after the other, for the few milliseconds that each takes: a limit that two of them
    read at the same moment would be passed.
    """
    # With the snapshot that the statement takes after it has the lock, each claim sees all claims before it; and its
    # time is that of the statement, because now() is from before the lock.
    hold("claim", queue_name)
    _open_gates(queue_name)
    queue.promote()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {"queue": queue_name, "rules": queue.rules(), "worker": worker, "lease": settings.JOB_LEASE_SECONDS},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    job_id, token, version = row
    _tell_all(job_id, version)
    return Lease(job_id, token)


# --- A worker, of the job that it holds. All raise LeaseLost. -----------------------------------


def complete(lease: Lease, result: dict[str, Any] | None) -> None:
    """End a job well."""
    _move_leased(lease, Status.COMPLETED, Outcome.COMPLETED, stage="done", result=result, failure=None)


def fail(lease: Lease, failure: dict[str, Any]) -> None:
    """End a job badly, with the reason."""
    _move_leased(lease, Status.FAILED, Outcome.FAILED, stage="done", failure=failure)


def cancelled(lease: Lease) -> None:
    """End a job as its owner asked while it ran."""
    _move_leased(lease, Status.CANCELLED, Outcome.CANCELLED, stage="done")


def paused(lease: Lease) -> None:
    """Lay a job aside as its owner asked while it ran; it goes on from here. No attempt is counted."""
    _move_leased(lease, Status.PAUSED, Outcome.PAUSED, stage="paused", attempt=F("attempt") - 1)


def hand_back(lease: Lease, *, after_seconds: float = 0) -> None:
    """Return a job to the line, because this worker stops or has lost the database; no attempt is counted."""
    later = {"run_after": from_now(after_seconds)} if after_seconds else {}
    _move_leased(lease, Status.PENDING, Outcome.HANDED_BACK, stage="queued", attempt=F("attempt") - 1, **later)


def try_again(lease: Lease, failure: dict[str, Any], *, tries: int) -> None:
    """Return a job to the line after a failure that may pass: exponential backoff with full jitter
    (M. Brooker, "Exponential Backoff and Jitter", 2015), after so many tries."""
    ceiling = min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** max(tries - 1, 0))
    later = RawSQL("now() + random() * make_interval(secs => %s)", [ceiling])
    _move_leased(lease, Status.PENDING, Outcome.WILL_RETRY, stage="queued", failure=failure, run_after=later)


# --- Its owner. All raise AppError 409 when the job's status does not allow it. -------------------


def request_cancel(job: Job) -> None:
    """Cancel a job: at once when nobody works on it, else as soon as its worker notices."""
    if not (_end_resting(job) or _request(job, "cancel_requested_at") or _end_resting(job)):
        raise _wrong_state(job, "be cancelled")


def request_cancel_of_all(jobs: QuerySet[Job]) -> None:
    """Cancel those of some jobs that have not ended: in one statement what nobody works on, then the others."""
    ids = list(jobs.filter(status__in=RESTING).order_by().values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CANCEL_RESTING, [ids])
        moved = cursor.fetchall()
        transaction.on_commit(lambda: announcements.announce_all(moved))
    for job in jobs.filter(status__in=frozenset(Status) - TERMINAL).order_by("pk"):
        with suppress(AppError):  # it has ended meanwhile
            request_cancel(job)


def request_pause(job: Job) -> None:
    """Lay a job aside: at once when it waits, else as soon as its worker notices."""
    if not (_lay_aside(job) or _request(job, "pause_requested_at") or _lay_aside(job)):
        raise _wrong_state(job, "be paused")


def resume(job: Job) -> None:
    """Put a paused job back in the line; one that has not heeded the pause yet just goes on."""
    _refuse_undone(job, "go on")
    if _move(job.pk, (Status.PAUSED,), Status.PENDING, stage="queued", pause_requested_at=None, run_after=None):
        _hint_later(job)
    elif not _withdraw_pause(job):
        raise _wrong_state(job, "go on")


@transaction.atomic
def retry(job: Job) -> None:
    """Put a failed or cancelled job back in the line; it goes on where it stopped. Raises also what its kind refuses
    it for."""
    _refuse_undone(job, "be tried again")
    moved = _move(
        job.pk,
        (Status.FAILED, Status.CANCELLED),
        Status.PENDING,
        stage="queued",
        failure=None,
        finished_at=None,
        cancel_requested_at=None,
        pause_requested_at=None,
        run_after=None,
        crashes=0,
        queued_at=Now(),
    )
    if not moved:
        raise _wrong_state(job, "be tried again")
    if job.kind in kinds():
        kinds()[job.kind].before_retry(job)
    _hint_later(job)


# --- The sweeper ----------------------------------------------------------------------------------


def expire_lease(job: Job) -> Status | None:
    """Take a job from a worker that went silent; returns where it went, None when it was not silent after all.

    A crash that came further than those before it is the first of its kind: only a job that brings its workers
    down at the same place is set aside.
    """
    crashed = job.attempts.filter(outcome=Outcome.CRASHED).order_by("-done").values_list("done", flat=True).first()
    crashes = job.crashes + 1 if crashed is not None and job.progress_done <= crashed else 1
    silent = Q(lease_until__lt=Now(), lease_token=job.lease_token)
    ways: list[tuple[Q, Status, dict[str, Any]]] = [(asked, to, {"stage": stage}) for asked, to, stage in STOPS]
    if crashes < settings.JOB_MAX_CRASHES:
        ways.append((Q(), Status.PENDING, {"stage": "queued"}))
    else:
        failure = failure_of(FailureKind.CRASHED, "quarantined", _last_step(job, crashes), retryable=True)
        ways.append((Q(), Status.FAILED, {"stage": "done", "failure": failure}))
    for which, to, changes in ways:
        if _move(job.pk, (Status.PROCESSING,), to, silent & which, Outcome.CRASHED, crashes=crashes, **changes):
            return to
    return None


def stop_unheeding(job: Job) -> bool:
    """Take a job from a worker that was asked to stop and has not: whatever it still writes is refused."""
    asked_before = from_now(-settings.JOB_CANCEL_SECONDS)
    if _move(
        job.pk,
        (Status.PROCESSING,),
        Status.CANCELLED,
        Q(cancel_requested_at__lt=asked_before),
        Outcome.CANCELLED,
        stage="done",
    ):
        return True
    return _move(
        job.pk,
        (Status.PROCESSING,),
        Status.PAUSED,
        Q(pause_requested_at__lt=asked_before, cancel_requested_at=None),
        Outcome.PAUSED,
        stage="paused",
        attempt=F("attempt") - 1,
    )


def failure_of(
    kind: FailureKind, code: str, message: str, *, line: int | None = None, retryable: bool = False
) -> dict[str, Any]:
    """Return a failure as it is stored and answered."""
    return {"kind": str(kind), "code": code, "message": message, "line": line, "retryable": retryable}


def _last_step(job: Job, crashes: int) -> str:
    where = f" after {job.progress_done:,} of {job.progress_total:,}" if job.progress_total else ""
    return f"The worker died on this job {crashes} times, last while {job.stage}{where}, so it was set aside."


def _end_resting(job: Job) -> bool:
    return _move(job.pk, RESTING, Status.CANCELLED, stage="done")


def _lay_aside(job: Job) -> bool:
    return _move(job.pk, (Status.PENDING,), Status.PAUSED, stage="paused")


@transaction.atomic
def _request(job: Job, field: str) -> bool:
    """Write down what a running job is asked; an earlier request keeps its time."""
    running = Job.objects.filter(pk=job.pk, status=Status.PROCESSING)
    if not running.filter(**{field: None}).update(**{field: Now()}, version=F("version") + 1):
        return running.exists()
    _log(job, f"Asked to {field.split('_', 1)[0]}.")
    return True


@transaction.atomic
def _withdraw_pause(job: Job) -> bool:
    """Let a job go on that has not heeded its pause yet."""
    asked = Job.objects.filter(PAUSE_ASKED, pk=job.pk, status=Status.PROCESSING)
    if not asked.update(pause_requested_at=None, version=F("version") + 1):
        return False
    _log(job, "Asked to go on.")
    return True


def _log(job: Job, message: str) -> None:
    _tell_all(job.pk, events.record(EventType.LOG, job.pk, {"level": "info", "message": message}))


def _refuse_undone(job: Job, what: str) -> None:
    undone_by = Job.objects.filter(undoes=job.pk).first()
    if undone_by is not None and undone_by.status not in (Status.FAILED, Status.CANCELLED):
        message = f"A job that has been undone cannot {what}; run it again from its start."
        raise AppError("undone", message, status=HTTPStatus.CONFLICT)


def _move_leased(lease: Lease, to: Status, outcome: Outcome, **changes: Any) -> None:
    held = Q(lease_token=lease.token)
    if to == Status.PENDING:  # a job that was asked to stop meanwhile does not go back to the line
        count = {"attempt": changes["attempt"]} if "attempt" in changes else {}
        for asked, instead, stage in STOPS:
            if _move(lease.job_id, (Status.PROCESSING,), instead, held & asked, outcome, stage=stage, **count):
                return
    if not _move(lease.job_id, (Status.PROCESSING,), to, held, outcome, **changes):
        raise LeaseLost(f"job {lease.job_id} is no longer held under token {lease.token}")


@transaction.atomic
def _move(
    job_id: UUID,
    sources: tuple[Status, ...],
    to: Status,
    which: Q = Q(),  # noqa: B008  (never changed)
    outcome: Outcome | None = None,
    **changes: Any,
) -> bool:
    """Move one job, if it is in one of `sources` and as `which` says; ends the attempt that runs, if one does."""
    for source in sources:
        if to not in MOVES[source]:
            raise ValueError(f"a job cannot move from {source} to {to}")
    found = Job.objects.select_for_update(no_key=True).filter(which, pk=job_id, status__in=sources)
    before = found.values("status", "stage", "progress_done", "lease_token").first()
    if before is None:
        return False
    if before["status"] == Status.PROCESSING:
        Job.objects.get(pk=job_id).attempts.filter(token=before["lease_token"]).update(
            ended_at=RawSQL("statement_timestamp()", []),
            outcome=outcome,
            failure=changes.get("failure"),
            stage=before["stage"],
            done=before["progress_done"],
        )
    if to in TERMINAL:
        changes |= {"finished_at": Now()}
    if to != Status.PROCESSING:
        changes |= {"lease_until": None, "worker": ""}
    if to == Status.PAUSED:
        changes |= {"pause_requested_at": None}
    Job.objects.filter(pk=job_id).update(status=to, version=F("version") + 1, updated_at=Now(), **changes)
    more = {"failure": changes["failure"]} if changes.get("failure") else {}
    _tell_all(job_id, events.record(EventType.STATUS, job_id, more))
    return True


def _open_gates(queue_name: str) -> None:
    """Store the gates that kinds of this queue name, as far apart as they say now."""
    paces = [kind.pace for kind in kinds().values() if kind.pace and kind.queue == queue_name]
    if paces:
        with connection.cursor() as cursor:
            cursor.execute(GATES, [[pace.gate for pace in paces], [round(pace.every_seconds * 1000) for pace in paces]])


def _tell_all(job_id: UUID, version: int) -> None:
    transaction.on_commit(lambda: announcements.announce(job_id, version))


def _hint_later(job: Job) -> None:
    transaction.on_commit(lambda: queue.hint(job.queue))


def from_now(seconds: float) -> RawSQL:
    """Return the database's time in so many seconds."""
    return RawSQL("now() + make_interval(secs => %s)", [seconds])


def _wrong_state(job: Job, what: str) -> AppError:
    job.refresh_from_db(fields=["status"])
    return AppError("wrong_state", f"A job that is {job.status} cannot {what}.", status=HTTPStatus.CONFLICT)
