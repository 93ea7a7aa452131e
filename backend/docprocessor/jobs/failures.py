"""What a job's exception says to the person who asked for it, and whether trying again can help."""

import errno
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError

from docprocessor.jobs.context import TimedOut
from docprocessor.jobs.lifecycle import failure_of
from docprocessor.jobs.models import FailureKind
from docprocessor.lib.database_errors import DISK_FULL, is_connection_lost, sqlstate
from docprocessor.lib.problems import AppError

log = structlog.get_logger(__name__)

# Classes of SQLSTATE that say nothing of the job itself: a conflict with others, no room, somebody stepped in.
# Source: PostgreSQL's manual, appendix A.
MAY_PASS = ("40", "53", "55", "57", "58")
FULL = (errno.ENOSPC, errno.EDQUOT)


def failure_after(error: Exception) -> tuple[dict[str, Any], bool]:
    """Return the failure to be stored, and whether it may pass by itself.

    What is not foreseen is logged whole, and tells nothing of the inside. Raises the error again when it is a lost
    connection: then nothing can be stored.
    """
    match error:
        case AppError():
            kind = FailureKind(error.kind)
            return failure_of(
                kind, error.code, error.message, line=error.line, retryable=error.retryable
            ), error.retryable
        case TimedOut():
            message = "The job took longer than is allowed for its kind. What was written before stands."
            return failure_of(FailureKind.TIMEOUT, "time_limit", message, retryable=True), False
        case OSError() if error.errno in FULL:
            log.error("job.disk_full", exc_info=error)
            message = "The server's disk is full; what was written before stands."
            return failure_of(FailureKind.INFRASTRUCTURE, "storage_full", message, retryable=True), True
        case DatabaseError() | psycopg.Error():
            if is_connection_lost(error):
                raise error
            if sqlstate(error) == DISK_FULL:
                log.error("job.database_full", exc_info=error)
                message = "The database's disk is full; what was written before stands."
                return failure_of(FailureKind.INFRASTRUCTURE, "storage_full", message, retryable=True), True
            if sqlstate(error).startswith(MAY_PASS):
                log.error("job.database_refused", exc_info=error)
                message = "The database could not do this now; what was written before stands."
                return failure_of(FailureKind.INFRASTRUCTURE, "database_busy", message, retryable=True), True
    log.error("job.fault", exc_info=error)
    message = "DocProcessor failed on this job; the fault has been logged. What was written before it stands."
    return failure_of(FailureKind.SYSTEM, "internal_error", message, retryable=True), False
