"""How long uploads are kept, and their files beside those of imports."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now

from docprocessor.imports import retention
from docprocessor.imports.models import ImportJob, Upload
from docprocessor.imports.tests.test_retention_of_files import age, end_before, files
from docprocessor.imports.uploads.parts import part_create
from docprocessor.imports.uploads.retention import Uploads
from docprocessor.imports.uploads.services import upload_hold, upload_whole
from docprocessor.jobs.retention import Amount, apply
from docprocessor.jobs.tests.ageing import applied
from docprocessor.jobs.tests.web import until
from docprocessor.lib.tests.blocking import somebody_waits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]

CONTENT = b"id,name\n1,Ana\n2,Ben\n"
SIZE = len(CONTENT)


@pytest.fixture
def uploaded(begin, send):
    def run(content=CONTENT, size=SIZE):
        address = begin(size)
        send(address, content)
        return Upload.objects.get(pk=address.split("/")[-2])

    return run


def expire(**ago):
    Upload.objects.update(expires_at=Now() - timedelta(**ago))


def names(store):
    return {name for name in files(store) if (store / name).is_file()}


@pytest.mark.parametrize("content", [b"", CONTENT[:7], CONTENT])
@pytest.mark.parametrize("is_expired", [True, False])
def test_an_expired_upload_goes_with_what_had_come(store, uploaded, content, is_expired):
    uploaded(content)
    if is_expired:
        expire(seconds=1)
    assert applied(Uploads) == (Amount(1, len(content)) if is_expired else Amount())
    assert Upload.objects.exists() is not is_expired
    assert len(names(store)) == (0 if is_expired else 1)


def test_the_file_that_an_import_needs_stays(store, api, uploaded, run_jobs):
    upload = uploaded()
    job = ImportJob.objects.get(pk=api.post("/api/imports/", {"upload": str(upload.pk)}).json()["id"])
    expire(seconds=1)
    assert applied(Uploads) == Amount(1)
    assert names(store) == {job.file_key}
    run_jobs()
    end_before(job, days=91)
    assert applied(retention.Files) == Amount(1, SIZE)
    assert names(store) == set()


def test_the_file_of_a_living_upload_outlives_its_imports(store, api, uploaded, run_jobs):
    upload = uploaded()
    job = ImportJob.objects.get(pk=api.post("/api/imports/", {"upload": str(upload.pk)}).json()["id"])
    run_jobs()
    end_before(job, days=91)
    assert applied(retention.Files) == Amount()
    assert api.post("/api/imports/", {"upload": str(upload.pk), "dry_run": True}).status_code == 202
    ImportJob.objects.all().delete()
    age(store / upload.file_key, days=9)
    assert applied(retention.StrayFiles) == Amount()
    expire(seconds=1)
    assert applied(Uploads) == Amount(1, SIZE)
    assert names(store) == set()


def test_parts_of_uploads_are_no_strays(store, uploaded):
    uploaded(CONTENT[:7])
    lost = uploaded(CONTENT[:8])
    moved = uploaded()
    Upload.objects.filter(pk=moved.pk).update(file_key="", sha256="")  # the request died before it said so
    for path in store.rglob("*"):
        age(path, days=9)
    assert applied(retention.StrayFiles) == Amount()
    Upload.objects.filter(pk=lost.pk).delete()
    assert applied(retention.StrayFiles) == Amount(1, 8)
    assert len(names(store)) == 2


def test_a_part_that_was_made_just_now_is_about_to_get_its_upload(store):
    part_create("0199")
    assert applied(retention.StrayFiles) == Amount()
    assert names(store) == {"uploads/0199"}


@pytest.mark.parametrize("end", ["retention", "its owner"])
def test_one_that_is_being_imported_is_waited_for(committed, store, api, uploaded, end):
    upload = uploaded()
    held = Event()

    def delete() -> None:
        held.wait()
        if end == "retention":
            apply(Uploads())
        else:
            api.delete(f"/api/uploads/{upload.pk}/")
        connection.close()

    thread = Thread(target=delete)
    thread.start()
    whole = upload_whole(upload)
    if end == "retention":
        expire(seconds=1)
    with transaction.atomic():
        if end == "retention":
            Upload.objects.select_for_update(no_key=True).get()  # as an import that came before it expired
        else:
            upload_hold(upload)
        held.set()
        until(somebody_waits)
        ImportJob.objects.create(
            workspace=whole.workspace, kind="csv_import", queue="imports", title="a", file_size=SIZE,
            file_sha256=whole.sha256, file_key=whole.file_key,
        )  # fmt: skip
    thread.join()
    assert not Upload.objects.exists()
    assert default_storage.exists(whole.file_key)
