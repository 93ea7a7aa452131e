"""The scheduler sweeps, and does beside it what is due now and then."""

import os
import signal
import socket
import threading
import time

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from docprocessor.jobs import fleet, sweeper
from docprocessor.jobs.management.commands import scheduler

begun = threading.Event()


def work(stopping) -> None:
    begun.set()
    while not stopping():
        time.sleep(0.01)


def test_what_takes_long_holds_up_no_sweep_and_is_told_to_stop(committed, monkeypatch, settings):
    settings.JOB_PERIODIC = {"long": (f"{__name__}.work", 3600)}
    settings.SWEEP_SECONDS = 0
    after: list[bool] = []

    def sweep() -> None:
        after.append(begun.is_set())
        if sum(after) == 3:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(scheduler, "sweep", sweep)
    call_command("scheduler")
    assert sum(after) == 3


def test_it_is_shown_among_the_workers_while_it_runs(committed, monkeypatch):
    shown: list[tuple[str, list[str]]] = []

    def sweep() -> None:
        shown.extend((worker.name, worker.queues) for worker in fleet.workers())
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(scheduler, "sweep", sweep)
    call_command("scheduler")
    assert shown == [(f"scheduler-{os.getpid()}@{socket.gethostname()}", ["pulse"])]
    assert not fleet.workers().exists()


@pytest.mark.parametrize(
    ("known", "waits"),
    [
        (None, 3.0),  # nothing is known to come
        (100.0, 3.0),  # what nobody knows of may come sooner
        (1.5, 1.5),
        (0.0, 0.05),  # it is due now: but somebody else may be at it
        (-7.0, 0.05),
    ],
)
def test_how_long_it_waits_for_what_is_known_to_be_due(settings, known, waits):
    settings.SWEEP_SECONDS = 3.0
    assert scheduler._pause(known) == waits


def test_it_outlives_a_database_that_is_away(committed, monkeypatch, settings):
    """Its connection is broken, on the way of the sweep and of what is done now and then."""
    settings.JOB_PERIODIC, settings.SWEEP_SECONDS = {"never": ("nowhere.at_all", 3600)}, 0
    monkeypatch.setattr(sweeper, "_away_until", 0.0)  # and as it was, after the test
    rounds: list[int] = []

    def sweep() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            connection.close()
            raise OperationalError("the server is starting up")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(scheduler, "sweep", sweep)
    call_command("scheduler")
    assert len(rounds) == 2
