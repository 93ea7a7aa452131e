"""`manage.py scheduler`: the process that keeps time."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection

from docprocessor.jobs.fleet import BEAT_SECONDS
from docprocessor.jobs.periods import run_due
from docprocessor.jobs.presence import Presence
from docprocessor.jobs.sweeper import database_was_away, sweep

LEAST_PAUSE_SECONDS = 0.05
# What is done now and then looks up between two batches; after so long the process ends without it.
STOP_SECONDS = 15
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Sweeps every `SWEEP_SECONDS`, or sooner when something is known to be due. It needs PostgreSQL alone: with the
    broker away it waits for it."""

    help = "Run the sweeper every few seconds, and what is due now and then; any number of schedulers may run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        log.info("scheduler.started", every=settings.SWEEP_SECONDS)
        own_name = f"scheduler-{os.getpid()}@{socket.gethostname()}"
        presence = Presence(own_name, queues=["pulse"], pool="solo", concurrency=1)
        presence.enter()
        threading.Thread(target=_be_there, args=[presence, stop], name="presence", daemon=True).start()
        # In a thread and on a connection of its own: it may take long, and no dead worker waits for it.
        periods = threading.Thread(target=_keep_periods, args=[stop], name="periods", daemon=True)
        periods.start()
        _repeat(sweep, stop)
        periods.join(STOP_SECONDS)
        presence.leave()


def _be_there(presence: Presence, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        presence.renew()


def _keep_periods(stop: threading.Event) -> None:
    try:
        _repeat(lambda: run_due(stop.is_set), stop)
    finally:
        connection.close()


def _repeat(act: Callable[[], float | None], stop: threading.Event) -> None:
    """Act again and again, at the latest when it says that there will be something to do."""
    while not stop.is_set():
        due_in = None
        try:
            due_in = act()
        except Error as error:
            log.warning("scheduler.database_away", error=str(error).strip())
            connection.close()
            database_was_away()
        stop.wait(_pause(due_in))


def _pause(due_in: float | None) -> float:
    """Return how long to wait when the next thing that is known of is due in so many seconds."""
    seconds = settings.SWEEP_SECONDS if due_in is None else min(due_in, settings.SWEEP_SECONDS)
    return float(max(seconds, LEAST_PAUSE_SECONDS))
