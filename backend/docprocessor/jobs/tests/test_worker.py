"""How a run ends, by what happened in it."""

import errno

import psycopg
import pytest
from django.db import connection

from docprocessor.jobs import context, kinds, lifecycle, worker
from docprocessor.jobs.failures import failure_after
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.probe import Probe
from docprocessor.lib.problems import AppError


class Nameless(kinds.Kind):
    pass


class Astray(Probe):
    queue = "nowhere"


@pytest.fixture
def job(workspace) -> Job:
    return factories.pending(workspace, kind="probe", queue="default")


def run(job: Job) -> Job:
    worker.run_next("default")
    job.refresh_from_db()
    return job


def raising(error: BaseException):
    def act(job, ctx):
        raise error

    return act


pytestmark = pytest.mark.django_db


def test_nothing_waits():
    assert worker.run_next("default") is None


def test_a_result_is_kept(probe, job):
    probe(lambda job, ctx: {"answer": 42})
    assert worker.run_next("default") == {"job": str(job.pk), "kind": "probe", "ended": "completed"}
    job.refresh_from_db()
    assert (job.status, job.result, job.stage) == (Status.COMPLETED, {"answer": 42}, "done")


def test_the_task_itself_says_what_it_ran(probe, job):
    assert worker.work.apply(kwargs={"queue": "default"}).get() == {
        "job": str(job.pk),
        "kind": "probe",
        "ended": "completed",
    }


def test_a_refusal_is_the_users_to_mend(probe, job):
    probe(raising(AppError("no_records", "The file holds no records.", line=3)))
    assert run(job).failure == {
        "kind": "input",
        "code": "no_records",
        "message": "The file holds no records.",
        "line": 3,
        "retryable": False,
    }


def test_what_may_pass_is_tried_again_and_then_given_up(probe, job):
    probe(raising(AppError("contended", "Others are at it.", retryable=True)))
    assert run(job).status == Status.PENDING
    assert job.run_after is not None
    Job.objects.filter(pk=job.pk).update(run_after=None)
    assert run(job).status == Status.FAILED
    assert (job.failure["kind"], job.attempt) == ("infrastructure", 2)


def test_a_fault_of_ours_is_logged_and_tells_nothing_of_the_inside(probe, job):
    probe(raising(ZeroDivisionError("a secret")))
    failure = run(job).failure
    assert (failure["kind"], failure["code"]) == ("system", "internal_error")
    assert "secret" not in failure["message"]


def test_a_result_that_cannot_be_kept_is_a_fault_of_ours(probe, job):
    probe(lambda job, ctx: {"text": "\0"})
    assert run(job).failure["code"] == "internal_error"


def test_an_unknown_kind_is_a_fault_of_ours(probe, workspace):
    job = factories.pending(workspace, kind="gone", queue="default")
    assert run(job).failure["kind"] == "system"


def test_a_cancelled_run_ends_as_cancelled(probe, job, monkeypatch):
    monkeypatch.setattr(context, "LOOK_EVERY_SECONDS", 0.0)

    def act(job, ctx):
        lifecycle.request_cancel(job)
        ctx.raise_if_stopping()

    probe(act)
    assert run(job).status == Status.CANCELLED


def test_a_worker_that_shuts_down_hands_back_and_takes_nothing_more(probe, job):
    def act(job, ctx):
        worker._announce_shutdown()
        ctx.raise_if_stopping()

    probe(act)
    try:
        assert run(job).status == Status.PENDING
        assert (job.attempt, job.crashes) == (0, 0)
        assert worker.run_next("default") is None
    finally:
        worker._shutting_down.clear()


def test_a_lost_lease_leaves_the_job_to_its_new_owner(probe, job):
    def act(job, ctx):
        Job.objects.filter(pk=job.pk).update(lease_token=job.lease_token + 1)
        ctx.advance(done=1)

    probe(act)
    assert worker.run_next("default")["ended"] == "lease_lost"
    job.refresh_from_db()
    assert (job.status, job.progress_done) == (Status.PROCESSING, 0)


def test_a_lost_connection_costs_no_attempt(probe, workspace, committed):
    """The server ends the session in the middle of the work; as soon as it answers again the job is in the line."""

    def act(job, ctx):
        with psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None}, autocommit=True) as own:
            own.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        ctx.advance(done=1)

    job = factories.pending(workspace, kind="probe", queue="default")
    probe(act)
    assert worker.run_next("default")["ended"] == "handed_back"
    job.refresh_from_db()
    assert (job.status, job.attempt, job.crashes, job.failure) == (Status.PENDING, 0, 0, None)
    assert job.run_after is not None


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (psycopg.errors.DeadlockDetected("deadlock detected"), "infrastructure", "database_busy"),
        (psycopg.errors.DiskFull("no space left on device"), "infrastructure", "storage_full"),
        (OSError(errno.ENOSPC, "No space left on device"), "infrastructure", "storage_full"),
        (AppError("aborted", "Nothing was imported.", kind="validation"), "validation", "aborted"),
        (psycopg.errors.UndefinedColumn("no such column"), "system", "internal_error"),
    ],
)
def test_what_a_failure_is_called(error, kind, code):
    failure, may_pass = failure_after(error)
    assert (failure["kind"], failure["code"]) == (kind, code)
    assert may_pass == (kind == "infrastructure")


def test_an_attempt_that_takes_too_long_ends(probe, job, monkeypatch):
    monkeypatch.setattr(Probe, "time_limit", 0.01)

    def act(job, ctx):
        while True:
            ctx.raise_if_stopping()

    probe(act)
    assert (run(job).status, job.failure["kind"], job.failure["code"]) == ("failed", "timeout", "time_limit")


def test_a_paused_run_is_laid_aside(probe, job, monkeypatch):
    monkeypatch.setattr(context, "LOOK_EVERY_SECONDS", 0.0)

    def act(job, ctx):
        lifecycle.request_pause(job)
        ctx.raise_if_stopping()

    probe(act)
    assert run(job).status == Status.PAUSED


def test_a_retry_by_hand_has_its_tries_anew(probe, job):
    probe(raising(AppError("contended", "Others are at it.", retryable=True)))
    for status in ("pending", "failed"):
        assert run(job).status == status
        Job.objects.filter(pk=job.pk).update(run_after=None)
    lifecycle.retry(job)
    assert run(job).status == "pending"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("docprocessor.nothing.There", "cannot be imported"),
        ("docprocessor.jobs.models.Job", "no subclass"),
        (f"{__name__}.Nameless", "lacks name"),
        (f"{__name__}.Astray", "wants a queue"),
        (f"{Probe.__module__}.Probe", "Two job kinds are called probe"),
    ],
)
def test_a_broken_kind_is_noticed_at_start(probe, settings, path, message):
    settings.JOB_KINDS = [*settings.JOB_KINDS, path]
    assert message in "".join(found.msg for found in kinds.check_kinds(None))
