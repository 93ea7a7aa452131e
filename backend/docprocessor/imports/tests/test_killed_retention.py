"""A process that deletes what has had its time is killed again and again, at any of its steps: what is there stays
whole all the while, and in the end nothing is left over."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage.leftovers import kept_for_undo
from docprocessor.imports.models import ImportJob, RowIssue
from docprocessor.jobs.models import Event, Job
from docprocessor.jobs.tests.ageing import end_before
from docprocessor.jobs.tests.workers import process_environment

pytestmark = pytest.mark.usefixtures("committed")

IMPORTS = 12
FAULTS = 5
RUNS = 40
NEVER = 0
# For each number that it reads, a child runs the command, which kills itself at so many statements or deletions of
# files, and takes small steps, so that there are many. To begin anew each time would take a hundred times as long.
RETENTION = """
import os, signal, sys
import django
django.setup()
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from docprocessor.jobs import kinds, retention
kinds.kinds(), retention.rules()  # loaded once
retention.JOBS_AT_ONCE, retention.ROWS_AT_ONCE = 3, 4
def run(left):
    def step():
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def execute(call, *args):
        step()
        return call(*args)
    def delete(name, delete=default_storage.delete):
        step()
        delete(name)
    default_storage.delete = delete
    with connection.execute_wrapper(execute):
        call_command("retention", stdout=sys.stderr)
for line in sys.stdin:
    child = os.fork()
    if not child:
        run(int(line))
        sys.exit()
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def store(settings, tmp_path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


@pytest.fixture
def old_imports(store, customers, import_file) -> list[ImportJob]:
    """Imports that changed a row and had faults, all but the last ended long ago; and a file that nobody knows."""
    jobs = []
    for number in range(IMPORTS + 1):
        content = f"id,name\n1,Ana {number}\n" + "x,Ben\n" * FAULTS
        jobs.append(import_file(content, dataset="customers", mode="upsert"))
        assert (jobs[-1].inserted_rows + jobs[-1].updated_rows, jobs[-1].failed_rows) == (1, FAULTS)
    for job in jobs[:-1]:
        end_before(job, days=99)
    default_storage.save("imports/nobody/original", ContentFile(b"?"))
    for path in store.rglob("*"):
        os.utime(path, (0, 0))
    return jobs


@pytest.fixture
def delete_until(store):
    """Delete up to a step, at which the process is killed; says whether it was, or had ended before."""
    environment = process_environment(
        DJANGO_SETTINGS_MODULE="docprocessor.settings",
        STORAGE_ROOT=store,
        KEEP_FILES_DAYS=10,
        KEEP_EVENTS_DAYS=20,
        KEEP_UNDO_DAYS=30,
        KEEP_JOBS_DAYS=40,
    )
    command = [sys.executable, "-c", RETENTION]
    with subprocess.Popen(
        command, env=environment, cwd=django_settings.BACKEND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def delete(step: int) -> bool:
            print(step, file=process.stdin, flush=True)
            status = int(process.stdout.readline())
            assert status in (0, signal.SIGKILL)
            return status == signal.SIGKILL

        yield delete
        process.stdin.close()


def check_what_is_there(customers: Dataset) -> None:
    """Each job that still shows has all that it says it has."""
    for job in ImportJob.objects.all():
        if job.file_deleted_at is None:
            assert default_storage.exists(job.file_key)
        assert job.issues.count() == FAULTS
        load = Load.objects.get(job=job)
        if load.undo_deleted_at is None:
            assert kept_for_undo(load) == job.updated_rows
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, name FROM "{customers.namespace_name}".customers')
        assert cursor.fetchall() == [(1, f"Ana {IMPORTS}")]


def test_killed_at_any_step(old_imports, customers, store, delete_until):
    chance = random.Random(7)
    killed = 0
    for _ in range(RUNS):
        killed += delete_until(chance.randint(5, 50))
        check_what_is_there(customers)
    assert killed >= RUNS / 2  # else the steps were too large
    assert not delete_until(NEVER)
    check_what_is_there(customers)
    [last] = Job.objects.all()
    assert last.pk == old_imports[-1].pk
    assert not RowIssue.objects.filter(~Q(job=last.pk)).exists()
    assert not Event.objects.filter(~Q(job=last)).exists()
    assert {path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()} == {
        ImportJob.objects.get().file_key
    }
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT _by FROM "{customers.namespace_name}"._before_customers')
        assert cursor.fetchall() == [(Load.objects.get().pk,)]
