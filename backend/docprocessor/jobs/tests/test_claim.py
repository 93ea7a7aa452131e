"""Who gets which job."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.models import Job, Priority, Status
from docprocessor.jobs.tests import factories


def claimed(queue_name: str = "imports"):
    lease = lifecycle.claim(queue_name, worker="test")
    return lease and lease.job_id


@pytest.mark.django_db
def test_priority_first_then_arrival(workspace):
    low = factories.pending(workspace, priority=Priority.LOW)
    first = factories.pending(workspace)
    second = factories.pending(workspace)
    high = factories.pending(workspace, priority=Priority.HIGH)
    assert [queue.position(job) for job in (high, first, second, low)] == [1, 2, 3, 4]
    assert [claimed() for _ in range(5)] == [high.pk, first.pk, second.pk, low.pk, None]
    low.refresh_from_db()
    assert queue.position(low) is None


@pytest.mark.django_db
def test_only_its_own_queue_and_only_what_is_due(workspace):
    factories.pending(workspace, queue="default")
    later = factories.pending(workspace)
    Job.objects.filter(pk=later.pk).update(run_after=Now() + timedelta(seconds=60))
    assert claimed() is None
    Job.objects.filter(pk=later.pk).update(run_after=Now() - timedelta(seconds=1))
    assert claimed() == later.pk
    assert claimed("default") is not None


@pytest.mark.django_db
def test_each_claim_raises_the_token_and_counts_the_attempt(workspace):
    job, lease = factories.processing(workspace)
    lifecycle.try_again(lease, factories.FAILURE, attempt=1)
    Job.objects.filter(pk=job.pk).update(run_after=None)
    again = lifecycle.claim("imports", worker="other")
    job.refresh_from_db()
    assert again is not None
    assert again.token == lease.token + 1 == job.lease_token
    assert (job.attempt, job.worker, job.status) == (2, "other", Status.PROCESSING)
    assert job.lease_until is not None


def test_many_workers_at_once_never_get_the_same_job(workspace, committed):
    expected = {factories.pending(workspace).pk for _ in range(40)}
    got: list = []
    start = threading.Barrier(8)

    def worker() -> None:
        start.wait()
        while (job_id := claimed()) is not None:
            got.append(job_id)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 40
    assert set(got) == expected


@pytest.mark.django_db
def test_the_claim_reads_the_line_from_its_index(workspace):
    """With many jobs behind and before it, the best one is the first entry of a partial index: no sort, no scan."""
    Job.objects.bulk_create(
        [Job(workspace=workspace, kind="csv_import", queue="imports", priority=50) for _ in range(3000)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_job")
        cursor.execute(f"EXPLAIN {queue.BEST_ELIGIBLE}", {"queue": "imports"})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "job_line" in plan
    assert "Sort" not in plan
