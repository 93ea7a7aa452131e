"""Why a job waits, as data: what it waits for, its place in the line, and when its turn may come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection
from django.db.models.functions import Now

from docprocessor.jobs import fleet, queue
from docprocessor.jobs.kinds import Kind, kinds
from docprocessor.jobs.models import Gate, Job, Status

Cause = Literal["retry", "no_worker", "limit", "workspace_limit", "gate", "turn"]

# A longer line than this is not counted to its end.
POSITION_AT_MOST = 10_000
# The median of so many jobs of the kind that ended last; of fewer than three nothing is concluded.
SAMPLES = 20
FEWEST_SAMPLES = 3
POSITION = """
    SELECT count(*) FROM (
        SELECT 1 FROM jobs_job
        WHERE queue = %s AND status = 'pending' AND run_after IS NULL AND (priority, created_at, id) < (%s, %s, %s)
        LIMIT %s
    ) AS ahead
"""
# The same of one kind: what passes its gate.
AHEAD_AT_GATE = """
    SELECT count(*) FROM jobs_job
    WHERE queue = %s AND status = 'pending' AND run_after IS NULL AND kind = %s
        AND (priority, created_at, id) < (%s, %s, %s)
"""
USUAL_SECONDS = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)), count(*) FROM (
        SELECT started_at, finished_at FROM jobs_job
        WHERE kind = %s AND status = 'completed' ORDER BY finished_at DESC LIMIT %s
    ) AS ended
"""


@dataclass(frozen=True)
class Waiting:
    """What a pending job waits for.

    `until` is known of a retry time and of a gate; `limit` and `running` of a limit. `position` is 1-based among the
    queue's jobs by priority and arrival; fair shares between workspaces may bring others forward. `seconds` is an
    estimate from how far apart they pass their gate, or how long such jobs took lately; None when too little is known.
    """

    cause: Cause
    position: int | None = None
    seconds: int | None = None
    until: datetime | None = None
    limit: int | None = None
    running: int | None = None
    gate: str | None = None


def waiting_on(job: Job) -> Waiting | None:
    """Say what a job waits for; None when it does not wait in a line."""
    if job.status != Status.PENDING:
        return None
    if job.run_after is not None:
        return Waiting("retry", until=job.run_after)
    place = position(job)
    if not fleet.is_served(job.queue):
        return Waiting("no_worker", position=place)
    kind = kinds().get(job.kind)
    return (kind and (_held_up(job, kind, place))) or Waiting("turn", position=place, seconds=_estimate(job, place))


def position(job: Job) -> int | None:
    """Return a waiting job's 1-based place in its line, or None when it does not stand there."""
    if job.status != Status.PENDING or job.run_after is not None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(POSITION, [job.queue, job.priority, job.created_at, job.pk, POSITION_AT_MOST])
        return int(cursor.fetchone()[0]) + 1


def _held_up(job: Job, kind: Kind, place: int | None) -> Waiting | None:
    running = Job.objects.filter(status=Status.PROCESSING, queue=job.queue, kind=job.kind)
    own = running.filter(workspace=job.workspace_id)
    causes: list[tuple[Cause, int | None, int]] = [
        ("workspace_limit", queue.workspace_limit(kind), own.count()),
        ("limit", queue.limit(kind), running.count()),
    ]
    for cause, most, at_work in causes:
        if most is not None and at_work >= most:
            seconds = _estimate(job, place, slots=most)
            return Waiting(cause, position=place, seconds=seconds, limit=most, running=at_work)
    if kind.pace is None:
        return None
    gate = Gate.objects.filter(name=kind.pace.gate, slots__during__contains=Now()).values("slots__during").first()
    if gate is None:
        return None
    opens_at = gate["slots__during"].upper
    seconds = _until_gate(job, opens_at, kind.pace.every_seconds)
    return Waiting("gate", position=place, seconds=seconds, until=opens_at, gate=kind.pace.gate)


def _until_gate(job: Job, opens_at: datetime, every_seconds: float) -> int:
    """Return in how many seconds the job passes its gate, if nobody overtakes it."""
    with connection.cursor() as cursor:
        cursor.execute(AHEAD_AT_GATE, [job.queue, job.kind, job.priority, job.created_at, job.pk])
        (ahead,) = cursor.fetchone()
        cursor.execute("SELECT extract(epoch FROM %s - statement_timestamp())::float", [opens_at])
        (seconds,) = cursor.fetchone()
    return round(max(0.0, float(seconds)) + int(ahead) * every_seconds)


def _estimate(job: Job, place: int | None, *, slots: int | None = None) -> int | None:
    """Return in how many seconds the job may begin, if those before it take as long as such jobs took lately."""
    if place is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(USUAL_SECONDS, [job.kind, SAMPLES])
        usual, samples = cursor.fetchone()
    if samples < FEWEST_SAMPLES:
        return None
    at_once = min(filter(None, (slots, fleet.concurrency(job.queue) or 1)))
    return round(float(usual) * place / at_once)
