"""How long the files of imports are kept, and what goes with them."""

import os
import time
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from docprocessor.imports import retention
from docprocessor.imports.files import hold_file
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, FinishedJobs, apply
from docprocessor.jobs.tests.ageing import applied, end_before
from docprocessor.jobs.tests.workers import wait_until
from docprocessor.lib.tests.blocking import somebody_waits

pytestmark = pytest.mark.django_db

CONTENT = "id,name\n1,Ana\nx,Ben\n"
SIZE = len(CONTENT)


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    """A store of the test's own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    settings.KEEP_FILES_DAYS = 30
    return tmp_path


@pytest.fixture
def another_of():
    """The same file imported again: another job, one file."""

    def make(job: ImportJob, **fields) -> ImportJob:
        again = ImportJob(
            workspace=job.workspace, kind=job.kind, queue=job.queue, params=job.params, rerun_of=job,
            file_key=job.file_key, file_size=job.file_size, file_sha256=job.file_sha256, dataset=job.dataset,
        )  # fmt: skip
        lifecycle.submit(again)
        return again

    return make


def files(store: Path) -> set[str]:
    return {str(path.relative_to(store)) for path in store.rglob("*")}


def age(path: Path, *, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


@pytest.mark.parametrize("content", [CONTENT, "id,name\n"], ids=["completed", "failed"])
@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_a_file_is_kept_for_its_time(store, import_file, customers, api, content, days, kept):
    job = import_file(content, dataset="customers")
    end_before(job, days=days)
    before = Job.objects.get(pk=job.pk).version
    assert applied(retention.Files) == Amount(not kept, 0 if kept else len(content))
    assert files(store) == ({"imports", f"imports/{job.pk}", job.file_key} if kept else {"imports"})
    shown = api.get(f"/api/imports/{job.pk}/").json()
    assert shown["file"]["kept"] is kept
    assert Job.objects.get(pk=job.pk).version == before + (not kept)
    assert api.get(f"/api/imports/{job.pk}/original/").status_code == (200 if kept else 410)


def test_for_ever(settings, store, import_file, customers):
    settings.KEEP_FILES_DAYS = 0
    job = import_file(CONTENT, dataset="customers")
    end_before(job, days=9_999)
    assert apply(retention.Files()) == Amount()
    assert job.file_key in files(store)


def test_one_that_may_be_read_yet_is_kept_however_old(store, upload, customers):
    job = ImportJob(pk=upload(CONTENT, dataset="customers").json()["id"])
    lifecycle.request_pause(job)
    Job.objects.update(created_at="2001-01-01T00:00Z", queued_at="2001-01-01T00:00Z")
    assert applied(retention.Files) == Amount()
    assert len(files(store)) == 3


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("waits", True),
        ("ended yesterday", True),
        ("ended long ago", False),
    ],
)
def test_several_imports_of_one_file_need_it_as_long_as_the_last(
    store, import_file, customers, another_of, run_jobs, state, kept
):
    job = import_file(CONTENT, dataset="customers")
    end_before(job, days=99)
    again = another_of(job)
    if state != "waits":
        run_jobs()
        end_before(again, days=1 if state == "ended yesterday" else 99)
    assert applied(retention.Files) == Amount(not kept, 0 if kept else SIZE)
    assert (job.file_key in files(store)) == kept
    assert {shared.file_deleted_at is None for shared in ImportJob.objects.all()} == {kept}


def test_many_go_a_few_at_a_time(store, import_file, customers, monkeypatch):
    monkeypatch.setattr("docprocessor.jobs.retention.JOBS_AT_ONCE", 2)
    for number in range(5):
        end_before(import_file(f"{CONTENT}{number},Cem\n", dataset="customers"), days=31)
    assert applied(retention.Files).items == 5
    assert files(store) == {"imports"}


def test_a_store_that_fails_leaves_no_job_that_counts_on_its_file(store, import_file, customers, monkeypatch):
    job = import_file(CONTENT, dataset="customers")
    end_before(job, days=31)
    age(store / job.file_key, days=31)

    def fail(name: str) -> None:
        raise PermissionError(name)

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "delete", fail)
        with pytest.raises(PermissionError):
            apply(retention.Files())
    job.refresh_from_db()
    assert job.file_deleted_at is not None
    assert job.file_key in files(store)
    assert applied(retention.StrayFiles) == Amount(1, SIZE)
    assert files(store) == {"imports"}


# --- Files of no import ---------------------------------------------------------------------------


def keep(store: Path, key: str, *, days: float, content: bytes = b"12345") -> None:
    default_storage.save(key, ContentFile(content))
    age(store / key, days=days)


@pytest.mark.parametrize("key", ["imports/0199/original", "imports/0199/other", "imports/x", "incoming/u", "health/h"])
@pytest.mark.parametrize(("days", "kept"), [(0.9, True), (1.1, False)])
def test_a_file_that_belongs_to_nothing_goes_after_a_day(store, key, days, kept):
    keep(store, key, days=days)
    assert applied(retention.StrayFiles) == Amount(not kept, 0 if kept else 5)
    assert (key in files(store)) == kept
    assert "imports/0199" not in files(store) or kept


def test_what_others_keep_in_the_store_is_not_ours(store):
    keep(store, "backup/of/somebody", days=9)
    keep(store, "README", days=9)
    assert applied(retention.StrayFiles) == Amount()


def test_files_of_imports_are_no_strays_whatever_their_status(store, import_file, upload, customers, monkeypatch):
    monkeypatch.setattr(retention, "FOLDERS_AT_ONCE", 2)
    done = [import_file(f"{CONTENT}{number},Cem\n", dataset="customers") for number in range(3)]
    waiting = ImportJob.objects.get(pk=upload("id,name\n9,Zoe\n", dataset="customers").json()["id"])
    for number in range(3):
        keep(store, f"imports/{number}/original", days=9)
    for path in store.rglob("*"):
        age(path, days=99)
    assert applied(retention.StrayFiles) == Amount(3, 15)
    jobs = [*done, waiting]
    assert files(store) == {"imports"} | {f"imports/{job.pk}" for job in jobs} | {job.file_key for job in jobs}


@pytest.mark.parametrize(("days", "kept"), [(0.9, True), (1.1, False)])
def test_an_empty_folder_goes_after_a_day(store, days, kept):
    """A younger one may be about to get its file."""
    (store / "imports" / "0199").mkdir(parents=True)
    age(store / "imports" / "0199", days=days)
    apply(retention.StrayFiles())
    assert ("imports/0199" in files(store)) == kept


def test_the_file_of_a_deleted_job_goes_when_nobody_shares_it(
    settings, store, import_file, customers, another_of, run_jobs
):
    settings.KEEP_JOBS_DAYS = 30
    job = import_file(CONTENT, dataset="customers")
    again = another_of(job)
    run_jobs()
    age(store / job.file_key, days=99)
    end_before(job, days=99)
    assert apply(FinishedJobs()) == Amount(1)
    assert applied(retention.StrayFiles) == Amount()
    end_before(again, days=99)
    assert apply(FinishedJobs()) == Amount(1)
    assert applied(retention.StrayFiles) == Amount(1, SIZE)
    assert files(store) == {"imports"}


def test_one_that_is_held_waits_for_its_holder(committed, import_file, customers, another_of):
    """Somebody imports a file again at the very moment at which it would go."""
    job = import_file(CONTENT, dataset="customers")
    end_before(job, days=31)
    held, marked = Event(), []

    def delete() -> None:
        held.wait()
        marked.append(apply(retention.Files()))
        connection.close()

    thread = Thread(target=delete)
    thread.start()
    with transaction.atomic():
        hold_file(job)
        held.set()
        wait_until(somebody_waits)
        another_of(job)
    thread.join()
    assert marked == [Amount()]
    assert default_storage.exists(job.file_key)
