"""The one Celery task: claim a job, run it, say how it ended."""

import ctypes
import threading
import time
from multiprocessing.sharedctypes import RawValue
from typing import Any

import structlog
from celery import Task
from celery.signals import worker_process_init, worker_ready, worker_shutting_down
from django.db.models import F, Q

from docprocessor.celery import app
from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.context import Heartbeat, JobContext, Stopped
from docprocessor.jobs.database_loss import hand_back_when_it_returns
from docprocessor.jobs.failures import failure_after
from docprocessor.jobs.kinds import kind_of, kinds
from docprocessor.jobs.models import Job, Outcome
from docprocessor.lib.database_errors import DATABASE_ERRORS, is_connection_lost

log = structlog.get_logger(__name__)

STOPS = {"cancel": lifecycle.cancelled, "pause": lifecycle.paused, "shutdown": lifecycle.hand_back}
ENDS = {"cancel": "cancelled", "pause": "paused", "shutdown": "handed_back"}


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


@worker_ready.connect
def _warm_threads_up(sender: Any, **_: Any) -> None:
    """Threads work in the worker's own process, from which nothing forks."""
    if sender.controller.pool_cls.__module__.endswith(".thread"):
        _warm_up()


def _warm_kinds_up() -> None:
    for kind in kinds().values():
        if kind.queue in app.amqp.queues.consume_from:
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
    if _shutting_down.is_set():  # meanwhile; what does not listen must not begin
        lifecycle.hand_back(lease)
        return None
    job = Job.objects.select_related("workspace").get(pk=lease.job_id)
    began = time.monotonic()
    with structlog.contextvars.bound_contextvars(job=str(job.pk), kind=job.kind, attempt=job.attempt):
        log.info("job.claimed", queue=queue_name)
        try:
            ended = _run(job, lease)
        except lifecycle.LeaseLost:
            log.warning("job.lease_lost")
            ended = "lease_lost"
        except DATABASE_ERRORS as error:
            if not is_connection_lost(error):
                raise
            log.warning("job.database_lost", error=str(error).strip())
            ended = hand_back_when_it_returns(lease)
        log.info("job.ended", ended=ended, seconds=round(time.monotonic() - began, 3))
    if not _shutting_down.is_set() and queue.anything_waits(queue_name):
        queue.hint(queue_name)  # what a limit or an exhausted line of hints has held up
    return {"job": str(job.pk), "kind": job.kind, "ended": ended}


def _run(job: Job, lease: lifecycle.Lease) -> str:
    kind = kinds().get(job.kind)
    time_limit = kind.time_limit if kind else None
    ctx = JobContext(lease, shutting_down=_shutting_down.is_set, time_limit=time_limit)
    try:
        with Heartbeat(lease, time_limit=time_limit):
            result = kind_of(job).run(job, ctx)
        lifecycle.complete(lease, result)
    except Stopped as stopped:
        STOPS[stopped.reason](lease)
        return ENDS[stopped.reason]
    except lifecycle.LeaseLost:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, the job's row says so)
        return _failed(job, lease, error)
    return "completed"


def _failed(job: Job, lease: lifecycle.Lease, error: Exception) -> str:
    failure, may_pass = failure_after(error)
    # As with crashes, one that came further than all before it is the first at its place.
    here = Q(started_at__gte=job.queued_at, done__gte=F("job__progress_done"))
    tries = 1 + job.attempts.filter(here, outcome=Outcome.WILL_RETRY).count()
    if may_pass and tries < kind_of(job).max_attempts:
        lifecycle.try_again(lease, failure, tries=tries)
        return "will_retry"
    lifecycle.fail(lease, failure)
    return "failed"
