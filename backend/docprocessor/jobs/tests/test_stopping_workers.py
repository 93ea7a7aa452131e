"""Real workers that are told to stop: they end in time, whatever their jobs do, and hand everything back."""

import signal

import psutil
import pytest

from docprocessor.jobs import fleet
from docprocessor.jobs.models import Status, Worker
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.probe_kinds import PATHS
from docprocessor.jobs.tests.workers import celery_worker, until, wait_until

pytestmark = pytest.mark.usefixtures("committed")

A_WHILE = 40  # what a busy machine may take for something that does not wait


@pytest.fixture(params=["imports", "default"], ids=["prefork", "threads"])
def at_work(request, workspace):
    """Start a worker that may take `seconds` to stop, give it a job of a kind, and wait until it is at work."""
    running = []

    def start(kind, *, seconds):
        worker = celery_worker(request.param, EXTRA_JOB_KINDS=PATHS, WORKER_STOP_SECONDS=seconds)
        running.append(worker)
        process = worker.__enter__()
        job = factories.pending(workspace, kind=kind, queue=request.param)
        return process, until(lambda now: now.stage == "at work", job)

    yield start
    for worker in running:
        worker.__exit__(None, None, None)


def assert_handed_back(job):
    job.refresh_from_db()
    assert (job.status, job.worker, job.attempt, job.crashes) == (Status.PENDING, "", 0, 0)


def assert_nothing_left(processes):
    gone, alive = psutil.wait_procs(processes, timeout=A_WHILE)
    assert (len(gone), alive) == (len(processes), [])
    assert not Worker.objects.exists()


def test_a_job_that_listens_is_not_waited_for(at_work):
    process, job = at_work("listening", seconds=600)
    children = psutil.Process(process.pid).children()
    process.terminate()
    assert process.wait(A_WHILE) == 0
    assert_handed_back(job)
    assert_nothing_left(children)


def test_a_job_that_does_not_listen_is_given_up_in_time(at_work):
    process, job = at_work("deaf", seconds=2)
    children = psutil.Process(process.pid).children()
    process.terminate()
    assert process.wait(A_WHILE) == 0
    assert_handed_back(job)
    assert_nothing_left(children)


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(at_work, second):
    process, job = at_work("deaf", seconds=600)
    children = psutil.Process(process.pid).children()
    process.terminate()
    wait_until(lambda: not fleet.is_served(job.queue))
    assert [(worker.alive, worker.stopping) for worker in fleet.workers()] == [(True, True)]
    process.send_signal(second)
    assert process.wait(A_WHILE) == 0
    assert_handed_back(job)
    assert_nothing_left(children)
