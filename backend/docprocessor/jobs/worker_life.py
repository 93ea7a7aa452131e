"""From ready to gone: a worker says that it is there, and when it is told to stop it does, whatever its jobs do.

Celery's warm shutdown lets jobs finish, and ours listen: they stop at their next batch and are handed back. It waits
for ever for one that does not listen. Celery's soft shutdown is no remedy: it sleeps its whole time even when all
have stopped long before, in the loop that their ends would have to go through, and it cannot end threads.
"""

import os
import signal
import threading
import time
from contextlib import suppress
from typing import Any

import structlog
from billiard.process import active_children
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from django.conf import settings
from django.db import OperationalError, connection, transaction

from docprocessor.jobs import lifecycle
from docprocessor.jobs.fleet import BEAT_SECONDS
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.presence import Presence
from docprocessor.lib.locks import hold

log = structlog.get_logger(__name__)


class Ending(threading.Thread):
    """Waits beside a worker that was told to stop, and ends it when the time is up or when it is told again.

    Started only then: from here on nothing forks, so a thread in the parent does no harm.
    """

    def __init__(self, presence: Presence) -> None:
        super().__init__(name="ending", daemon=True)
        self._presence = presence
        self._told_again = threading.Event()

    def begin(self, **_: Any) -> None:
        """Begin to wait; from now on a signal to stop means at once, and comes here instead of to Celery."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, lambda *_: self._told_again.set())
        self.start()

    def run(self) -> None:
        """Keep saying that the worker is stopping, until its time is up."""
        until = time.monotonic() + settings.WORKER_STOP_SECONDS
        self._presence.stop()
        while (left := until - time.monotonic()) > 0 and not self._told_again.wait(min(left, BEAT_SECONDS)):
            self._presence.renew()
        self._give_up()

    def _give_up(self) -> None:
        """End now. What cannot be handed back, because the database is away, is left to the sweeper."""
        try:
            if self._presence.leave():
                log.warning("worker.gave_up", handed_back=_hand_all_back(self._presence))
        except Exception:
            log.exception("worker.gave_up")
        for pid in filter(None, (child.pid for child in active_children())):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os._exit(os.EX_OK)


@transaction.atomic
def _hand_all_back(presence: Presence) -> list[str]:
    """Take from a worker what it still holds; what its jobs write from now on is refused.

    Behind the locks of its queues' claims: one that was on its way when the worker was told to stop has come to its
    end by then, and another cannot come before the process is gone.
    """
    handed_back: list[str] = []
    with connection.cursor() as cursor:
        # One that is stuck in its last statement is left to the sweeper.
        cursor.execute("SET LOCAL lock_timeout = '2s'")
    for queue in presence.queues:
        hold("claim", queue)
    held = Job.objects.filter(worker=presence.name, status=Status.PROCESSING).values_list("pk", "lease_token")
    for lease in [lifecycle.Lease(*each) for each in held]:
        with suppress(lifecycle.LeaseLost, OperationalError):
            lifecycle.hand_back(lease)
            handed_back.append(str(lease.job_id))
    return handed_back


@worker_ready.connect
def _ready(sender: Any, **_: Any) -> None:
    """Say that the worker is there, and let Celery's own timer say so again, in the parent, between two messages."""
    controller = sender.controller
    presence = Presence(
        sender.hostname,
        queues=controller.app.amqp.queues.consume_from,
        pool="threads" if controller.pool_cls.__module__.endswith(".thread") else "prefork",
        concurrency=controller.concurrency,
    )
    presence.enter()
    sender.timer.call_repeatedly(BEAT_SECONDS, presence.renew)
    worker_shutting_down.connect(Ending(presence).begin, weak=False)
    worker_shutdown.connect(lambda **_: presence.leave(), weak=False)
