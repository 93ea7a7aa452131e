"""The line of batches before their gate, over all workspaces, as one workspace may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from docprocessor.accounts.models import Workspace
from docprocessor.id_batches.kind import IdBatch

SHOWN = 50
GATE = """
    SELECT statement_timestamp(), (
        SELECT max(upper(slot.during)) FROM jobs_gateslot AS slot JOIN jobs_gate AS gate ON gate.id = slot.gate_id
        WHERE gate.name = %s AND upper(slot.during) > statement_timestamp()
    )
"""
IDS = "ARRAY(SELECT jsonb_array_elements_text(job.params -> 'ids')::int)"
# The claim's own order. All that wait are numbered, because a place in the line counts those of others, too.
LINE = f"""
    WITH line AS (
        SELECT id, workspace_id, row_number() OVER (ORDER BY priority, created_at, id) AS position FROM jobs_job
        WHERE queue = %(queue)s AND status = 'pending' AND run_after IS NULL AND kind = %(kind)s
    ), shown AS (
        SELECT * FROM line WHERE workspace_id = %(workspace)s ORDER BY position LIMIT %(shown)s
    )
    SELECT job.id, batch.ingestion_id, job.priority, {IDS}, shown.position
    FROM shown JOIN jobs_job AS job ON job.id = shown.id JOIN id_batches_batch AS batch ON batch.job_id = job.id
    ORDER BY shown.position
"""  # noqa: S608
COUNTS = """
    SELECT count(*) FILTER (WHERE workspace_id = %(workspace)s), count(*) FILTER (WHERE workspace_id <> %(workspace)s)
    FROM jobs_job WHERE queue = %(queue)s AND status = 'pending' AND run_after IS NULL AND kind = %(kind)s
"""
RUNNING = f"""
    SELECT job.id, batch.ingestion_id, job.priority, {IDS}, job.progress_done, attempt.started_at
    FROM jobs_job AS job JOIN id_batches_batch AS batch ON batch.job_id = job.id
    JOIN jobs_attempt AS attempt ON attempt.job_id = job.id AND attempt.token = job.lease_token
    WHERE job.queue = %(queue)s AND job.status = 'processing' AND job.kind = %(kind)s
        AND job.workspace_id = %(workspace)s
    ORDER BY attempt.started_at, job.id
"""  # noqa: S608


@dataclass(frozen=True)
class WaitingBatch:
    """A batch that waits for the gate; `position` is 1-based and counts those of others."""

    batch_id: UUID
    ingestion_id: UUID
    priority: int
    ids: list[int]
    position: int
    expected_at: datetime  # when it starts if nobody overtakes it


@dataclass(frozen=True)
class RunningBatch:
    """A batch that is being fetched."""

    batch_id: UUID
    ingestion_id: UUID
    priority: int
    ids: list[int]
    done: int
    started_at: datetime


@dataclass(frozen=True)
class Line:
    """What stands before the gate; times by the database's clock."""

    every_seconds: float
    now: datetime
    opens_at: datetime | None  # None when it is open
    waiting: int
    waiting_of_others: int
    next: list[WaitingBatch]
    running: list[RunningBatch]


def line(workspace: Workspace) -> Line:
    """Return the line of batches; of other workspaces no more than how many wait."""
    every = IdBatch.pace.every_seconds
    asked = {"queue": IdBatch.queue, "kind": IdBatch.name, "workspace": workspace.pk, "shown": SHOWN}
    now, opens_at = gate()
    own, others = _rows(COUNTS, asked)[0]
    first = opens_at or now
    waiting = [
        WaitingBatch(batch, request, priority, ids, place, first + timedelta(seconds=every * (place - 1)))
        for batch, request, priority, ids, place in (_rows(LINE, asked) if own else ())
    ]
    running = [RunningBatch(*row) for row in _rows(RUNNING, asked)]
    return Line(every, now, opens_at, own, others, waiting, running)


def gate() -> tuple[datetime, datetime | None]:
    """Return the database's time and when the gate opens, None when it is open."""
    ((now, opens_at),) = _rows(GATE, [IdBatch.pace.gate])
    return now, opens_at


def _rows(statement: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
