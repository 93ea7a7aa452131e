"""Section 2 of the contracts, word for word."""

import json
from uuid import UUID

import pytest

from docprocessor.datasets.models import Dataset
from docprocessor.ingestion.tests.conftest import student
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job

pytestmark = pytest.mark.django_db

INGEST = "/api/data/ingest/"


def test_records_are_taken_at_once(api):
    answer = api.post(INGEST, {"records": [student(1), student(2)]})
    task_id = answer.json()["task_id"]
    assert answer.status_code == 202
    assert answer.json() == {
        "task_id": task_id,
        "status": "PENDING",
        "total_records": 2,
        "status_url": f"/api/data/status/{task_id}/",
    }
    assert UUID(task_id).version == 7
    assert answer.headers["Location"] == f"http://testserver/api/data/status/{task_id}/"
    assert answer.headers["Retry-After"] == "1"
    job = Job.objects.get(pk=task_id)
    assert (job.kind, job.title, job.params) == ("record_ingest", "2 student records", {"records": 2})


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({}, "records", "This field is required."),
        ({"records": None}, "records", "This is a list of 1 to 1,000 JSON objects."),
        ({"records": {}}, "records", "This is a list of 1 to 1,000 JSON objects."),
        ({"records": "x"}, "records", "This is a list of 1 to 1,000 JSON objects."),
        ({"records": []}, "records", "There are 0 records; 1 to 1,000 are taken."),
        ({"records": [{}] * 1_001}, "records", "There are 1,001 records; 1 to 1,000 are taken."),
        (
            {"records": [{}, {}, ["student_id"]]},
            "records",
            "Record 2 is not a JSON object; the first one is record 0.",
        ),
        ({"records": [{}], "mode": "x"}, "mode", "There is no such member; only records is taken."),
        ([student()], "non_field_errors", "Invalid data. Expected a dictionary, but got list."),
    ],
)
def test_what_has_no_such_structure_is_refused(api, body, field, sentence):
    answer = api.post(INGEST, body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == {field: [sentence]}
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"records": [NaN]}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),  # nested more deeply than Python reads
        (b'{"records": [{"a": ' + b"[" * 500 + b"]" * 500 + b"}]}", "application/json", 202),
        (b"records=1", "application/x-www-form-urlencoded", 415),
        (b'{"records": ["' + b"x" * 5 * 1024**2 + b'"]}', "application/json", 413),
    ],
)
def test_bodies_that_are_no_records(api, body, content_type, status):
    assert api.post(INGEST, body, content_type=content_type).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", INGEST, 405),
        ("post", "/api/data/health/", 405),
        ("get", "/api/data/status/0199/", 404),
        ("get", "/api/data/status/01992f5e-7c31-7e5a-9d1f-0c6a4b2e8f10/", 404),
    ],
)
def test_other_ways_to_ask(api, method, path, status):
    answer = getattr(api, method)(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_who_may(client, client_for, workspace, user, send, make_workspace):
    job = send([student()])
    assert client.post(INGEST, {}).status_code == 401
    assert client.get(f"/api/data/status/{job.pk}/").status_code == 401
    reader = client_for(workspace, user, scopes=("read",))
    assert reader.post(INGEST, {"records": [student()]}).status_code == 403
    assert reader.get(f"/api/data/status/{job.pk}/").status_code == 200
    assert client_for(*make_workspace("other")).get(f"/api/data/status/{job.pk}/").status_code == 404


def test_a_job_of_another_kind_has_no_status_here(api, upload):
    job = upload("a\n1\n").json()["id"]
    assert api.get(f"/api/data/status/{job}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_health_needs_no_key(client, method):
    answer = getattr(client, method)("/api/data/health/")
    assert answer.status_code == 200
    assert answer.content == (b"" if method == "head" else b'{"status":"healthy"}')


def test_sent_again_under_a_key_they_are_taken_once(api):
    first, again = (api.post(INGEST, {"records": [student()]}, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = api.post(INGEST, {"records": [student(2)]}, headers={"Idempotency-Key": "k"})
    assert other.status_code == 422
    assert Job.objects.count() == 1


def test_a_status_from_beginning_to_end(send, work, status):
    records = [student(number, **({"email": "nobody"} if number in (13, 200) else {})) for number in range(1, 251)]
    job = send(records)
    waiting = status(job)
    assert waiting == {
        "task_id": str(job.pk),
        "status": "PENDING",
        "total_records": 250,
        "processed_records": 0,
        "failed_records": 0,
        "progress_percentage": 0,
        "duration": 0.0,
        "status_message": "PENDING",
        "errors": [],
    }
    done = status(work(job))
    assert isinstance(done.pop("duration"), float)
    assert done == {
        "task_id": str(job.pk),
        "status": "COMPLETED",
        "total_records": 250,
        "processed_records": 250,
        "failed_records": 2,
        "progress_percentage": 100,
        "status_message": "COMPLETED",
        "errors": [
            {"index": 12, "field": "email", "message": "This is not an email address."},
            {"index": 199, "field": "email", "message": "This is not an email address."},
        ],
    }


def test_a_status_while_it_works(api, send, status):
    job = send([student(number) for number in range(1, 301)])
    lease = lifecycle.claim("default", worker="test")
    assert lease is not None
    Job.objects.filter(pk=job.pk).update(progress_done=100)
    half = status(job)
    assert (half["status"], half["progress_percentage"]) == ("PROCESSING", 33)
    assert half["status_message"] == "PROCESSING (33% complete)"
    assert api.get(f"/api/data/status/{job.pk}/").headers["Retry-After"] == "1"


@pytest.mark.parametrize(("act", "word"), [(lifecycle.request_pause, "PENDING"), (lifecycle.request_cancel, "FAILED")])
def test_the_words_of_statuses_that_the_contract_does_not_have(send, status, act, word):
    job = send([student()])
    act(job)
    assert (status(job)["status"], status(job)["status_message"]) == (word, word)


def test_a_status_that_has_not_changed_is_not_sent_again(api, put_in, send, work):
    job = work(send([student()]))
    first = api.get(f"/api/data/status/{job.pk}/")
    again = api.get(f"/api/data/status/{job.pk}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Retry-After" not in first.headers


def test_no_records_no_dataset(api):
    api.post(INGEST, {"records": []})
    assert not Dataset.objects.exists()


def test_half_a_character_is_taken_and_told(api, work, status):
    body = json.dumps({"records": [{"student_id": "\ud800", "\udc00": 1}]})
    job = Job.objects.get(pk=api.post(INGEST, body, content_type="application/json").json()["task_id"])
    errors = status(work(job))["errors"]
    assert {
        "index": 0,
        "field": "student_id",
        "message": "This holds half a character, which cannot be stored.",
    } in errors
    assert {"index": 0, "field": "\N{REPLACEMENT CHARACTER}", "message": "There is no such field."} in errors
