"""What `/assignment` answers, word for word as its contract has it."""

import pytest
from rest_framework.test import APIClient

from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import FailureKind, Job
from docprocessor.lib.ids import new_id
from docprocessor.reports.events import MAX_EVENTS
from docprocessor.reports.models import Report
from docprocessor.reports.tests.conftest import BODY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("written_as", "more"), [("html", {}), ("pdf", {"status": "Processing started"})])
def test_asking_is_answered_at_once(api, written_as, more):
    answer = api.post(f"/assignment/{written_as}", BODY)
    task_id = answer.json()["task_id"]
    assert (answer.status_code, answer.json()) == (202, {"task_id": task_id, **more})
    assert answer.headers["Location"].endswith(f"/assignment/{written_as}/{task_id}")
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("body", [{"student_id": "7"}, {"student_id": "7", "namespace": None, "events": []}])
def test_a_student_is_all_that_is_needed(api, body):
    assert api.post("/assignment/html", body).status_code == 202


@pytest.mark.parametrize(
    ("changes", "path", "sentence"),
    [
        ({"student_id": None}, "student_id", "A report needs its student."),
        ({"student_id": 7}, "student_id", "This is a text."),
        ({"student_id": "  "}, "student_id", "This has 1 to 100 characters."),
        ({"student_id": "s" * 101}, "student_id", "This has 1 to 100 characters."),
        ({"student_id": "a\0b"}, "student_id", "This holds a character that cannot be printed."),
        ({"namespace": ["x"]}, "namespace", "This is a text."),
        ({"namespace": "n" * 201}, "namespace", "This has 1 to 200 characters."),
        ({"events": None}, "events", "This is a list of events."),
        ({"events": {"unit": 1}}, "events", "This is a list of events."),
        ({"events": [7]}, "events.0", "This is an object with the member unit."),
        ({"events": [{}]}, "events.0.unit", "Each event needs its unit."),
        ({"events": [{"unit": 1}, {"unit": 1.0}]}, "events.1.unit", "This is a whole number or a text."),
        ({"events": [{"unit": True}]}, "events.0.unit", "This is a whole number or a text."),
        ({"events": [{"unit": ""}]}, "events.0.unit", "This has 1 to 100 characters."),
        ({"events": [{"unit": 10**100}]}, "events.0.unit", "This has 1 to 100 characters."),
        ({"events": [{"unit": 1, "type": 2}]}, "events.0.type", "This is a text."),
        ({"events": [{"unit": 1, "when": "now"}]}, "events.0.when", "There is no such member."),
        (
            {"events": [{"unit": 1, "created_time": "yesterday"}]},
            "events.0.created_time",
            "This is a time such as 2024-07-21 03:04:55 or 2024-07-21T03:04:55Z.",
        ),
        (
            {"events": [{"unit": 1, "created_time": "2024-02-30 03:04:55"}]},
            "events.0.created_time",
            "There is no such time.",
        ),
        (
            {"events": [{"unit": 1}] * (MAX_EVENTS + 1)},
            "events",
            "These are 10,001 events; a report takes 10,000 at most.",
        ),
        ({"student": "7"}, "student", "There is no such member."),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
@pytest.mark.parametrize("written_as", ["html", "pdf"])
def test_bad_input_is_named(api, written_as, changes, path, sentence):
    answer = api.post(f"/assignment/{written_as}", BODY | changes)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json")
    assert answer.json() == {"error": "Invalid input", "details": {path: [sentence]}}
    assert not Job.objects.exists()


def test_all_faults_are_named_but_no_more_than_a_person_reads(api):
    answer = api.post("/assignment/html", {"events": [{"unit": 1, "created_time": "never"}] * 250}).json()
    details = answer["details"]
    assert details["student_id"] == ["A report needs its student."]
    assert details["events.98.created_time"]
    assert "events.99.created_time" not in details
    assert details["non_field_errors"] == ["There are 151 more faults; these are the first 100."]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("get", "/assignment/html", {}, 405),
        ("put", "/assignment/pdf", {}, 405),
        ("post", f"/assignment/html/{new_id()}", {}, 405),
        ("get", f"/assignment/html/{new_id()}", {}, 404),
        ("get", "/assignment/pdf/7", {}, 404),  # no UUID
        ("get", f"/assignment/pdf/{new_id()}/", {}, 404),
        ("post", "/assignment/docx", {}, 404),
        ("post", "/assignment/html", {"data": "{", "content_type": "application/json"}, 400),
        ("post", "/assignment/html", {"data": '{"student_id": "\\ud800"}', "content_type": "application/json"}, 400),
        ("post", "/assignment/html", {"data": "[]", "content_type": "application/json"}, 400),
        ("post", "/assignment/html", {"data": "a=1", "content_type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_every_refusal_has_the_same_shape(api, method, path, sent, status):
    answer = getattr(api, method)(path, **sent)
    assert answer.status_code == status
    assert answer.json().keys() <= {"error", "details"}
    assert answer.json()["error"]


def test_who_may_ask(api, client_for, workspace, user, ask):
    path = f"/assignment/html/{ask()}"
    nobody, reader = APIClient(), client_for(workspace, user, scopes=("read",))
    assert nobody.post("/assignment/html", BODY).status_code == nobody.get(path).status_code == 401
    assert reader.post("/assignment/html", BODY).status_code == 403
    assert reader.get(path).status_code == 202


@pytest.mark.parametrize("written_as", ["html", "pdf"])
def test_a_report_of_another_workspace_is_not_there(ask, make_workspace, client_for, written_as):
    stranger = client_for(*make_workspace("other"))
    assert stranger.get(f"/assignment/{written_as}/{ask(written_as)}").status_code == 404


def test_the_other_format_is_not_there(api, ask):
    assert api.get(f"/assignment/pdf/{ask('html')}").status_code == 404


def test_a_report_that_is_not_written_yet(api, ask):
    pk = ask()
    report = Report.objects.get(pk=pk)
    expected = {
        "status": "PENDING",
        "student_id": "s-1042",
        "created_at": report.created_at.isoformat().replace("+00:00", "Z"),
    }
    waiting = api.get(f"/assignment/html/{pk}")
    lifecycle.request_pause(report)
    paused = api.get(f"/assignment/html/{pk}")
    lifecycle.resume(report)
    lifecycle.claim("reports", worker="test")
    running = api.get(f"/assignment/html/{pk}")
    for answer in (waiting, paused, running):
        assert (answer.status_code, answer.json()) == (202, expected)
        assert answer.headers["Retry-After"] == "1"


def test_a_report_that_will_never_be(api, ask):
    cancelled, failed = ask(), ask()
    lifecycle.request_cancel(Report.objects.get(pk=cancelled))
    lease = lifecycle.claim("reports", worker="test")
    lifecycle.fail(lease, lifecycle.failure_of(FailureKind.INPUT, "too_large_report", "It is too large."))
    for pk, sentence in ((cancelled, "The report was cancelled."), (failed, "It is too large.")):
        answer = api.get(f"/assignment/html/{pk}")
        assert (answer.status_code, answer.json()) == (404, {"status": "FAILURE", "error": sentence})


def test_a_page_may_do_nothing_but_be_read(api, written):
    answer = api.get(f"/assignment/html/{written().pk}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.content.startswith(b"<!DOCTYPE html>")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-modals"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("student_id", "names"),
    [
        ("s-1042", "filename=\"feedback-s-1042.pdf\"; filename*=UTF-8''feedback-s-1042.pdf"),
        (
            "../../etc/passwd",
            "filename=\"feedback-.._.._etc_passwd.pdf\"; filename*=UTF-8''feedback-.._.._etc_passwd.pdf",
        ),
        ("Jörg 7", "filename=\"feedback-Jorg 7.pdf\"; filename*=UTF-8''feedback-J%C3%B6rg%207.pdf"),
        (
            'a"; filename=b.exe',
            "filename=\"feedback-a__ filename=b.exe.pdf\"; filename*=UTF-8''feedback-a__%20filename%3Db.exe.pdf",
        ),
    ],
)
def test_a_pdf_is_a_download_that_is_named_after_the_student(api, written, monkeypatch, student_id, names):
    monkeypatch.setattr("docprocessor.reports.writing.render", lambda html, look: Stand())
    answer = api.get(f"/assignment/pdf/{written('pdf', student_id=student_id).pk}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; {names}"
    assert answer.content == Stand.content


class Stand:
    """What a renderer would have returned."""

    content, pages, peak_mb = b"%PDF-", 1, 1


def test_a_document_that_is_gone(api, written, store):
    report = written()
    (store / report.file_key).unlink()
    answer = api.get(f"/assignment/html/{report.pk}")
    assert (answer.status_code, answer.json()["status"]) == (404, "FAILURE")


def test_asked_for_once_under_a_key(api):
    headers = {"Idempotency-Key": "one"}
    first, again = (api.post("/assignment/pdf", BODY, headers=headers) for _ in range(2))
    other = api.post("/assignment/pdf", BODY | {"student_id": "8"}, headers=headers)
    assert first.json() == again.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert (other.status_code, set(other.json())) == (422, {"error"})
    assert Job.objects.count() == 1


def test_the_result_says_what_was_written(written):
    job = Job.objects.get(pk=written().pk)
    assert job.status == "completed"
    assert job.title == "s-1042 · algebra-1"
    assert job.params == {"format": "html"}
    assert job.result == {"format": "html", "events": 3, "units": 2, "pages": None, "size": job.result["size"]}
    assert (job.progress_done, job.progress_total) == (3, 3)


def test_a_job_that_is_run_twice_leaves_one_document(written, store):
    report = written()
    lease = Job.objects.get(pk=report.pk)
    assert len(list((store / "reports").iterdir())) == 1
    assert worker.run_next("reports") is None
    assert lease.attempt == 1
