"""Mends what faults leave behind: silent workers, lost hints. Any number may run; one sweeps at a time."""

import structlog
from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.models import Job, Status

log = structlog.get_logger(__name__)

ADVISORY_LOCK = 0x646F6370  # "docp"
# No queue has a use for more hints at once than it has workers; what they leave, the next sweep repeats.
MOST_HINTS = 32


def sweep() -> bool:
    """Do one round, unless another process is at it; says whether this one was."""
    if not _lead():
        return False
    returned, given_up = lifecycle.expire_leases()
    if returned or given_up:
        log.warning("sweep.leases_expired", returned=returned, given_up=given_up)
    for queue_name, waiting in _waiting():
        for _ in range(min(waiting, MOST_HINTS)):
            if not queue.hint(queue_name):
                break
    return True


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


def _waiting() -> list[tuple[str, int]]:
    due = Q(run_after=None) | Q(run_after__lte=Now())
    counts = Job.objects.filter(due, status=Status.PENDING).values_list("queue").annotate(n=Count("pk"))
    return list(counts)
