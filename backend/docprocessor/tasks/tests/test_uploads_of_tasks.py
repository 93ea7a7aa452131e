"""The files of uploads are kept as long as tasks need them, and no longer."""

import os
import time

import pytest
from django.db.models.functions import Now

from docprocessor.imports.models import FileUse, Upload
from docprocessor.imports.retention import Files, FileUses, StrayFiles
from docprocessor.imports.uploads.retention import Uploads
from docprocessor.jobs import lifecycle
from docprocessor.jobs.retention import Amount
from docprocessor.jobs.tests.ageing import applied, end_before
from docprocessor.tasks.tests.conftest import job_of, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_of(store):
    """Where the file of an upload is; it was written days ago."""

    def find(upload):
        path = store / "imports" / upload / "original"
        old = time.time() - 3 * 86_400
        for each in (path, path.parent):
            os.utime(each, (old, old))
        return path

    return find


def test_an_upload_that_expires_leaves_its_file_to_the_task(submit, uploaded, file_of, run_jobs, api, settings):
    upload = uploaded(photo(), "a.jpg")
    task = submit("image_processing", images=[upload]).json()
    file = file_of(upload)
    Upload.objects.update(expires_at=Now())
    assert applied(Uploads) == Amount(1)
    assert applied(StrayFiles) == Amount()
    assert file.exists()
    run_jobs()
    assert api.get(f"/api/tasks/{task['id']}").json()["status"] == "SUCCESS"

    assert applied(FileUses) == Amount()
    end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
    assert applied(FileUses) == Amount(1)
    assert applied(StrayFiles).items == 1
    assert not file.exists()
    assert not FileUse.objects.exists()


def test_a_task_that_goes_on_keeps_its_file(submit, uploaded, settings):
    task = submit("image_processing", images=[uploaded(photo())]).json()
    lifecycle.request_cancel(job_of(task))
    end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
    lifecycle.retry(job_of(task))
    assert applied(FileUses) == Amount()


def test_one_without_its_file_cannot_go_on(api, submit, uploaded, settings):
    tasks = [
        submit("image_processing", images=[uploaded(photo())]).json(),
        submit("csv_processing", upload=uploaded("a\n1\n")).json(),
    ]
    for task in tasks:
        assert api.delete(f"/api/tasks/{task['id']}").status_code == 200
        end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
    assert applied(FileUses) == Amount(2)
    for task in tasks:
        answer = api.post(f"/api/tasks/{task['id']}/retry")
        assert (answer.status_code, answer.json()["code"]) == (400, "file_not_kept")
        assert job_of(task).status == "cancelled"


def test_an_import_of_the_same_upload_leaves_the_file_to_the_task(api, submit, uploaded, run_jobs, settings, file_of):
    upload = uploaded("a\n1\n")
    task = submit("csv_processing", upload=upload).json()
    job = api.post("/api/imports/", {"upload": upload}).json()
    run_jobs()
    Upload.objects.all().delete()
    end_before(job_of(job), days=settings.KEEP_FILES_DAYS + 1)
    assert applied(Files) == Amount()
    end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
    assert applied(FileUses) == Amount(1)
    assert applied(Files).items == 1
    assert not (file_of(upload).exists() if (settings.STORAGE_ROOT / "imports" / upload).exists() else False)
