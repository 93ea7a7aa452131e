"""Every move between two statuses: the allowed ones move, all others are refused and change nothing."""

import ast
from itertools import product
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import docprocessor
from docprocessor.jobs import lifecycle
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.lifecycle import MOVES, Lease, LeaseLost
from docprocessor.jobs.models import TERMINAL, Event, Job, Outcome, Status
from docprocessor.jobs.tests import factories
from docprocessor.lib.problems import AppError

pytestmark = pytest.mark.django_db
PAIRS = list(product(Status, Status))


@pytest.mark.parametrize(("source", "to"), PAIRS)
def test_every_pair_of_statuses(workspace, source, to):
    job = factories.in_status(workspace, source)
    changes = {} if to in TERMINAL else {"finished_at": None}
    if to == Status.FAILED:
        changes["failure"] = factories.FAILURE
    if to == Status.PROCESSING:
        changes["lease_until"] = job.created_at
    if to in MOVES[source]:
        assert lifecycle._move(job.pk, (source,), to, outcome=Outcome.HANDED_BACK, **changes)
        job.refresh_from_db()
        assert job.status == to
    else:
        with pytest.raises(ValueError, match="cannot move"):
            lifecycle._move(job.pk, (source,), to, **changes)
        job.refresh_from_db()
        assert job.status == source


def test_the_drawing_names_every_status():
    assert all(status in (Job.__doc__ or "") for status in Status)


def test_only_the_lifecycle_writes_a_status():
    """No other module of the product passes `status=` to an update or assigns it."""
    package = Path(docprocessor.__file__).parent
    for file in package.rglob("*.py"):
        if "tests" in file.parts or "migrations" in file.parts or file.name == "lifecycle.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
                assert "status" not in {keyword.arg for keyword in node.keywords}, file
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    is_status = isinstance(target, ast.Attribute) and target.attr == "status"
                    # Besides a job, an error has a status, which it sets itself: of HTTP.
                    of_http = file.name == "problems.py" or file.parent.name == "cli"
                    assert not is_status or of_http, file


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (lambda lease: lifecycle.complete(lease, None), Status.COMPLETED),
        (lambda lease: lifecycle.fail(lease, factories.FAILURE), Status.FAILED),
        (lifecycle.cancelled, Status.CANCELLED),
        (lifecycle.paused, Status.PAUSED),
        (lifecycle.hand_back, Status.PENDING),
        (lambda lease: lifecycle.try_again(lease, factories.FAILURE, tries=1), Status.PENDING),
    ],
)
def test_a_worker_ends_a_job_only_while_it_holds_it(workspace, end, status):
    job, lease = factories.processing(workspace)
    with pytest.raises(LeaseLost):
        end(Lease(job.pk, lease.token - 1))
    job.refresh_from_db()
    assert job.status == Status.PROCESSING
    end(lease)
    job.refresh_from_db()
    assert job.status == status
    assert job.lease_until is None
    assert (job.finished_at is not None) == (status in TERMINAL)
    with pytest.raises(LeaseLost):
        end(lease)


def test_handing_back_counts_neither_as_an_attempt_nor_as_a_crash(workspace):
    job, lease = factories.processing(workspace)
    assert job.attempt == 1
    lifecycle.hand_back(lease)
    job.refresh_from_db()
    assert (job.attempt, job.crashes) == (0, 0)


def test_a_failure_that_may_pass_waits_longer_each_time_but_not_for_ever(workspace):
    for tries, ceiling in [(1, 2), (3, 8), (50, lifecycle.BACKOFF_CAP_SECONDS)]:
        job, lease = factories.processing(workspace)
        lifecycle.try_again(lease, factories.FAILURE, tries=tries)
        job.refresh_from_db()
        wait = (job.run_after - job.updated_at).total_seconds()
        assert -1 < wait <= ceiling
        assert job.failure == factories.FAILURE


def test_cancelling_a_waiting_job_ends_it_at_once(workspace):
    job = factories.pending(workspace)
    lifecycle.request_cancel(job)
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


def test_cancelling_a_running_job_asks_its_worker(workspace):
    job, _ = factories.processing(workspace)
    lifecycle.request_cancel(job)
    job.refresh_from_db()
    assert job.status == Status.PROCESSING
    assert job.cancel_requested_at is not None


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_what_has_ended_cannot_be_cancelled(workspace, status):
    job = factories.in_status(workspace, status)
    with pytest.raises(AppError) as refusal:
        lifecycle.request_cancel(job)
    assert (refusal.value.status, refusal.value.code) == (409, "wrong_state")


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_a_retry_starts_afresh_from_the_checkpoint(workspace, status):
    job = factories.in_status(workspace, status)
    Job.objects.filter(pk=job.pk).update(checkpoint={"row": 7}, crashes=2)
    lifecycle.retry(job)
    job.refresh_from_db()
    assert job.status == Status.PENDING
    assert (job.checkpoint, job.crashes, job.failure, job.finished_at) == ({"row": 7}, 0, None, None)


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.PAUSED, Status.COMPLETED])
def test_only_what_failed_or_was_cancelled_can_be_tried_again(workspace, status):
    job = factories.in_status(workspace, status)
    with pytest.raises(AppError, match=f"A job that is {status} cannot be tried again"):
        lifecycle.retry(job)


class TestPausing:
    def test_a_waiting_job_is_laid_aside_at_once_and_goes_on_when_asked(self, workspace):
        job = factories.pending(workspace)
        lifecycle.request_pause(job)
        assert now(job).status == Status.PAUSED
        assert lifecycle.claim("imports", worker="test") is None
        lifecycle.resume(job)
        assert now(job).status == Status.PENDING
        assert lifecycle.claim("imports", worker="test") is not None

    def test_a_running_job_is_asked_and_keeps_its_attempts(self, workspace):
        job, lease = factories.processing(workspace)
        lifecycle.request_pause(job)
        assert (now(job).status, now(job).pause_requested_at is None) == (Status.PROCESSING, False)
        lifecycle.paused(lease)
        assert (now(job).status, now(job).attempt, now(job).pause_requested_at) == (Status.PAUSED, 0, None)

    def test_a_pause_that_is_not_heeded_yet_can_be_taken_back(self, workspace):
        job, _ = factories.processing(workspace)
        lifecycle.request_pause(job)
        lifecycle.resume(job)
        assert (now(job).status, now(job).pause_requested_at) == (Status.PROCESSING, None)
        with pytest.raises(AppError, match="A job that is processing cannot go on"):
            lifecycle.resume(job)

    @pytest.mark.parametrize("status", [Status.PAUSED, *sorted(TERMINAL)])
    def test_what_rests_cannot_be_paused(self, workspace, status):
        with pytest.raises(AppError, match=f"A job that is {status} cannot be paused"):
            lifecycle.request_pause(factories.in_status(workspace, status))


@pytest.mark.parametrize(
    ("request_stop", "status"), [(lifecycle.request_cancel, "cancelled"), (lifecycle.request_pause, "paused")]
)
class TestWhoWasAskedToStop:
    """A job that was asked to stop never goes back to the line, however its worker leaves it."""

    def test_and_is_handed_back(self, workspace, request_stop, status):
        job, lease = factories.processing(workspace)
        request_stop(job)
        lifecycle.hand_back(lease)
        assert now(job).status == status

    def test_and_fails_for_now(self, workspace, request_stop, status):
        job, lease = factories.processing(workspace)
        request_stop(job)
        lifecycle.try_again(lease, factories.FAILURE, tries=1)
        assert now(job).status == status

    def test_and_crashes(self, workspace, request_stop, status):
        job, _ = factories.processing(workspace)
        request_stop(job)
        assert factories.crash(job) == status

    def test_and_does_not_heed_it(self, workspace, request_stop, status, settings):
        job, lease = factories.processing(workspace)
        settings.JOB_CANCEL_SECONDS = 60
        request_stop(job)
        assert not lifecycle.stop_unheeding(job)
        settings.JOB_CANCEL_SECONDS = -1  # as if it had been a while ago
        assert lifecycle.stop_unheeding(job)
        assert now(job).status == status
        with pytest.raises(LeaseLost):
            lifecycle.complete(lease, None)


class TestCrashes:
    def test_only_those_at_the_same_place_add_up(self, workspace, settings):
        settings.JOB_MAX_CRASHES = 2
        job, lease = factories.processing(workspace)
        for crashes in (1, 1):  # the second came further
            JobContext(lease).advance(done=10)
            assert factories.crash(job) == Status.PENDING
            assert now(job).crashes == crashes
            lease = lifecycle.claim("imports", worker="next")
        assert factories.crash(job) == Status.FAILED
        assert now(job).crashes == 2

    def test_the_last_known_step_is_told(self, workspace, settings):
        settings.JOB_MAX_CRASHES = 1
        job, lease = factories.processing(workspace)
        JobContext(lease).advance(stage="loading", done=150_000, total=500_000)
        factories.crash(job)
        failure = now(job).failure
        assert (failure["kind"], failure["code"]) == ("crashed", "quarantined")
        assert "last while loading after 150,000 of 500,000" in failure["message"]


def test_each_attempt_is_kept(workspace):
    job, lease = factories.processing(workspace)
    JobContext(lease).advance(stage="loading", done=5, total=9)
    lifecycle.try_again(lease, factories.FAILURE, tries=1)
    Job.objects.update(run_after=None)
    lifecycle.complete(lifecycle.claim("imports", worker="next"), None)
    first, second = job.attempts.order_by("token")
    assert (first.number, first.outcome, first.failure, first.stage) == (1, "will_retry", factories.FAILURE, "loading")
    assert (first.done_before, first.done, second.done_before) == (0, 5, 5)
    assert (second.number, second.worker, second.outcome, second.failure) == (2, "next", "completed", None)
    assert first.started_at <= first.ended_at <= second.started_at <= second.ended_at


def test_each_change_of_status_is_an_event_in_their_order(workspace):
    job, lease = factories.processing(workspace)
    ctx = JobContext(lease)
    ctx.advance(stage="loading", total=9)
    ctx.advance(done=1)  # too soon after the last to be told
    ctx.log("A line of the log.")
    lifecycle.request_cancel(job)
    lifecycle.cancelled(lease)
    told = list(Event.objects.filter(job=job).order_by("number"))
    assert [(event.type, event.data["status"]) for event in told] == [
        ("status", "pending"), ("status", "processing"), ("progress", "processing"), ("log", "processing"),
        ("log", "processing"), ("status", "cancelled"),
    ]  # fmt: skip
    assert [event.data.get("message") for event in told[3:5]] == ["A line of the log.", "Asked to cancel."]
    assert told[-1].number == now(job).version
    assert told[-1].data["done"] == 1


@pytest.mark.parametrize("undo", ["pending", "processing", "completed"])
def test_what_has_been_undone_does_not_go_on(workspace, undo):
    job = factories.in_status(workspace, Status.CANCELLED)
    Job.objects.filter(pk=job.pk).update(undone_by=factories.in_status(workspace, Status(undo)))
    with pytest.raises(AppError, match="has been undone"):
        lifecycle.retry(job)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "processing", "lease_until": None},  # nobody would ever take it back
        {"status": "failed"},  # without a reason
        {"status": "completed", "finished_at": None},
    ],
)
def test_the_table_itself_refuses_a_job_that_cannot_be(workspace, wrong):
    job = factories.pending(workspace)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)
