"""Which workers are there, as they say themselves."""

import os
import socket
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from structlog.testing import capture_logs

from docprocessor.jobs import fleet
from docprocessor.jobs.models import Worker
from docprocessor.jobs.presence import Presence
from docprocessor.jobs.tests.workers import celery_worker, wait_until
from docprocessor.launch import worker

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def presence() -> Presence:
    return Presence("one@here", queues=["imports", "default"], pool="prefork", concurrency=4)


def silent_for(seconds: int) -> None:
    Worker.objects.update(seen_at=Now() - timedelta(seconds=seconds))


def test_a_worker_says_what_it_is(presence):
    assert not fleet.is_served("imports")
    assert presence.enter()
    [found] = fleet.workers()
    assert (found.name, found.queues, found.pool, found.concurrency) == (
        "one@here", ["default", "imports"], "prefork", 4
    )  # fmt: skip
    assert (found.host, found.pid, found.alive, found.stopping) == (socket.gethostname(), os.getpid(), True, False)
    assert [fleet.is_served(queue) for queue in ("imports", "default", "reports")] == [True, True, False]
    assert presence.leave()
    assert not fleet.workers().exists()


def test_a_silent_one_counts_as_dead_until_it_speaks_again(presence):
    presence.enter()
    silent_for(fleet.ALIVE_SECONDS)
    assert not fleet.is_served("imports")
    assert [each.alive for each in fleet.workers()] == [False]
    presence.renew()
    assert fleet.is_served("imports")


def test_one_that_is_about_to_end_is_alive_and_serves_nobody(presence):
    presence.enter()
    presence.stop()
    silent_for(fleet.ALIVE_SECONDS)
    presence.renew()
    [found] = fleet.workers()
    assert (found.alive, found.stopping, fleet.is_served("imports")) == (True, True, False)
    presence.leave()
    presence.renew()  # a last beat, that came late
    assert not Worker.objects.exists()


def test_the_dead_are_forgotten_after_a_while_and_can_come_back(presence):
    presence.enter()
    silent_for(fleet.REMEMBERED_SECONDS)
    assert not fleet.workers().exists()
    Worker.objects.all().delete()  # as retention does
    presence.renew()
    assert fleet.is_served("imports")


def test_one_that_starts_again_under_its_name_is_a_new_one(presence):
    presence.enter()
    Worker.objects.update(started_at=Now() - timedelta(days=1), pid=1)
    presence.stop()
    before = Worker.objects.get()
    Presence("one@here", queues=["reports"], pool="threads", concurrency=1).enter()
    after = Worker.objects.get()
    assert after.started_at > before.started_at + timedelta(hours=23)
    assert (after.queues, after.pid, after.stopping) == (["reports"], os.getpid(), False)


def test_with_the_database_away_one_warning_is_enough(presence, monkeypatch):
    with capture_logs() as logs:
        with monkeypatch.context() as patch:
            patch.setitem(connection.settings_dict, "HOST", "/nowhere")
            assert [presence.enter(), presence.renew(), presence.renew()] == [False, False, False]
        assert presence.renew()
        assert fleet.is_served("imports")
    assert [entry["event"] for entry in logs] == ["presence.missed"]


def test_every_queue_has_a_worker_to_start(settings):
    assert worker.QUEUES == settings.JOB_QUEUES


@pytest.mark.parametrize(("queue", "pool", "concurrency"), [("reports", "prefork", 1), ("default", "threads", 32)])
def test_a_real_one_comes_stays_and_goes(queue, pool, concurrency):
    with celery_worker(queue) as process:
        wait_until(lambda: fleet.is_served(queue))
        first = Worker.objects.get()
        assert (first.queues, first.pool, first.concurrency, first.pid) == ([queue], pool, concurrency, process.pid)
        wait_until(lambda: Worker.objects.get().seen_at >= first.seen_at + timedelta(seconds=fleet.BEAT_SECONDS - 1))
        assert Worker.objects.get().started_at == first.started_at
        process.terminate()
        assert process.wait(40) == 0
    assert not Worker.objects.exists()
