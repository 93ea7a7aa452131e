"""How long records are kept as they were sent."""

import pytest

from docprocessor.ingestion.models import RecordError, RecordJob
from docprocessor.ingestion.retention import Payloads
from docprocessor.ingestion.tests.conftest import student
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, FinishedJobs
from docprocessor.jobs.tests.ageing import applied, end_before

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    settings.KEEP_FILES_DAYS = settings.KEEP_JOBS_DAYS = 30


@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_they_go_when_they_have_had_their_time(send, work, days, kept):
    job = work(send([student()]))
    end_before(job, days=days)
    size = len(RecordJob.objects.get(pk=job.pk).payload)
    assert Payloads().count() == applied(Payloads) == (Amount() if kept else Amount(1, size))
    assert (RecordJob.objects.get(pk=job.pk).payload is not None) == kept
    assert Payloads().count() == Amount()


def test_those_of_a_job_that_goes_on_stay(send):
    send([student()])
    assert applied(Payloads) == Amount()


def test_without_them_a_job_is_not_tried_again(send, work, status, api):
    job = send([student(1, email="")])
    lifecycle.request_cancel(job)
    end_before(job, days=31)
    applied(Payloads)
    for act in ("retry", "again"):
        answer = api.post(f"/api/jobs/{job.pk}/{act}/", {})
        assert (answer.status_code, answer.json()["code"]) == (410, "records_deleted"), act
    assert Job.objects.get().status == "cancelled"


def test_a_job_goes_with_all_that_hangs_on_it_but_its_rows(send, work, students):
    job = work(send([student(1), student(2, email="")]))
    end_before(job, days=31)
    assert applied(FinishedJobs) == Amount(1)
    assert not RecordJob.objects.exists()
    assert not RecordError.objects.exists()
    assert len(students()) == 1


def test_run_again_it_is_a_new_job_of_the_same_records(send, work, api, status):
    job = work(send([student(1), student(2, email="")]))
    again = api.post(f"/api/jobs/{job.pk}/again/", {})
    assert again.status_code == 202, again.json()
    second = work(Job.objects.get(pk=again.json()["id"]))
    assert (second.result["unchanged"], second.result["failed"], second.title) == (1, 1, job.title)
    assert status(second)["errors"] == status(job)["errors"]
    refused = api.post(f"/api/jobs/{job.pk}/again/", {"params": {"records": 3}})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["params.records"])


def test_it_begins_with_its_records(api):
    answer = api.post("/api/jobs/", {"kind": "record_ingest", "params": {"records": 1}})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])
    assert "POST /api/data/ingest/" in answer.json()["detail"]
