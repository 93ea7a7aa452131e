"""`manage.py scheduler`: the process that keeps time."""

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from docprocessor.jobs.sweeper import sweep

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Sweeps every `SWEEP_SECONDS`. It needs PostgreSQL alone: with the broker away it waits for it."""

    help = "Run the sweeper every few seconds; any number of schedulers may run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        log.info("scheduler.started", every=settings.SWEEP_SECONDS)
        while not stop.is_set():
            try:
                sweep()
            except (OperationalError, InterfaceError) as error:
                log.warning("scheduler.database_away", error=str(error).strip())
                connection.close()
            stop.wait(settings.SWEEP_SECONDS)
