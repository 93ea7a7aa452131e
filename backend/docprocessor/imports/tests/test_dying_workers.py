"""Real worker processes that die or are told to stop in the middle of an import. Nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings as django_settings
from django.db import connection

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, left_behind
from docprocessor.jobs import sweeper, worker

pytestmark = pytest.mark.usefixtures("committed")

ROWS = 20_000
LEASE_SECONDS = 3


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


@contextmanager
def celery_worker(*, batch_rows: int = 50) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the test's own database, with a short lease and small batches, in a process group of its own."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {
        "DATABASE_URL": database,
        "STORAGE_ROOT": str(django_settings.STORAGE_ROOT),
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "JOB_HEARTBEAT_SECONDS": "1",
        "IMPORT_BATCH_ROWS": str(batch_rows),
        "JOB_MAX_CRASHES": "10",
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "docprocessor",
        "worker",
        "-Q",
        "imports",
        "-c",
        "1",
        "-l",
        "error",
    ]
    process = subprocess.Popen(command, env=environment, cwd=django_settings.BACKEND, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the worker and its pool, all at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill_the_child(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the pool's one child, the process that does the work; its parent makes another."""
    [child] = psutil.Process(process.pid).children()
    child.kill()


def until(
    holds: Callable[[ImportJob], bool], job: ImportJob, *, seconds: float = 60, sweeping: bool = True
) -> ImportJob:
    """Sweep and look until it holds, as the scheduler would; returns the job as it then stands."""
    ends = time.monotonic() + seconds
    while not holds(now := ImportJob.objects.get(pk=job.pk)):
        assert time.monotonic() < ends, f"{now.status} at {now.processed_rows}, {now.crashes} crashes"
        if sweeping:
            sweeper.sweep()
        time.sleep(0.05)
    return now


def test_workers_that_are_killed(import_job, customers):
    job, expected = import_job
    with celery_worker() as process:
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
    with celery_worker():
        done = until(lambda now: now.status not in ("pending", "processing"), job)
    assert (done.status, done.attempt, done.crashes) == ("completed", 3, 2)
    assert left_behind(job, customers) == expected


def test_a_worker_that_is_told_to_stop(import_job, customers):
    job, expected = import_job
    with celery_worker() as process:
        until(lambda now: now.processed_rows > ROWS * 0.1, job)
        process.terminate()
        back = until(lambda now: now.status == "pending", job, seconds=25, sweeping=False)
        assert process.wait(25) == 0
    assert (back.attempt, back.crashes, back.failure) == (0, 0, None)
    assert 0 < back.processed_rows < ROWS
    with celery_worker():
        done = until(lambda now: now.status not in ("pending", "processing"), job)
    assert (done.status, done.attempt, done.crashes) == ("completed", 1, 0)
    assert left_behind(job, customers) == expected
