"""What happened to a job, kept with it. Each event is written by whoever holds the job's row locked."""

import json
from typing import Any
from uuid import UUID

from django.db import connection

from docprocessor.jobs.models import EventType

# The number is the version that the same transaction has just given to the row.
RECORD = """
    INSERT INTO jobs_event (job_id, number, type, attempt, at, data)
    SELECT id, version, %s, attempt, statement_timestamp(), jsonb_build_object(
        'status', status, 'stage', stage, 'done', progress_done, 'failed', progress_failed, 'total', progress_total
    ) || %s::jsonb
    FROM jobs_job WHERE id = %s
    RETURNING number
"""


def parameters(event_type: EventType, job_id: UUID, more: dict[str, Any] | None = None) -> tuple[Any, ...]:
    """Return what `RECORD` takes, for cursors other than Django's."""
    return (event_type.value, json.dumps(more or {}), job_id)


def record(event_type: EventType, job_id: UUID, more: dict[str, Any] | None = None) -> int:
    """Store an event with where the job stands and `more`; returns its number."""
    with connection.cursor() as cursor:
        cursor.execute(RECORD, parameters(event_type, job_id, more))
        return int(cursor.fetchone()[0])
