"""A worker whose connection to PostgreSQL broke: the job is not to blame, and nothing is known of the last COMMIT."""

import time

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import Lease, LeaseLost

log = structlog.get_logger(__name__)

DATABASE_ERRORS = (DatabaseError, InterfaceError, psycopg.Error)
# Connection exceptions; the server stops, has crashed, or is starting; the session was ended for idling.
# Source: PostgreSQL's manual, appendix A.
LOST = ("08", "57P01", "57P02", "57P03", "57P05", "25P03")
ASK_EVERY_SECONDS = 0.5
# The server that lost all its connections at once is not met by all its jobs at once.
COME_BACK_AFTER_SECONDS = 2


def sqlstate(error: BaseException) -> str:
    """Return PostgreSQL's code of an error, Django's or psycopg's; empty when it came from no server."""
    own = error if isinstance(error, psycopg.Error) else error.__cause__
    return getattr(own, "sqlstate", None) or ""


def is_connection_lost(error: BaseException) -> bool:
    """Say whether an error means that the connection is gone, and not that a statement was refused."""
    if isinstance(error, InterfaceError | psycopg.InterfaceError):
        return True
    code = sqlstate(error)
    if not code:
        return isinstance(error, OperationalError | psycopg.OperationalError)
    return code.startswith(LOST)


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
