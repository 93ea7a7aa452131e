"""What an error of PostgreSQL's means, whether Django raised it or psycopg."""

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError

DATABASE_ERRORS = (DatabaseError, InterfaceError, psycopg.Error)
# Connection exceptions; the server stops, has crashed, or is starting; the session was ended for idling.
# Source: PostgreSQL's manual, appendix A.
LOST = ("08", "57P01", "57P02", "57P03", "57P05", "25P03")
DISK_FULL = "53100"


def sqlstate(error: BaseException) -> str:
    """Return PostgreSQL's code of an error; empty when it came from no server."""
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
