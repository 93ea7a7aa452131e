"""Real worker processes for tests, on the test's own database."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlsplit

import psutil
from django.conf import settings as django_settings
from django.db import connection

from docprocessor.jobs import sweeper
from docprocessor.jobs.models import Job
from docprocessor.launch import worker

J = TypeVar("J", bound=Job)


def process_environment(**settings: object) -> dict[str, str]:
    """What a process needs to work on the test's own database and files."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    own = {"DATABASE_URL": database, "STORAGE_ROOT": django_settings.STORAGE_ROOT, **settings}
    return os.environ | {key: str(value) for key, value in own.items()}


@contextmanager
def celery_worker(queue: str = "imports", *, run: str = "", **settings: object) -> Iterator[subprocess.Popen[bytes]]:
    """The worker of a queue, as everybody starts it, with a short lease, in a process group of its own; `run` is what
    its name begins with, where there are several."""
    short = {"JOB_LEASE_SECONDS": 3, "JOB_HEARTBEAT_SECONDS": 1, "JOB_MAX_CRASHES": 10, "WORKER_CONCURRENCY": 1}
    environment = process_environment(**short | settings)
    process = subprocess.Popen(
        worker.command(queue, environment, run=run),
        env=environment,
        cwd=django_settings.BACKEND,
        start_new_session=True,
    )
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


def until(holds: Callable[[J], object], job: J, *, seconds: float = 60, sweeping: bool = True) -> J:
    """Sweep and look until it holds, as the scheduler would; returns the job as it then stands."""
    ends = time.monotonic() + seconds
    while not holds(now := type(job).objects.get(pk=job.pk)):
        assert time.monotonic() < ends, f"{now.status}, {now.stage}, at {now.progress_done}, {now.crashes} crashes"
        if sweeping:
            sweeper.sweep()
        time.sleep(0.05)
    return now


def wait_until(holds: Callable[[], object], *, seconds: float = 60) -> None:
    """Look until it holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)
