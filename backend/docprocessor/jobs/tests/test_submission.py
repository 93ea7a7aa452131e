"""Jobs of any kind from their parameters, and again with changes."""

import pytest

from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


def submit(api, **body):
    return api.post("/api/jobs/", {"kind": "note", "params": {"text": "a"}, **body})


def again(api, job, **body):
    return api.post(f"/api/jobs/{job['id'] if isinstance(job, dict) else job.pk}/again/", body)


def assert_refused(answer, status, *fields):
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, sorted(answer.json()["errors"])) == (status, sorted(fields)), answer.json()
    assert answer.json()["detail"]


class TestSubmit:
    def test_it_is_accepted_at_once(self, api, user, workspace):
        answer = submit(api, params={"text": "a", "until": "2030-01-31"})
        body = answer.json()
        assert answer.status_code == 202
        assert answer.headers["Location"] == body["links"]["self"] == f"http://testserver/api/jobs/{body['id']}/"
        assert answer.headers["Retry-After"] == "1"
        shown = {name: body[name] for name in ("kind", "title", "status", "queue", "priority", "params", "rerun_of")}
        assert shown == {
            "kind": "note", "title": "Note", "status": "pending", "queue": "default", "priority": 50, "rerun_of": None,
            "params": {"text": "a", "times": 1, "until": "2030-01-31"},
        }  # fmt: skip
        job = Job.objects.get()
        assert (job.workspace, job.created_by) == (workspace, user)

    def test_a_worker_is_told(self, api, monkeypatch, django_capture_on_commit_callbacks):
        told = []
        monkeypatch.setattr(queue, "hint", lambda name: told.append(name) or True)
        with django_capture_on_commit_callbacks(execute=True):
            submit(api)
        assert told == ["default"]

    def test_without_parameters_it_needs_none(self, api):
        assert_refused(api.post("/api/jobs/", {"kind": "note"}), 400, "params.text")

    @pytest.mark.parametrize(
        ("params", "fields"),
        [
            ({}, ["params.text"]),
            ({"text": "", "times": 0}, ["params.text", "params.times"]),
            ({"text": "a", "until": "soon"}, ["params.until"]),
            ({"text": "often"}, ["params.non_field_errors"]),
            ({"text": "a", "tmies": 2}, ["params.tmies"]),  # a slip that would be passed over
            ({"text": "a\x00"}, ["params.text"]),
            ({"text": "a", "about": {"of": ["a\x00"]}}, ["params"]),  # PostgreSQL keeps no NUL in JSON
            ([], ["params"]),
            ("text", ["params"]),
            (None, ["params"]),
        ],
    )
    def test_parameters_that_make_no_sense(self, api, params, fields):
        assert_refused(submit(api, params=params), 400, *fields)
        assert not Job.objects.exists()

    def test_half_a_character(self, api):
        body = '{"kind": "note", "params": {"text": "a", "about": "\\ud800"}}'
        assert_refused(api.post("/api/jobs/", body, content_type="application/json"), 400, "params")

    @pytest.mark.parametrize("kind", ["nothing", "", "Note", None, ["note"], {"note": 1}])
    def test_what_is_no_kind(self, api, kind):
        assert_refused(submit(api, kind=kind), 400, "kind")

    def test_an_unknown_kind_is_told_the_known_ones(self, api):
        assert "csv_import" in submit(api, kind="nothing").json()["detail"]

    def test_what_parameters_alone_do_not_make(self, api):
        answer = submit(api, kind="csv_import")
        assert_refused(answer, 400, "kind")
        assert answer.json()["detail"] == "kind: An import begins with its file: POST /api/imports/."

    @pytest.mark.parametrize(
        ("said", "number"),
        [("HIGH", 10), ("NORMAL", 50), ("LOW", 90), (0, 0), (100, 100), ("7", 7)],
    )
    def test_a_priority_by_name_or_number(self, api, said, number):
        assert submit(api, priority=said).json()["priority"] == number

    @pytest.mark.parametrize("said", ["high", "URGENT", -1, 101, 1.5, True, None, [], "9" * 5_000])
    def test_what_is_no_priority(self, api, said):
        assert_refused(submit(api, priority=said), 400, "priority")

    def test_what_is_more_urgent_goes_first(self, api):
        order = [submit(api, priority=priority).json()["id"] for priority in ("LOW", 50, "HIGH")]
        claimed = [str(lifecycle.claim("default", worker="test").job_id) for _ in order]
        assert claimed == order[::-1]

    def test_not_before_its_time(self, api):
        later = submit(api, run_after="2100-01-01T00:00:00+01:00").json()["id"]
        assert lifecycle.claim("default", worker="test") is None
        assert Job.objects.get(pk=later).run_after.isoformat() == "2099-12-31T23:00:00+00:00"

    @pytest.mark.parametrize("said", ["tomorrow", 17, "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00"])
    def test_what_is_no_time(self, api, said):
        assert_refused(submit(api, run_after=said), 400, "run_after")


class TestAgain:
    @pytest.mark.parametrize("status", list(Status))
    def test_from_a_job_in_any_state(self, api, workspace, status):
        source = factories.in_status(workspace, status)
        Job.objects.filter(pk=source.pk).update(kind="note", title="A note", params={"text": "a", "times": 3})
        answer = again(api, source)
        body = answer.json()
        assert answer.status_code == 202
        assert answer.headers["Location"] == body["links"]["self"]
        assert (body["status"], body["title"], body["rerun_of"]) == ("pending", "A note", str(source.pk))
        assert body["params"] == {"text": "a", "times": 3}
        source.refresh_from_db()
        assert (source.status, source.rerun_of) == (status, None)

    def test_with_changes(self, api):
        first = submit(api, params={"text": "a", "times": 3, "until": "2030-01-31"}, priority=20).json()
        second = again(api, first, params={"text": "b", "until": None}).json()
        assert second["params"] == {"text": "b", "times": 3}
        assert (second["priority"], second["rerun_of"]) == (20, first["id"])
        third = again(api, second, params={"times": None}, priority="LOW").json()
        assert third["params"] == {"text": "b", "times": 1}
        assert (third["priority"], third["rerun_of"]) == (90, second["id"])
        assert third["id"] != second["id"] != first["id"]

    def test_what_was_null_stays_so(self, api):
        first = submit(api, params={"text": "a", "about": None}).json()
        assert again(api, first).json()["params"] == first["params"] == {"text": "a", "times": 1, "about": None}

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({"params": {"text": None}}, ["params.text"]),
            ({"params": {"times": 0}}, ["params.times"]),
            ({"params": {"other": 1}}, ["params.other"]),
            ({"params": []}, ["params"]),
            ({"priority": "URGENT"}, ["priority"]),
        ],
    )
    def test_changes_that_make_no_sense(self, api, body, fields):
        first = submit(api).json()
        assert_refused(again(api, first, **body), 400, *fields)
        assert Job.objects.count() == 1

    def test_a_parameter_that_the_kind_had_once_can_be_taken_away(self, api, workspace):
        source = factories.pending(workspace, kind="note", params={"text": "a", "colour": "red"})
        assert_refused(again(api, source), 400, "params.colour")
        assert again(api, source, params={"colour": None}).status_code == 202

    def test_of_a_kind_that_is_gone(self, api, workspace):
        answer = again(api, factories.pending(workspace, kind="gone"))
        assert (answer.status_code, answer.json()["code"]) == (409, "unknown_kind")

    def test_of_another_workspace(self, api, make_workspace):
        assert again(api, factories.pending(make_workspace("other")[0], kind="note")).status_code == 404


def test_a_key_that_only_reads_may_not(api, workspace, user, client_for):
    reader = client_for(workspace, user, scopes=("read",))
    assert submit(reader).status_code == 403
    assert again(reader, submit(api).json()).status_code == 403
