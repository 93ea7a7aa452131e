"""What a running job writes and hears."""

import time

import psycopg
import pytest
from django.db import connection
from django.db.models.functions import Now

from docprocessor.jobs import context, lifecycle
from docprocessor.jobs.context import Heartbeat, JobContext, Stopped
from docprocessor.jobs.lifecycle import Lease, LeaseLost
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories


@pytest.mark.django_db
def test_progress_adds_up(workspace):
    job, lease = factories.processing(workspace)
    ctx = JobContext(lease)
    ctx.advance(stage="loading", total=10)
    ctx.advance(done=3, checkpoint={"row": 3})
    ctx.advance(done=4, checkpoint={"row": 7})
    job.refresh_from_db()
    assert (job.stage, job.progress_done, job.progress_total, job.checkpoint) == ("loading", 7, 10, {"row": 7})


@pytest.mark.django_db
def test_a_zombie_cannot_write(workspace):
    job, lease = factories.processing(workspace)
    factories.crash(job)
    fresh = lifecycle.claim("imports", worker="other")
    with pytest.raises(LeaseLost):
        JobContext(lease).advance(done=1)
    assert fresh is not None
    JobContext(fresh).advance(done=1)


@pytest.mark.django_db
def test_a_cancel_is_heard_within_moments(workspace, monkeypatch):
    monkeypatch.setattr(context, "LOOK_EVERY_SECONDS", 0.0)
    job, lease = factories.processing(workspace)
    ctx = JobContext(lease)
    ctx.raise_if_stopping()
    lifecycle.request_cancel(job)
    with pytest.raises(Stopped) as stopped:
        ctx.raise_if_stopping()
    assert stopped.value.reason == "cancel"


@pytest.mark.django_db
def test_looking_often_costs_the_database_nothing(workspace, django_assert_num_queries):
    _, lease = factories.processing(workspace)
    ctx = JobContext(lease)
    with django_assert_num_queries(0):
        for _ in range(1000):
            ctx.raise_if_stopping()


@pytest.mark.django_db
def test_a_worker_that_goes_away_stops_first(workspace):
    _, lease = factories.processing(workspace)
    with pytest.raises(Stopped) as stopped:
        JobContext(lease, shutting_down=lambda: True).raise_if_stopping()
    assert stopped.value.reason == "shutdown"


def test_the_heartbeat_renews_until_the_lease_is_lost(workspace, committed, settings):
    settings.JOB_HEARTBEAT_SECONDS = 0.05
    job, lease = factories.processing(workspace)
    with Heartbeat(lease) as heartbeat:
        Job.objects.filter(pk=job.pk).update(lease_until=Now())
        _until(lambda: Job.objects.filter(pk=job.pk, lease_until__gt=Now()).exists())
        Job.objects.filter(pk=job.pk).update(lease_token=lease.token + 1)
        _until(lambda: not heartbeat._thread.is_alive())
    assert not Heartbeat(Lease(job.pk, lease.token))._renew()


def test_a_heartbeat_outlives_a_lost_connection(workspace, committed, settings, monkeypatch):
    settings.JOB_HEARTBEAT_SECONDS = 0.05
    job, lease = factories.processing(workspace)
    beats: list[bool] = []
    renew = Heartbeat._renew

    def flaky(self):
        beats.append(True)
        if len(beats) == 1:
            # A real refusal of the server: a database that is not there.
            psycopg.connect(**{**connection.get_connection_params(), "dbname": "not_there"})
        return renew(self)

    monkeypatch.setattr(Heartbeat, "_renew", flaky)
    with Heartbeat(lease):
        Job.objects.filter(pk=job.pk).update(lease_until=Now())
        _until(lambda: Job.objects.filter(pk=job.pk, lease_until__gt=Now()).exists())
    assert len(beats) >= 2


def _until(holds) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
