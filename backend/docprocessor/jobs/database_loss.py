"""A worker whose connection to PostgreSQL broke: the job is not to blame, and nothing is known of the last COMMIT."""

import time

import structlog
from django.conf import settings
from django.db import connection

from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import Lease, LeaseLost
from docprocessor.lib.database_errors import DATABASE_ERRORS, is_connection_lost

log = structlog.get_logger(__name__)

ASK_EVERY_SECONDS = 0.5
# The server that lost all its connections at once is not met by all its jobs at once.
COME_BACK_AFTER_SECONDS = 2


def hand_back_when_it_returns(lease: Lease) -> str:
    """Return the job to the line as soon as PostgreSQL answers, with no attempt counted; says how that ended.

    What the broken transaction had done is gone, or it is in together with its checkpoint; either way the job goes
    on from its checkpoint. When PostgreSQL stays away longer than the lease, the sweeper does it.
    """
    ends = time.monotonic() + 2 * settings.JOB_LEASE_SECONDS
    while time.monotonic() < ends:
        connection.close()
        try:
            lifecycle.hand_back(lease, after_seconds=COME_BACK_AFTER_SECONDS)
        except LeaseLost:
            return "lease_lost"  # or it had ended, and only the answer was lost
        except DATABASE_ERRORS as error:
            if not is_connection_lost(error):
                raise
            time.sleep(ASK_EVERY_SECONDS)
        else:
            return "handed_back"
    log.error("job.database_stays_away", job=str(lease.job_id))
    return "lease_lost"
