"""Mends what faults leave behind: silent workers, lost hints. Any number may run; one sweeps at a time."""

import time
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from docprocessor.jobs import announcements, events, lifecycle, queue
from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import EventType, Job, Status

log = structlog.get_logger(__name__)

ADVISORY_LOCK = 0x646F6370  # "docp"
# No queue has a use for more hints at once than it has workers; what they leave, the next sweep repeats.
MOST_HINTS = 32
MOST_AT_ONCE = 1000
SOONEST_SECONDS = 0.05
# When a gate opens for a job that waits at it.
NEXT_OPENING = """
    SELECT extract(epoch FROM min(upper(s.during)) - clock_timestamp())::float FROM jobs_gate AS g
    JOIN jobs_gateslot AS s ON int4range(s.gate_id, s.gate_id, '[]') && int4range(g.id, g.id, '[]')
        AND s.during && tstzrange(statement_timestamp(), NULL)
    WHERE g.name = ANY(%s)
"""
# Leases that ran out while PostgreSQL was down say nothing of their workers, who get the time to come back. The server
# itself tells when it started, not when it had recovered: that, a sweeper knows that has not reached it meanwhile.
SETTLED = "SELECT pg_postmaster_start_time() < now() - make_interval(secs => %s)"
_away_until = 0.0
# When the next job is due that was asked to stop.
NEXT_UNHEEDED = """
    SELECT extract(epoch FROM min(coalesce(cancel_requested_at, pause_requested_at)) - clock_timestamp())::float + %s
    FROM jobs_job WHERE status = 'processing' AND (cancel_requested_at IS NOT NULL OR pause_requested_at IS NOT NULL)
"""


def sweep() -> float | None:
    """Do one round; returns in how many seconds the next is due, None when another process is at it."""
    if not _lead():
        return None
    for job in _unheeding():
        if lifecycle.stop_unheeding(job):
            log.warning("sweep.stopped", job=str(job.pk), kind=job.kind, worker=job.worker)
    for job in _silent():
        to = lifecycle.expire_lease(job)
        if to:
            log.warning("sweep.lease_expired", job=str(job.pk), kind=job.kind, worker=job.worker, to=to.value)
    _alarm()
    queue.promote()
    for queue_name, waiting in _waiting():
        for _ in range(min(waiting, MOST_HINTS)):
            if not queue.hint(queue_name):
                break
    return _next_round()


def database_was_away() -> None:
    """Remember that PostgreSQL did not answer just now."""
    global _away_until  # noqa: PLW0603  (a process has one sweeper)
    _away_until = time.monotonic() + settings.JOB_LEASE_SECONDS


def _lead() -> bool:
    # Held by the session: it ends with this connection, however the process ends. Taking it again is a no-op
    # but for a counter, so it is only taken when it is not held.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            " AND objid = %s) OR pg_try_advisory_lock(%s)",
            [ADVISORY_LOCK, ADVISORY_LOCK],
        )
        return bool(cursor.fetchone()[0])


def _unheeding() -> Iterator[Job]:
    asked = Q(cancel_requested_at__isnull=False) | Q(pause_requested_at__isnull=False)
    yield from Job.objects.filter(asked, status=Status.PROCESSING)[:MOST_AT_ONCE]


def _silent() -> Iterator[Job]:
    if time.monotonic() < _away_until:
        return
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [settings.JOB_LEASE_SECONDS])
        if not cursor.fetchone()[0]:
            return
    yield from Job.objects.filter(status=Status.PROCESSING, lease_until__lt=Now())[:MOST_AT_ONCE]


def _alarm() -> None:
    """Say of each job that runs and does not move that it does, once."""
    long_ago = lifecycle.from_now(-settings.JOB_STUCK_SECONDS)
    unsaid = Q(alarmed_at=None) | Q(alarmed_at__lt=F("updated_at"))
    for job in Job.objects.filter(unsaid, status=Status.PROCESSING, updated_at__lt=long_ago)[:MOST_AT_ONCE]:
        log.error("job.stuck", job=str(job.pk), kind=job.kind, worker=job.worker, stage=job.stage)
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(alarmed_at=Now(), version=F("version") + 1)
            message = f"It has not moved for {settings.JOB_STUCK_SECONDS:,} s, though its worker is alive."
            version = events.record(EventType.LOG, job.pk, {"level": "warning", "message": message})
        announcements.announce(job.pk, version)


def _waiting() -> list[tuple[str, int]]:
    line = Job.objects.filter(status=Status.PENDING, run_after=None)
    return list(line.values_list("queue").annotate(waiting=Count("pk")))


def _next_round() -> float:
    """Return when to sweep again: as ever, or before that when a gate opens or somebody's time to stop is up."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_UNHEEDED, [settings.JOB_CANCEL_SECONDS])
        (unheeded,) = cursor.fetchone()
    soonest = [seconds for seconds in (unheeded, _next_opening()) if seconds is not None]
    return float(min([settings.SWEEP_SECONDS, *(max(seconds, SOONEST_SECONDS) for seconds in soonest)]))


def _next_opening() -> float | None:
    paced = {kind.name: kind.pace.gate for kind in kinds().values() if kind.pace}
    at = Job.objects.filter(status=Status.PENDING, run_after=None, kind__in=paced).values_list("kind", flat=True)
    gates = {paced[kind] for kind in at.distinct()} if paced else set()
    if not gates:
        return None
    with connection.cursor() as cursor:
        cursor.execute(NEXT_OPENING, [list(gates)])
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)
