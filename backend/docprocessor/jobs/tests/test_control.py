"""What a job's owner can ask of it, one at a time and many at once; and why a job waits."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle
from docprocessor.jobs.kinds import Pace
from docprocessor.jobs.models import FailureKind, Job, Status, Worker
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.probe import Probe

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    """A worker that says it is there, for every queue."""
    Worker.objects.create(name="w", queues=["imports", "default"], pool="prefork", concurrency=2, host="h", pid=1)


def quarantined(workspace, settings) -> Job:
    settings.JOB_MAX_CRASHES = 1
    job, _ = factories.processing(workspace)
    assert factories.crash(job) == Status.FAILED
    return job


@pytest.mark.parametrize(
    ("verb", "source", "status", "then"),
    [
        ("pause", Status.PENDING, 202, "paused"),
        ("pause", Status.PROCESSING, 202, "processing"),
        ("pause", Status.COMPLETED, 409, "completed"),
        ("resume", Status.PAUSED, 202, "pending"),
        ("resume", Status.PENDING, 409, "pending"),
        ("cancel", Status.PAUSED, 202, "cancelled"),
        ("retry", Status.CANCELLED, 202, "pending"),
        ("retry", Status.PAUSED, 409, "paused"),
    ],
)
def test_control(api, workspace, verb, source, status, then):
    job = factories.in_status(workspace, source)
    answer = api.post(f"/api/jobs/{job.pk}/{verb}/")
    assert answer.status_code == status
    body = api.get(f"/api/jobs/{job.pk}/").json()
    assert body["status"] == then
    assert body["pause_requested"] == (verb == "pause" and source == Status.PROCESSING)


def test_attempts(api, workspace):
    job, lease = factories.processing(workspace)
    lifecycle.try_again(lease, factories.FAILURE, tries=1)
    listed = api.get(f"/api/jobs/{job.pk}/attempts/").json()["results"]
    assert [(each["number"], each["outcome"], each["failure"]["code"]) for each in listed] == [
        (1, "will_retry", "no_records")
    ]


class TestManyAtOnce:
    def test_a_dry_run_says_how_many_and_touches_none(self, api, workspace, settings):
        quarantined(workspace, settings)
        factories.in_status(workspace, Status.FAILED)
        factories.in_status(workspace, Status.COMPLETED)
        ask = {"action": "retry", "filter": "status=failed", "dry_run": True}
        assert api.post("/api/jobs/bulk/", ask).json() == {"count": 2, "done": 0, "passed_over": 0, "left": 2}
        assert Job.objects.filter(status=Status.FAILED).count() == 2
        aside = {**ask, "filter": "quarantined=true", "dry_run": False, "expected": 1}
        assert api.post("/api/jobs/bulk/", aside).json() == {"count": 1, "done": 1, "passed_over": 0, "left": 0}
        assert Job.objects.filter(failure__kind=FailureKind.CRASHED).count() == 0

    def test_another_number_than_was_expected_touches_none(self, api, workspace):
        factories.in_status(workspace, Status.FAILED)
        answer = api.post("/api/jobs/bulk/", {"action": "retry", "filter": "", "expected": 7})
        assert (answer.status_code, answer.json()["code"], answer.json()["count"]) == (409, "count_changed", 1)

    def test_by_name_and_in_its_own_workspace_only(self, api, workspace, make_workspace):
        other, _ = make_workspace("other")
        mine, foreign, untouched = factories.pending(workspace), factories.pending(other), factories.pending(workspace)
        answer = api.post("/api/jobs/bulk/", {"action": "cancel", "ids": [str(mine.pk), str(foreign.pk)]})
        assert answer.json()["done"] == 1
        assert {job.pk: job.status for job in Job.objects.all()} == {
            mine.pk: "cancelled", foreign.pk: "pending", untouched.pk: "pending"
        }  # fmt: skip

    def test_what_has_been_undone_is_not_retried(self, api, workspace):
        job = factories.in_status(workspace, Status.CANCELLED)
        Job.objects.filter(pk=job.pk).update(undone_by=factories.in_status(workspace, Status.COMPLETED))
        assert api.post("/api/jobs/bulk/", {"action": "retry", "filter": ""}).json()["count"] == 0

    @pytest.mark.parametrize(
        "wrong",
        [
            {"action": "retry"},
            {"action": "retry", "ids": [], "filter": ""},
            {"action": "undo", "filter": ""},
            {"action": "retry", "filter": "status=nonsense"},
        ],
    )
    def test_what_is_not_understood_is_refused(self, api, wrong):
        assert api.post("/api/jobs/bulk/", wrong).status_code == 400


class TestWhyItWaits:
    def waiting_on(self, api, job):
        told = api.get(f"/api/jobs/{job.pk}/").json()["waiting_on"]
        return told and {name: value for name, value in told.items() if value is not None}

    def test_for_its_turn_with_an_estimate_once_there_is_something_to_go_by(self, api, workspace, alive):
        first, second = factories.pending(workspace), factories.pending(workspace)
        assert self.waiting_on(api, second) == {"cause": "turn", "position": 2}
        for _ in range(3):
            done = factories.in_status(workspace, Status.COMPLETED)
            Job.objects.filter(pk=done.pk).update(started_at=Now() - timedelta(seconds=10), finished_at=Now())
        # Two run at once and each takes ten seconds: the second in the line begins after ten.
        assert self.waiting_on(api, second) == {"cause": "turn", "position": 2, "seconds": 10}
        lifecycle.claim("imports", worker="w")
        assert self.waiting_on(api, first) is None

    def test_for_a_worker(self, api, workspace):
        assert self.waiting_on(api, factories.pending(workspace)) == {"cause": "no_worker", "position": 1}

    def test_for_a_retry(self, api, workspace, alive):
        job, lease = factories.processing(workspace)
        lifecycle.try_again(lease, factories.FAILURE, tries=30)
        told = self.waiting_on(api, job)
        assert (told["cause"], "until" in told) == ("retry", True)

    @pytest.mark.parametrize(
        ("setting", "cause"), [("JOB_LIMITS", "limit"), ("JOB_WORKSPACE_LIMITS", "workspace_limit")]
    )
    def test_for_a_limit(self, api, workspace, alive, settings, setting, cause):
        setattr(settings, setting, {"csv_import": 1})
        factories.processing(workspace, kind="csv_import")
        waiting = factories.pending(workspace, kind="csv_import")
        assert self.waiting_on(api, waiting) == {"cause": cause, "position": 1, "limit": 1, "running": 1}

    def test_for_a_gate(self, api, workspace, alive, probe, monkeypatch):
        monkeypatch.setattr(Probe, "pace", Pace("ids", 60.0))
        for _ in range(2):
            waiting = factories.pending(workspace, kind="probe", queue="default")
        assert lifecycle.claim("default", worker="w") is not None
        assert lifecycle.claim("default", worker="w") is None
        told = self.waiting_on(api, waiting)
        assert (told["cause"], told["gate"], told["position"], "until" in told) == ("gate", "ids", 1, True)
