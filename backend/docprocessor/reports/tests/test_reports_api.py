"""Reports as the page lists them."""

import pytest

from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job
from docprocessor.reports.models import Report

pytestmark = pytest.mark.django_db


def test_a_report(api, written):
    report = written()
    answer = api.get(f"/api/reports/{report.pk}/")
    assert answer.status_code == 200
    assert "Retry-After" not in answer.headers
    found = answer.json()
    assert found == {
        "id": str(report.pk),
        "format": "html",
        "student_id": "s-1042",
        "namespace": "algebra-1",
        "events": 3,
        "status": "completed",
        "failure": None,
        "size": report.size,
        "pages": None,
        "kept": True,
        "created_at": found["created_at"],
        "finished_at": found["finished_at"],
        "links": {
            "self": f"http://testserver/api/reports/{report.pk}/",
            "job": f"http://testserver/api/jobs/{report.pk}/",
            "document": f"http://testserver/assignment/html/{report.pk}",
        },
    }
    assert api.get(found["links"]["document"]).status_code == 200
    assert len(api.get(found["links"]["document"]).content) == report.size


def test_a_report_that_waits_says_when_to_ask_again(api, ask):
    answer = api.get(f"/api/reports/{ask()}/")
    assert (answer.json()["status"], answer.headers["Retry-After"]) == ("pending", "1")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["c", "b", "a"]),
        ("?format=pdf", ["b"]),
        ("?status=cancelled", ["c"]),
        ("?status=cancelled&status=pending", ["c", "b", "a"]),
        ("?search=B", ["b"]),
        ("?search=history", ["c", "a"]),
        ("?search=%25", []),
        ("?limit=1", ["c"]),
    ],
)
def test_the_list(api, ask, query, expected):
    ask(student_id="a", namespace="History")
    ask("pdf", student_id="b")
    lifecycle.request_cancel(Report.objects.get(pk=ask(student_id="c", namespace="history 2")))
    answer = api.get(f"/api/reports/{query}")
    assert [each["student_id"] for each in answer.json()["results"]] == expected


@pytest.mark.parametrize("query", ["format=docx", "status=done", "cursor=x"])
def test_what_the_list_does_not_know_is_refused(api, query):
    assert api.get(f"/api/reports/?{query}").status_code == 400


def test_the_list_does_not_read_events(api, ask, django_assert_max_num_queries):
    ask()
    with django_assert_max_num_queries(20) as asked:
        api.get("/api/reports/")
    assert not [query["sql"] for query in asked.captured_queries if "packed_events" in query["sql"]]


def test_the_same_events_in_the_other_format(api, written):
    first = written()
    answer = api.post(f"/api/reports/{first.pk}/again/", {"format": "pdf"})
    assert answer.status_code == 202
    assert answer.json()["format"] == "pdf"
    assert answer.headers["Location"] == answer.json()["links"]["self"]
    worker.run_next("reports")
    again = Report.objects.get(pk=answer.json()["id"])
    assert (again.status, again.pages, again.student_id, again.events_count) == ("completed", 1, "s-1042", 3)
    assert again.rerun_of_id == first.pk
    assert again.params == {"format": "pdf"}
    assert bytes(again.packed_events) == bytes(first.packed_events)


@pytest.mark.parametrize("body", [{}, {"format": "docx"}, {"format": "pdf", "events": []}, {"format": None}, []])
def test_again_in_what_format_must_be_said(api, written, body):
    assert api.post(f"/api/reports/{written().pk}/again/", body).status_code == 400


def test_a_report_begins_with_its_events(api):
    answer = api.post("/api/jobs/", {"kind": "feedback_report", "params": {"format": "pdf"}})
    assert answer.status_code == 400
    assert "POST /assignment/html" in answer.json()["detail"]


def test_a_cancelled_report_is_written_when_it_is_retried(api, ask):
    pk = ask()
    lifecycle.request_cancel(Report.objects.get(pk=pk))
    assert api.post(f"/api/jobs/{pk}/retry/").status_code == 202
    worker.run_next("reports")
    assert api.get(f"/assignment/html/{pk}").status_code == 200


def test_a_worker_that_lost_the_job_leaves_no_document(ask, store, monkeypatch):
    pk = ask()
    advance = worker.JobContext.advance

    def late(self, **changes):
        if changes.get("done", 0) > 0:
            Job.objects.filter(pk=pk).update(lease_token=99)
        advance(self, **changes)

    monkeypatch.setattr(worker.JobContext, "advance", late)
    assert worker.run_next("reports")["ended"] == "lease_lost"
    assert Report.objects.get(pk=pk).file_key == ""
    assert list((store / "reports").iterdir()) == []
