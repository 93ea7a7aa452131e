"""What the sweeper mends."""

import signal
import threading
from datetime import timedelta

import pytest
from celery import Celery
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle, queue, sweeper
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hints(monkeypatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(queue, "hint", lambda name: sent.append(name) or True)
    return sent


def test_a_silent_workers_job_goes_back_and_after_three_times_is_set_aside(workspace, hints):
    job, _ = factories.processing(workspace)
    for crashes in (1, 2):
        factories.expire(job)
        assert sweeper.sweep() is not None
        job.refresh_from_db()
        assert (job.status, job.crashes) == (Status.PENDING, crashes)
        assert hints.pop() == "imports"
        lifecycle.claim("imports", worker="next")
    factories.expire(job)
    sweeper.sweep()
    job.refresh_from_db()
    assert (job.status, job.crashes, job.failure["kind"]) == (Status.FAILED, 3, "crashed")


def test_leases_are_left_alone_for_a_while_after_the_database_was_away(workspace, hints, monkeypatch, settings):
    monkeypatch.setattr(sweeper, "_away_until", 0.0)  # and as it was, after the test
    job, _ = factories.processing(workspace)
    factories.expire(job)
    sweeper.database_was_away()
    sweeper.sweep()
    job.refresh_from_db()
    assert job.status == Status.PROCESSING
    settings.JOB_LEASE_SECONDS = 0
    sweeper.database_was_away()
    sweeper.sweep()
    job.refresh_from_db()
    assert job.status == Status.PENDING


def test_the_sweeper_comes_back_for_who_does_not_heed_a_cancel(workspace, hints, settings):
    settings.SWEEP_SECONDS, settings.JOB_CANCEL_SECONDS = 60, 30
    job, _ = factories.processing(workspace)
    assert sweeper.sweep() == 60
    lifecycle.request_cancel(job)
    assert 20 < (sweeper.sweep() or 0) <= 30
    settings.JOB_CANCEL_SECONDS = -1  # as if it had been a while ago
    assert sweeper.sweep() == 60
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


def test_a_job_that_does_not_move_is_told_of_once_until_it_moves_again(workspace, hints, settings):
    settings.JOB_STUCK_SECONDS = 600
    job, lease = factories.processing(workspace)
    sweeper.sweep()
    assert warnings(job) == []
    still = "It has not moved for 600 s, though its worker is alive."
    for told in ([still], [still]):
        Job.objects.filter(pk=job.pk).update(updated_at=Now() - timedelta(seconds=601))
        sweeper.sweep()
        assert warnings(job) == told
    JobContext(lease).advance(done=1)
    Job.objects.filter(pk=job.pk).update(alarmed_at=Now() - timedelta(seconds=700))
    Job.objects.filter(pk=job.pk).update(updated_at=Now() - timedelta(seconds=601))
    sweeper.sweep()
    assert warnings(job) == [still, still]


def warnings(job: Job) -> list[str]:
    logged = job.events.filter(type="log", data__level="warning").order_by("number")
    return [event.data["message"] for event in logged]


def test_a_lease_that_holds_is_left_alone(workspace, hints):
    job, _ = factories.processing(workspace)
    sweeper.sweep()
    job.refresh_from_db()
    assert job.status == Status.PROCESSING
    assert hints == []


def test_lost_hints_are_sent_again_for_what_is_due_and_not_in_floods(workspace, hints):
    Job.objects.bulk_create([Job(workspace=workspace, kind="csv_import", queue="imports") for _ in range(100)])
    factories.pending(workspace, queue="default", run_after="2999-01-01T00:00Z")
    sweeper.sweep()
    assert hints == ["imports"] * sweeper.MOST_HINTS


def test_a_broker_that_is_away_loses_nothing(workspace, monkeypatch):
    job = factories.pending(workspace)
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    unreached = Celery(set_as_current=False)
    unreached.config_from_object("django.conf:settings", namespace="CELERY")
    monkeypatch.setattr(queue, "app", unreached)
    assert not queue.hint("imports")
    assert sweeper.sweep() is not None
    job.refresh_from_db()
    assert job.status == Status.PENDING


def test_one_sweeps_at_a_time(hints):
    """The lock belongs to the database session; whoever comes second passes, and takes over when the first is gone."""
    outcome: list[bool] = []

    def other() -> None:
        outcome.append(sweeper.sweep() is not None)
        connection.close()

    assert sweeper.sweep() is not None
    assert sweeper.sweep() is not None
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert outcome == [False]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert outcome == [False, True]


def test_the_scheduler_outlives_a_database_that_is_away(monkeypatch, settings):
    settings.SWEEP_SECONDS = 0
    rounds: list[int] = []

    def sweep() -> bool:
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("the server is starting up")
        signal.raise_signal(signal.SIGTERM)
        return True

    monkeypatch.setattr("docprocessor.jobs.management.commands.scheduler.sweep", sweep)
    call_command("scheduler")
    assert len(rounds) == 2
