"""Real workers on real records: ten jobs at once, and processes that are killed."""

import random
import time

import pytest

from docprocessor.datasets.models import Dataset
from docprocessor.ingestion.tests.conftest import student
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import celery_worker, kill, until, wait_until

pytestmark = pytest.mark.usefixtures("committed")
DONE = ("completed", "failed", "cancelled")


@pytest.fixture
def table(rows):
    return lambda: {row[0]: row for row in rows(Dataset.objects.get(slug="students"))}


def test_ten_at_once_with_the_same_students(send, table):
    """All of them make and change the same thousand rows, each in an order of its own, in a dataset that is not there
    yet; whichever comes last, a row is whole."""
    jobs = []
    for number in range(10):
        records = [student(n, first_name=f"Ana {number}", school=f"School {number}") for n in range(1_000)]
        random.Random(number).shuffle(records)
        jobs.append(send(records))
    with celery_worker("default", EXTERNAL_CALL_SECONDS=0.05):
        for job in jobs:
            assert until(lambda now: now.status in DONE, job, seconds=180).status == "completed", job.failure
    jobs = list(Job.objects.filter(kind="record_ingest"))
    assert {job.attempt for job in jobs} == {1}  # nobody stood in another's way
    assert sum(job.result["inserted"] for job in jobs) == 1_000
    assert sum(job.result["updated"] for job in jobs) == 9_000
    assert all(row[1][4:] == row[6][7:] for row in table().values())
    assert len(table()) == 1_000
    assert Dataset.objects.count() == 1


def test_killed_in_its_middle_again_and_again(send, status, table):
    """Every row is in once, every error told once, as if nothing had happened."""
    records = [student(n, **({"email": "nobody"} if n % 50 == 0 else {})) for n in range(1_000)]
    job = send(records)
    chance = random.Random(7)
    for share in (0.1, 0.6):
        with celery_worker("default", EXTERNAL_CALL_SECONDS=0.1, JOB_LEASE_SECONDS=3) as process:
            until(
                lambda now, share=share: now.progress_done >= 1_000 * share and now.status == "processing",
                job,
                seconds=180,
            )
            time.sleep(chance.uniform(0, 0.1))
            kill(process)
    with celery_worker("default", EXTERNAL_CALL_SECONDS=0):
        done = until(lambda now: now.status in DONE, job, seconds=180)
    assert (done.status, done.progress_done, done.progress_failed) == ("completed", 1_000, 20)
    assert done.result == {
        "dataset": "students",
        "inserted": 980,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 20,
    }
    assert [error["index"] for error in status(done)["errors"]] == list(range(0, 1_000, 50))
    assert len(table()) == 980
    assert done.attempts.filter(outcome="crashed").count() == 2


def test_jobs_that_wait_leave_room_for_others(send, workspace):
    """Ten run, the eleventh waits for one of them; another kind begins at once, in the same queue."""
    jobs = [send([student(n)]) for n in range(11)]
    with celery_worker(
        "default", EXTERNAL_CALL_SECONDS=60, EXTRA_JOB_KINDS="docprocessor.jobs.tests.probe_kinds.Listening"
    ):
        wait_until(lambda: Job.objects.filter(pk__in=[j.pk for j in jobs], status="processing").count() == 10)
        other = Job.objects.create(workspace=workspace, kind="listening", queue="default")
        until(lambda now: now.status == "processing", other)
        assert Job.objects.filter(kind="record_ingest", status="pending").count() == 1
