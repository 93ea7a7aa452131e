"""A job in each of its states, brought there by the lifecycle itself."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from docprocessor.accounts.models import Workspace
from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import Lease
from docprocessor.jobs.models import FailureKind, Job, Priority, Status, Worker

FAILURE = lifecycle.failure_of(FailureKind.INPUT, "no_records", "The file holds no records.")


def pending(workspace: Workspace, **fields: Any) -> Job:
    return lifecycle.submit(Job(workspace=workspace, **{"kind": "plain", "queue": "imports", **fields}))


def processing(workspace: Workspace, **fields: Any) -> tuple[Job, Lease]:
    # Before whatever else waits, so that the claim takes this one.
    job = pending(workspace, **{"priority": Priority.HIGH, **fields})
    lease = lifecycle.claim(job.queue, worker="test")
    assert lease is not None
    assert lease.job_id == job.pk
    job.refresh_from_db()
    return job, lease


def in_status(workspace: Workspace, status: Status) -> Job:
    if status == Status.PENDING:
        return pending(workspace)
    if status == Status.CANCELLED:
        job = pending(workspace)
        lifecycle.request_cancel(job)
    else:
        job, lease = processing(workspace)
        if status == Status.COMPLETED:
            lifecycle.complete(lease, {"answer": 42})
        elif status == Status.FAILED:
            lifecycle.fail(lease, FAILURE)
        elif status == Status.PAUSED:
            lifecycle.paused(lease)
    job.refresh_from_db()
    return job


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def crash(job: Job) -> Status | None:
    """Let the lease of a job run out and take it back, as the sweeper does; returns where it went."""
    expire(job)
    job.refresh_from_db()
    return lifecycle.expire_lease(job)


def worker(queue: str, **fields: Any) -> Worker:
    """A worker of a queue, as it would have entered itself."""
    row = {"name": f"{queue}@here", "pool": "prefork", "concurrency": 2, "host": "here", "pid": 7, **fields}
    return Worker.objects.create(queues=[queue], **row)
