"""Real worker processes that die or are told to stop in the middle of an import. Nothing is lost, nothing doubled."""

import pytest

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, left_behind
from docprocessor.jobs import worker
from docprocessor.jobs.tests.workers import celery_worker, kill, kill_the_child, until

pytestmark = pytest.mark.usefixtures("committed")

ROWS = 20_000
BATCH_ROWS = 50


@pytest.fixture
def import_job(upload, customers, workspace):
    """A job that waits, and what it is to leave behind: what the same file left when nothing happened."""
    content = awkward_file(ROWS)
    twin = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
    undisturbed = ImportJob(pk=upload(content, dataset="twin").json()["id"])
    worker.run_next("imports")
    expected = left_behind(undisturbed, twin)
    assert expected["books"] == (ROWS, len(expected["table"]), ROWS - len(expected["table"]), 0, 0)
    return ImportJob(pk=upload(content, dataset="customers").json()["id"]), expected


def test_workers_that_are_killed(import_job, customers):
    job, expected = import_job
    with celery_worker(IMPORT_BATCH_ROWS=BATCH_ROWS) as process:
        until(lambda now: now.processed_rows > ROWS * 0.1, job)
        kill_the_child(process)
        held = ImportJob.objects.get(pk=job.pk)
        assert (held.status, held.crashes) == ("processing", 0)  # nobody knows yet
        assert 0 < held.processed_rows < ROWS
        until(lambda now: now.processed_rows > held.processed_rows + ROWS * 0.1, job)
        kill(process)
        held = ImportJob.objects.get(pk=job.pk)
        assert (held.status, held.crashes) == ("processing", 1)
        assert held.processed_rows < ROWS
    until(lambda now: now.status == "pending", job)
    with celery_worker(IMPORT_BATCH_ROWS=BATCH_ROWS):
        done = until(lambda now: now.status not in ("pending", "processing"), job)
    assert (done.status, done.attempt, done.crashes) == ("completed", 3, 1)  # the second crash came further
    assert left_behind(job, customers) == expected


def test_a_worker_that_is_told_to_stop(import_job, customers):
    job, expected = import_job
    with celery_worker(IMPORT_BATCH_ROWS=BATCH_ROWS) as process:
        until(lambda now: now.processed_rows > ROWS * 0.1, job)
        process.terminate()
        back = until(lambda now: now.status == "pending", job, seconds=25, sweeping=False)
        assert process.wait(25) == 0
    assert (back.attempt, back.crashes, back.failure) == (0, 0, None)
    assert 0 < back.processed_rows < ROWS
    with celery_worker(IMPORT_BATCH_ROWS=BATCH_ROWS):
        done = until(lambda now: now.status not in ("pending", "processing"), job)
    assert (done.status, done.attempt, done.crashes) == ("completed", 1, 0)
    assert left_behind(job, customers) == expected
