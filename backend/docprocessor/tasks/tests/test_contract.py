"""What the task queue's contract says: requests, answers, words, refusals."""

import uuid

import pytest
from rest_framework.test import APIClient

from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories
from docprocessor.tasks.tests.conftest import job_of, photo

pytestmark = pytest.mark.django_db
TYPES = ["csv_processing", "email_sending", "image_processing"]
FIELDS = {
    "id",
    "name",
    "task_type",
    "status",
    "priority",
    "progress",
    "parameters",
    "result",
    "error_message",
    "retry_count",
    "cancel_requested",
    "created_at",
    "started_at",
    "completed_at",
    "links",
}


def task_in(workspace, status, **fields):
    """A task of which only the status matters."""
    how = {"kind": "csv_processing", "queue": "default", "params": {}} | fields
    if status == Status.PENDING:
        return factories.pending(workspace, **how)
    if status == Status.CANCELLED:
        job = factories.pending(workspace, **how)
        lifecycle.request_cancel(job)
    else:
        job, lease = factories.processing(workspace, **how)
        if status == Status.COMPLETED:
            lifecycle.complete(lease, {})
        elif status == Status.FAILED:
            lifecycle.fail(lease, factories.FAILURE)
        elif status == Status.PAUSED:
            lifecycle.paused(lease)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("task_type", TYPES)
def test_a_task_is_taken_with_nothing_but_its_type(api, task_type):
    answer = api.post("/api/tasks/submit", {"task_type": task_type})
    assert answer.status_code == 201
    task = answer.json()
    assert task.keys() == FIELDS | {"logs"}
    assert (task["status"], task["progress"], task["result"], task["error_message"]) == ("PENDING", 0, None, None)
    assert task["retry_count"] == 0
    assert task["task_type"] == task_type
    assert answer.headers["Location"].endswith(f"/api/tasks/{task['id']}")
    assert answer.headers["Retry-After"] == "1"
    assert uuid.UUID(task["id"]).version == 7
    assert api.get(answer.headers["Location"]).json()["id"] == task["id"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, 50),
        ({"priority": "HIGH"}, 10),
        ({"priority": "MEDIUM"}, 50),
        ({"priority": "LOW"}, 90),
        ({"priority": 0}, 0),
        ({"priority": 100}, 100),
    ],
)
def test_priorities(api, sent, kept):
    task = api.post("/api/tasks/submit", {"task_type": "csv_processing", "name": "Mine"} | sent).json()
    assert (task["priority"], task["name"]) == (kept, "Mine")
    assert api.get(f"/api/jobs/{task['id']}/").json()["title"] == "Mine"


def refusals():
    """A body, and the field that the refusal names."""
    yield {}, "task_type"
    yield {"task_type": "video"}, "task_type"
    yield {"task_type": ["csv_processing"]}, "task_type"
    yield {"task_type": "csv_import"}, "task_type"  # a kind of job, but no task
    for priority in ("URGENT", -1, 101, 5.5, "10", True, None):
        yield {"task_type": "csv_processing", "priority": priority}, "priority"
    yield {"task_type": "csv_processing", "name": 5}, "name"
    yield {"task_type": "csv_processing", "name": "x" * 256}, "name"
    yield {"task_type": "csv_processing", "colour": "red"}, "colour"
    for parameters in ([], "x", None, 5):
        yield {"task_type": "csv_processing", "parameters": parameters}, "parameters"
    yield {"task_type": "csv_processing", "parameters": {"colour": "red"}}, "parameters.colour"
    for task_type, name, values in (
        ("csv_processing", "num_rows", (99, 10_001, "500", 500.0, True, None)),
        ("csv_processing", "processing_time", (4.9, 60.1, "5", True, None)),
        ("csv_processing", "upload", (5, "x", None, str(uuid.uuid4()))),
        ("csv_processing", "dataset", (5, "nowhere", None, "")),
        ("email_sending", "num_emails", (0, 101, "5", 5.0, True)),
        ("email_sending", "delay_per_email", (0.4, 5.1, "1", True)),
        (
            "email_sending",
            "subject",
            ("", 5, "x" * 201, "Hello\nBcc: all@example.com", "a\rb", "a\x00b", "a\x85b", None),
        ),
        ("email_sending", "recipients", ([], "a@example.com", ["a@example.com"] * 101)),
        ("image_processing", "num_images", (0, 21, "5", 5.0, True)),
        ("image_processing", "target_width", (99, 2_001, "800", 800.0, True)),
        ("image_processing", "target_height", (99, 2_001, "800", 800.0, True)),
        ("image_processing", "images", ([], "x", [str(uuid.uuid4())] * 2)),
    ):
        for value in values:
            yield {"task_type": task_type, "parameters": {name: value}}, f"parameters.{name}"
    for recipient in (
        "a",
        5,
        "a@b@c",
        "a@example.com\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "a@" + "é" * 62 + ".com",
    ):
        parameters = {"recipients": ["ana@example.com", recipient]}
        yield {"task_type": "email_sending", "parameters": parameters}, "parameters.recipients.1"
    for image in (5, "x", str(uuid.uuid4())):
        yield {"task_type": "image_processing", "parameters": {"images": [image]}}, "parameters.images.0"
    several = {"recipients": ["a@example.com", "b@example.com"], "num_emails": 1}
    yield {"task_type": "email_sending", "parameters": several}, "parameters.num_emails"


@pytest.mark.parametrize(("body", "field"), list(refusals()))
def test_what_is_wrong_is_named(api, body, field):
    answer = api.post("/api/tasks/submit", body)
    assert answer.status_code == 400, answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    assert not Job.objects.exists()


@pytest.mark.parametrize("body", [[], 5, "x", None, [{"task_type": "csv_processing"}]])
def test_a_body_is_an_object(api, body):
    assert api.post("/api/tasks/submit", body).status_code == 400


def test_parameters_that_do_not_go_together(submit, uploaded, customers):
    upload = uploaded("a\n1\n")
    for parameters, field in (
        ({"upload": upload, "dataset": "customers"}, "dataset"),
        ({"upload": upload, "num_rows": 100}, "num_rows"),
        ({"dataset": "customers", "processing_time": 5}, "processing_time"),
    ):
        answer = submit("csv_processing", **parameters)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [f"parameters.{field}"]
    answer = submit("image_processing", images=[upload], num_images=2)
    assert list(answer.json()["errors"]) == ["parameters.num_images"]
    answer = submit("csv_processing", upload=uploaded(b"%PDF-1.7\n"))
    assert answer.json()["errors"] == {
        "parameters.upload": ["This is a PDF document, not a table such as CSV, XLSX or JSON lines."]
    }


@pytest.mark.parametrize("task_type", TYPES)
def test_the_same_task_is_taken_by_the_door_for_jobs(api, task_type):
    job = api.post("/api/jobs/", {"kind": task_type, "params": {}}).json()
    task = api.get(f"/api/tasks/{job['id']}").json()
    assert (task["parameters"], task["name"]) == (job["params"], job["title"])
    assert task["name"]


def test_the_form_knows_what_parameters_name(api):
    schemas = {kind["name"]: kind["parameters"]["properties"] for kind in api.get("/api/kinds/").json()}
    assert schemas["csv_processing"]["upload"]["format"] == "upload"
    assert schemas["csv_processing"]["dataset"]["format"] == "dataset"
    assert schemas["image_processing"]["images"]["items"]["format"] == "upload"


def test_sent_twice_under_a_key_it_is_one_task(api):
    body, headers = {"task_type": "csv_processing"}, {"Idempotency-Key": "mine"}
    first = api.post("/api/tasks/submit", body, headers=headers)
    again = api.post("/api/tasks/submit", body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, first.headers["Location"]) == (again.content, again.headers["Location"])
    assert Job.objects.count() == 1
    assert api.post("/api/tasks/submit", {"task_type": "email_sending"}, headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("pending", "PENDING"),
        ("paused", "PENDING"),
        ("processing", "RUNNING"),
        ("completed", "SUCCESS"),
        ("failed", "FAILED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_words(api, workspace, status, word):
    job = task_in(workspace, Status(status))
    answer = api.get(f"/api/tasks/{job.pk}")
    assert answer.json()["status"] == word
    assert ("Retry-After" in answer.headers) == (word in ("PENDING", "RUNNING"))
    assert (answer.json()["completed_at"] is None) == (word in ("PENDING", "RUNNING"))


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [
        ("pending", 200, "CANCELLED"),
        ("paused", 200, "CANCELLED"),
        ("processing", 202, "RUNNING"),
        ("completed", 400, "SUCCESS"),
        ("failed", 400, "FAILED"),
        ("cancelled", 400, "CANCELLED"),
    ],
)
def test_cancelling(api, workspace, status, code, word):
    job = task_in(workspace, Status(status))
    answer = api.delete(f"/api/tasks/{job.pk}")
    assert answer.status_code == code
    task = api.get(f"/api/tasks/{job.pk}").json()
    assert task["status"] == word
    if code == 400:
        assert answer.json()["detail"] == f"A job that is {status} cannot be cancelled."
    else:
        assert answer.json()["status"] == word
        assert answer.json()["cancel_requested"] == (code == 202)
        assert ("Retry-After" in answer.headers) == (code == 202)


@pytest.mark.parametrize(
    ("status", "code"),
    [("pending", 400), ("paused", 400), ("processing", 400), ("completed", 400), ("failed", 202), ("cancelled", 202)],
)
def test_trying_again(api, workspace, status, code):
    job = task_in(workspace, Status(status))
    answer = api.post(f"/api/tasks/{job.pk}/retry")
    assert answer.status_code == code
    if code == 202:
        assert answer.json()["status"] == "PENDING"
        assert answer.json()["retry_count"] == (1 if status == "failed" else 0)  # the cancelled one never began
        assert answer.json()["error_message"] is None


def test_a_failed_task_says_why(api, workspace):
    task = api.get(f"/api/tasks/{task_in(workspace, Status.FAILED).pk}").json()
    assert task["error_message"] == factories.FAILURE["message"]


def test_the_log_is_what_the_task_wrote(done):
    task = done("email_sending", num_emails=2)
    assert [line["message"] for line in task["logs"]] == [
        "Sent mail 1 of 2 to person1@example.com.",
        "Sent mail 2 of 2 to person2@example.com.",
    ]
    assert {line["level"] for line in task["logs"]} == {"info"}


def test_who_knows_a_task_already_is_not_sent_it_again(api, workspace):
    address = f"/api/tasks/{task_in(workspace, Status.COMPLETED).pk}"
    etag = api.get(address).headers["ETag"]
    assert api.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_other_jobs_are_no_tasks(api, workspace):
    job = factories.pending(workspace)
    for method, path in (("get", ""), ("delete", ""), ("post", "/retry"), ("get", "/images/1")):
        assert getattr(api, method)(f"/api/tasks/{job.pk}{path}").status_code == 404
    assert api.get("/api/tasks/").json()["results"] == []


@pytest.mark.parametrize("pk", ["x", "1", str(uuid.uuid4()), "01936b2e-7c1f-7d3a-9b0e"])
def test_what_is_not_there(api, pk):
    for method, path in (("get", ""), ("delete", ""), ("post", "/retry"), ("get", "/images/1")):
        answer = getattr(api, method)(f"/api/tasks/{pk}{path}")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_who_may(workspace, user, client_for, submit, api):
    task = submit("csv_processing").json()["id"]
    reader, nobody = client_for(workspace, user, scopes=("read",)), APIClient()
    assert reader.get(f"/api/tasks/{task}").status_code == 200
    for client, code in ((reader, 403), (nobody, 401)):
        assert client.post("/api/tasks/submit", {"task_type": "csv_processing"}).status_code == code
        assert client.delete(f"/api/tasks/{task}").status_code == code
        assert client.post(f"/api/tasks/{task}/retry").status_code == code
    assert nobody.get("/api/tasks/").status_code == 401
    for method, path in (("get", "submit"), ("delete", ""), ("put", task), ("get", f"{task}/retry")):
        assert getattr(api, method)(f"/api/tasks/{path}").status_code == 405


def test_nothing_of_another_workspace(make_workspace, client_for, submit, uploaded, done):
    task = done("image_processing", num_images=1)
    stranger_workspace, stranger = make_workspace("other")
    client = client_for(stranger_workspace, stranger)
    for method, path in (("get", ""), ("delete", ""), ("post", "/retry"), ("get", "/images/1")):
        assert getattr(client, method)(f"/api/tasks/{task['id']}{path}").status_code == 404
    assert client.get("/api/tasks/").json()["results"] == []
    theirs = uploaded(photo())
    for task_type, parameters in (("csv_processing", {"upload": theirs}), ("image_processing", {"images": [theirs]})):
        answer = submit(task_type, client=client, **parameters)
        assert answer.status_code == 400
        assert next(iter(answer.json()["errors"].values())) == ["There is no such upload."]
    assert job_of(task).status == Status.COMPLETED
