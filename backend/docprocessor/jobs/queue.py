"""The line of jobs: which comes next, and the hint that something is there."""

import structlog
from kombu.exceptions import OperationalError as BrokerError

from docprocessor.celery import app
from docprocessor.jobs.models import Job, Status

log = structlog.get_logger(__name__)

# A subquery for the claim: the first of `job_line` that is due. SKIP LOCKED passes over what another
# worker is taking at this moment.
BEST_ELIGIBLE = """
    SELECT id FROM jobs_job
    WHERE status = 'pending' AND queue = %(queue)s AND (run_after IS NULL OR run_after <= now())
    ORDER BY priority, created_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
"""
TASK = "docprocessor.work"


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


def position(job: Job) -> int | None:
    """Return a pending job's 1-based place in its line, or None when it does not wait."""
    if job.status != Status.PENDING:
        return None
    ahead = Job.objects.filter(queue=job.queue, status=Status.PENDING).extra(
        where=["(priority, created_at, id) < (%s, %s, %s)"], params=[job.priority, job.created_at, job.pk]
    )
    return ahead.count() + 1
