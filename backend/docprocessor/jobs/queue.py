"""The line of jobs: which comes next, and the hint that something is there."""

import json

import structlog
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError as BrokerError

from docprocessor.celery import app
from docprocessor.jobs.kinds import Kind, kinds

log = structlog.get_logger(__name__)

# Common table expressions for the claim; `best` is the job that comes next, if there is one.
#
# A lane is a workspace's waiting jobs of one kind. Lanes are found by skipping from one to the next in the index
# `job_line`, and of each only the first job is looked at, so the length of the line does not matter. Between jobs of
# equal priority it is the turn of the workspace with the fewest running, then of the one whose turn is longest ago;
# where a gate sets the pace, first come is first served. SKIP LOCKED passes over what is being cancelled.
BEST = """
    rule AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb) AS r(kind text, most int, workspace_most int, gate text)
    ), running AS MATERIALIZED (
        SELECT kind, workspace_id, count(*) AS jobs FROM jobs_job
        WHERE status = 'processing' AND queue = %(queue)s GROUP BY kind, workspace_id
    ), lane AS (
        (SELECT workspace_id, kind FROM jobs_job
         WHERE queue = %(queue)s AND status = 'pending' AND run_after IS NULL
         ORDER BY workspace_id, kind LIMIT 1)
        UNION ALL
        SELECT following.* FROM lane CROSS JOIN LATERAL (
            SELECT workspace_id, kind FROM jobs_job
            WHERE queue = %(queue)s AND status = 'pending' AND run_after IS NULL
                AND (workspace_id, kind) > (lane.workspace_id, lane.kind)
            ORDER BY workspace_id, kind LIMIT 1
        ) AS following
    ), busy AS (
        SELECT lane.workspace_id, lane.kind, most, workspace_most, gate,
            (SELECT coalesce(sum(jobs), 0) FROM running AS r WHERE r.kind = lane.kind) AS of_kind,
            (SELECT coalesce(sum(jobs), 0) FROM running AS r
             WHERE r.kind = lane.kind AND r.workspace_id = lane.workspace_id) AS of_lane,
            (SELECT coalesce(sum(jobs), 0) FROM running AS r WHERE r.workspace_id = lane.workspace_id) AS of_workspace
        FROM lane LEFT JOIN rule USING (kind)
    ), best AS MATERIALIZED (
        SELECT head.id, busy.gate FROM busy CROSS JOIN LATERAL (
            SELECT id, priority, created_at FROM jobs_job AS j
            WHERE j.queue = %(queue)s AND j.status = 'pending' AND j.run_after IS NULL
                AND j.workspace_id = busy.workspace_id AND j.kind = busy.kind
            ORDER BY priority, created_at, id LIMIT 1
            FOR NO KEY UPDATE SKIP LOCKED
        ) AS head
        LEFT JOIN jobs_turn AS turn ON turn.workspace_id = busy.workspace_id AND turn.queue = %(queue)s
        WHERE (most IS NULL OR of_kind < most) AND (workspace_most IS NULL OR of_lane < workspace_most)
            AND (gate IS NULL OR NOT EXISTS (
                SELECT 1 FROM jobs_gate AS g JOIN jobs_gateslot AS s ON s.gate_id = g.id
                WHERE g.name = busy.gate AND int4range(s.gate_id, s.gate_id, '[]') && int4range(g.id, g.id, '[]')
                    AND s.during && tstzrange(statement_timestamp(), NULL)
            ))
        ORDER BY head.priority,
            CASE WHEN gate IS NULL THEN of_workspace ELSE 0 END,
            CASE WHEN gate IS NULL THEN turn.taken_at END NULLS FIRST,
            head.created_at, head.id
        LIMIT 1
    )
"""
# Takes the time off jobs whose time has come, so that they stand in the line again.
PROMOTE = """
    UPDATE jobs_job SET run_after = NULL WHERE id IN (
        SELECT id FROM jobs_job WHERE status = 'pending' AND run_after IS NOT NULL AND run_after <= now()
        ORDER BY run_after LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
    )
"""
TASK = "docprocessor.work"


def rules() -> str:
    """Return the limits and gates of all kinds, as JSON for `BEST`."""
    return json.dumps(
        [
            {
                "kind": kind.name,
                "most": limit(kind),
                "workspace_most": workspace_limit(kind),
                "gate": kind.pace and kind.pace.gate,
            }
            for kind in kinds().values()
        ]
    )


def limit(kind: Kind) -> int | None:
    """Return how many jobs of a kind run at the same time; None for any number."""
    return settings.JOB_LIMITS.get(kind.name, kind.limit)


def workspace_limit(kind: Kind) -> int | None:
    """Return how many jobs of a kind run at the same time for one workspace; None for any number."""
    return settings.JOB_WORKSPACE_LIMITS.get(kind.name, kind.workspace_limit)


def promote() -> int:
    """Put jobs whose time has come back into the line; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(PROMOTE)
        return int(cursor.rowcount)


def anything_waits(queue_name: str) -> bool:
    """Say whether jobs stand in the line of a queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM jobs_job WHERE queue = %s AND status = 'pending' AND run_after IS NULL)",
            [queue_name],
        )
        return bool(cursor.fetchone()[0])


def hint(queue_name: str) -> bool:
    """Tell the workers of a queue that there is work; says whether the broker took it.

    A hint that is lost costs a few seconds: the sweeper sends it again.
    """
    try:
        app.send_task(TASK, kwargs={"queue": queue_name}, queue=queue_name, retry=False)
    except (BrokerError, OSError) as error:
        log.warning("hint.lost", queue=queue_name, error=str(error))
        return False
    return True
