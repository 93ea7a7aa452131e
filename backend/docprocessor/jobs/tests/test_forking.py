"""A worker forks its processes: what starts threads of its own is loaded in them, not before."""

import multiprocessing
import os
import subprocess
import sys
import time

from django.conf import settings

from docprocessor.jobs import worker

LOADED = """
import sys
import time
import django
django.setup()
from django.core.checks import run_checks
import docprocessor.celery, docprocessor.jobs.worker, docprocessor.jobs.worker_life
from docprocessor.jobs.kinds import kinds
run_checks()
kinds()
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "pyarrow", "python_calamine"}))
"""


def test_the_parent_of_the_workers_has_loaded_no_arrow():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "docprocessor.settings"}
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=settings.BACKEND, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_child_that_is_killed_while_it_looks_holds_nobody_up():
    """Workers look at the flag between batches, and may be killed right then."""
    forking = multiprocessing.get_context("fork")
    flag = worker._SharedFlag()

    def look() -> None:
        while not flag.is_set():
            pass

    for _ in range(10):
        child = forking.Process(target=look)
        child.start()
        time.sleep(0.02)
        child.kill()
        child.join()
    last = forking.Process(target=look, daemon=True)
    last.start()
    flag.set()
    last.join(10)
    assert last.exitcode == 0
