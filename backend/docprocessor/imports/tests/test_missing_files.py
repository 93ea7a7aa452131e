"""What an import can still do when its file is not there any more."""

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from docprocessor.imports.models import ImportJob

pytestmark = pytest.mark.django_db

FAULTY = "id,name\n1,Ana\nx,Ben\n"


@pytest.fixture(params=["deleted by us", "lost"])
def without_file(request, import_file, customers) -> ImportJob:
    """An import whose file is gone, with a mark that says so, or without anybody knowing."""
    job = import_file(FAULTY, dataset="customers")
    if request.param == "deleted by us":
        ImportJob.objects.filter(pk=job.pk).update(file_deleted_at=Now())
    else:
        default_storage.delete(job.file_key)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("address", ["original/", "rejects/", "rejects/?format=csv-safe"])
def test_what_is_read_from_the_file_is_gone(api, without_file, address):
    answer = api.get(f"/api/imports/{without_file.pk}/{address}")
    assert (answer.status_code, answer.json()["code"]) == (410, "file_not_kept")
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_stored_beside_it_stays(api, without_file):
    address = f"/api/imports/{without_file.pk}/"
    assert [issue["line"] for issue in api.get(f"{address}issues/").json()["results"]] == [3]
    assert api.get(address).json()["file"]["kept"] is (without_file.file_deleted_at is None)


def test_a_lost_file_is_reported(api, without_file, caplog):
    api.get(f"/api/imports/{without_file.pk}/original/")
    reported = [record for record in caplog.records if "import.file_missing" in record.getMessage()]
    assert len(reported) == (without_file.file_deleted_at is None)


def test_an_import_without_its_file_cannot_be_tried_again(api, upload, customers):
    job = upload(FAULTY, dataset="customers").json()
    api.post(f"/api/imports/{job['id']}/cancel/")
    ImportJob.objects.filter(pk=job["id"]).update(file_deleted_at=Now())
    answer = api.post(f"/api/imports/{job['id']}/retry/")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_not_kept")
    assert ImportJob.objects.get(pk=job["id"]).status == "cancelled"


def test_one_that_runs_without_it_fails_and_says_why(upload, customers, run_jobs):
    job = ImportJob.objects.get(pk=upload(FAULTY, dataset="customers").json()["id"])
    default_storage.delete(job.file_key)
    run_jobs()
    job.refresh_from_db()
    assert (job.status, job.failure["code"], job.failure["retryable"]) == ("failed", "file_not_kept", False)
