"""Every move between two statuses: the allowed ones move, all others are refused and change nothing."""

import ast
from itertools import product
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

import docprocessor
from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import MOVES, Lease, LeaseLost
from docprocessor.jobs.models import TERMINAL, Job, Status
from docprocessor.jobs.tests import factories
from docprocessor.lib.problems import AppError

pytestmark = pytest.mark.django_db
PAIRS = list(product(Status, Status))


@pytest.mark.parametrize(("source", "to"), PAIRS)
def test_every_pair_of_statuses(workspace, source, to):
    job = factories.in_status(workspace, source)
    changes = {"finished_at": job.created_at} if to in TERMINAL else {"finished_at": None}
    if to == Status.FAILED:
        changes["failure"] = factories.FAILURE
    if to == Status.PROCESSING:
        changes["lease_until"] = job.created_at
    if to in MOVES[source]:
        assert lifecycle._move(Q(pk=job.pk), (source,), to, **changes) == 1
        job.refresh_from_db()
        assert job.status == to
    else:
        with pytest.raises(ValueError, match="cannot move"):
            lifecycle._move(Q(pk=job.pk), (source,), to, **changes)
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
        (lifecycle.hand_back, Status.PENDING),
        (lambda lease: lifecycle.try_again(lease, factories.FAILURE, attempt=1), Status.PENDING),
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
    for attempt, ceiling in [(1, 2), (3, 8), (50, lifecycle.BACKOFF_CAP_SECONDS)]:
        job, lease = factories.processing(workspace)
        lifecycle.try_again(lease, factories.FAILURE, attempt=attempt)
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
