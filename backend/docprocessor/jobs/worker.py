"""The one Celery task: claim a job, run it, say how it ended."""

import ctypes
import threading
import time
from multiprocessing.sharedctypes import RawValue
from typing import Any

import psycopg
import structlog
from celery import Task
from celery.signals import worker_process_init, worker_shutting_down
from django.db import InterfaceError, OperationalError

from docprocessor.celery import app
from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.context import Heartbeat, JobContext, Stopped
from docprocessor.jobs.kinds import kind_of, kinds
from docprocessor.jobs.models import FailureKind, Job
from docprocessor.lib.problems import AppError

log = structlog.get_logger(__name__)


class _SharedFlag:
    """A flag that a parent and its children share, without a lock: a child that is killed while it holds one, as
    that of `multiprocessing.Event`, would hold up all others for ever."""

    def __init__(self) -> None:
        self._is_set = RawValue(ctypes.c_bool, False)

    def set(self) -> None:
        self._is_set.value = True

    def clear(self) -> None:
        self._is_set.value = False

    def is_set(self) -> bool:
        return bool(self._is_set.value)


# Made before the pool forks, so every child shares it: Celery tells only the parent that it is to stop.
_shutting_down = _SharedFlag()


@worker_shutting_down.connect
def _announce_shutdown(**_: Any) -> None:
    _shutting_down.set()


@worker_process_init.connect
def _warm_up(**_: Any) -> None:
    # Beside the work, not before it: Celery kills a child that takes more than seconds to come up.
    threading.Thread(target=_warm_kinds_up, name="warm-up", daemon=True).start()


def _warm_kinds_up() -> None:
    for kind in kinds().values():
        kind.warm_up()


@app.task(name=queue.TASK, bind=True)
def work(self: Task[Any, Any], *, queue: str) -> dict[str, Any] | None:
    """Run one job of a queue, if there is one; returns what it was and how it ended, for whoever watches."""
    return run_next(queue, worker=str(self.request.hostname or "local"))


def run_next(queue_name: str, *, worker: str = "local") -> dict[str, Any] | None:
    """Claim the next job of a queue and run it to an end, a retry or a hand-back; None when none waits."""
    if _shutting_down.is_set():
        return None
    lease = lifecycle.claim(queue_name, worker=worker)
    if lease is None:
        return None
    job = Job.objects.select_related("workspace").get(pk=lease.job_id)
    began = time.monotonic()
    with structlog.contextvars.bound_contextvars(job=str(job.pk), kind=job.kind, attempt=job.attempt):
        log.info("job.claimed", queue=queue_name)
        try:
            with Heartbeat(lease):
                ended = _run(job, lease)
        except lifecycle.LeaseLost:
            log.warning("job.lease_lost")
            ended = "lease_lost"
        log.info("job.ended", ended=ended, seconds=round(time.monotonic() - began, 3))
    return {"job": str(job.pk), "kind": job.kind, "ended": ended}


def _run(job: Job, lease: lifecycle.Lease) -> str:
    ctx = JobContext(lease, shutting_down=_shutting_down.is_set)
    try:
        kind = kind_of(job)
        result = kind.run(job, ctx)
    except Stopped as stopped:
        if stopped.reason == "cancel":
            lifecycle.cancelled(lease)
            return "cancelled"
        lifecycle.hand_back(lease)
        return "handed_back"
    except lifecycle.LeaseLost:
        raise
    except AppError as error:
        failure_kind = FailureKind.INFRASTRUCTURE if error.retryable else FailureKind.INPUT
        failure = lifecycle.failure_of(
            failure_kind, error.code, error.message, line=error.line, retryable=error.retryable
        )
        return _failed(job, lease, failure, may_pass=error.retryable)
    except (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError):
        # The database itself is away: the outcome cannot be written, so the lease runs out and the
        # sweeper gives the job to another worker.
        log.exception("job.database_lost")
        raise
    except Exception:
        log.exception("job.fault")
        failure = lifecycle.failure_of(
            FailureKind.SYSTEM,
            "internal_error",
            "DocProcessor failed on this job; the fault has been logged. What was written before it stands.",
            retryable=True,
        )
        return _failed(job, lease, failure, may_pass=False)
    lifecycle.complete(lease, result)
    return "completed"


def _failed(job: Job, lease: lifecycle.Lease, failure: dict[str, Any], *, may_pass: bool) -> str:
    if may_pass and job.attempt < kind_of(job).max_attempts:
        lifecycle.try_again(lease, failure, attempt=job.attempt)
        return "will_retry"
    lifecycle.fail(lease, failure)
    return "failed"
