"""What the API says of undoing an import, and what it takes."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import Job

pytestmark = pytest.mark.django_db

HEADER = "id,name,email,amount,joined\n"


@pytest.fixture
def first(import_file, customers):
    """An import of three rows, of which a later one has changed two."""
    job = import_file(HEADER + "1,a,,,\n2,b,,,\n3,c,,,\n", dataset="customers", name="first.csv")
    import_file(HEADER + "2,B,,,\n3,C,,,\n", dataset="customers", mode="upsert", name="second.csv")
    return job


def address(job, tail=""):
    return f"/api/imports/{job.pk}/undo/{tail}"


def test_from_asking_to_the_end(api, first, run_jobs):
    assert api.get(address(first)).json() == {"can_undo": True, "reason": None, "job": None}
    before = api.get(f"/api/imports/{first.pk}/")
    assert before.json()["links"]["undo"].endswith(address(first))

    taken = api.post(address(first))
    job = taken.json()
    assert (taken.status_code, job["kind"], job["title"]) == (202, "undo", "Undo of first.csv")
    assert job["params"] == {"import": str(first.pk)}
    assert taken.headers["Location"].endswith(f"/api/jobs/{job['id']}/")
    assert taken.headers["Retry-After"] == "1"
    state = api.get(address(first)).json()
    assert (state["can_undo"], state["reason"]) == (False, "This import is being undone already.")
    assert state["job"] == job
    meanwhile = api.get(f"/api/imports/{first.pk}/")
    assert (meanwhile.json()["undo_job"], meanwhile.json()["undone_at"]) == (job["id"], None)
    assert meanwhile.headers["ETag"] != before.headers["ETag"]

    run_jobs()
    job = api.get(taken.headers["Location"]).json()
    assert (job["status"], job["result"]) == ("completed", {"removed": 1, "restored": 0, "kept": 2})
    assert job["progress"] == {"done": 1, "failed": 0, "total": 1}
    imported = api.get(f"/api/imports/{first.pk}/").json()
    assert (imported["status"], imported["undone_at"]) == ("completed", job["finished_at"])
    refusal = api.post(address(first))
    assert (refusal.status_code, refusal.json()["code"]) == (409, "already_undone")
    assert api.get(address(first)).json()["reason"] == refusal.json()["detail"]
    assert api.post(f"/api/imports/{first.pk}/retry/").status_code == 409


def test_the_rows_that_were_kept(api, first, run_jobs):
    assert api.get(address(first, "kept/")).json()["results"] == []
    second = ImportJob.objects.get(title="second.csv")
    api.post(address(first))
    run_jobs()
    page = api.get(address(first, "kept/?limit=1")).json()
    assert page["results"] == [
        {
            "row": 2,
            "key": {"id": "2"},
            "changed_by": str(second.pk),
            "reason": "changed_since",
            "message": "second.csv has changed this row since.",
        }
    ]
    rest = api.get(page["next"]).json()
    assert [row["row"] for row in rest["results"]] == [3]
    assert rest["next"] is None


def test_an_undo_of_an_undo(api, first, run_jobs):
    undo = Job(pk=api.post(address(first)).json()["id"])
    run_jobs()
    sentence = "An undo cannot be undone; import the file again."
    answer = api.post(address(undo))
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (409, "not_undoable", sentence)
    assert api.get(address(undo)).json() == {"can_undo": False, "reason": sentence, "job": None}


@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("post", ""), ("get", "kept/")])
def test_nothing_there(api, client_for, make_workspace, first, method, tail):
    assert getattr(api, method)(address(Job(pk=uuid4()), tail)).status_code == 404
    stranger = client_for(*make_workspace("other"))
    assert getattr(stranger, method)(address(first, tail)).status_code == 404


def test_who_may_only_read(client_for, workspace, user, first):
    reader = client_for(workspace, user, scopes=["read"])
    assert reader.post(address(first)).status_code == 403
    assert reader.get(address(first)).status_code == 200


def test_as_any_kind_of_job(api, first, run_jobs, client_for, make_workspace):
    body = {"kind": "undo", "params": {"import": str(first.pk)}}
    stranger = client_for(*make_workspace("other"))
    refusal = stranger.post("/api/jobs/", body)
    assert (refusal.status_code, list(refusal.json()["errors"])) == (400, ["params.import"])
    assert api.post("/api/jobs/", {"kind": "undo", "params": {"import": "x"}}).status_code == 400
    taken = api.post("/api/jobs/", body)
    assert (taken.status_code, taken.json()["title"]) == (202, "Undo of first.csv")
    refusal = api.post("/api/jobs/", body)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "being_undone")
    api.post(f"/api/jobs/{taken.json()['id']}/cancel/")
    again = api.post(f"/api/jobs/{taken.json()['id']}/again/")
    assert (again.status_code, again.json()["rerun_of"]) == (202, taken.json()["id"])
    run_jobs()
    assert ImportJob.objects.get(pk=first.pk).undone_by_id == Job.objects.get(status="completed", kind="undo").pk


def test_the_same_request_twice_is_one_undo(api, first):
    answers = [api.post(address(first), HTTP_IDEMPOTENCY_KEY="mine") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert Job.objects.filter(kind="undo").count() == 1


def test_two_who_ask_at_the_same_moment(committed, api, first):
    answers, start = [], threading.Barrier(8)

    def ask():
        try:
            start.wait(30)
            answers.append(api.post(address(first)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [202, *[409] * 7]
    assert ImportJob.objects.get(pk=first.pk).undone_by_id == Job.objects.get(kind="undo").pk
