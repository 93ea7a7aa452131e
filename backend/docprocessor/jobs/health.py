"""Alive and ready, for load balancers and for people who wonder what is missing."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from docprocessor.celery import app
from docprocessor.jobs import fleet
from docprocessor.jobs.kinds import kinds
from docprocessor.lib.ids import new_id
from docprocessor.lib.problems import read_only

OK = "ok"


class NotReady(Exception):
    """A part is not there; the message may be read by anybody."""


@read_only
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: this process answers. Touches nothing else."""
    return JsonResponse({"status": "healthy"})


@read_only
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: PostgreSQL, the broker, the file store, and workers for all kinds of jobs; 503 names what is not."""
    found = parts()
    ready = all(state == OK for state in found.values())
    return JsonResponse({"status": "ready" if ready else "not ready", "parts": found}, status=200 if ready else 503)


def parts() -> dict[str, str]:
    """Return how each part is: `OK`, or what is wrong with it, which anybody may read."""
    return {name: _state(check) for name, check in CHECKS.items()}


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as missing:
        return str(missing)
    except Exception as error:  # noqa: BLE001  (whatever is wrong with a part is this answer)
        return f"{type(error).__name__}"
    return OK


def _postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _storage() -> None:
    name = default_storage.save(f"health/{new_id()}", ContentFile(b"ready?"))
    default_storage.delete(name)


def _worker() -> None:
    needed = sorted({kind.queue for kind in kinds().values()})
    if idle := [queue for queue in needed if not fleet.is_served(queue)]:
        raise NotReady(f"no worker for {', '.join(idle)}")


CHECKS: dict[str, Callable[[], None]] = {
    "postgresql": _postgresql,
    "broker": _broker,
    "storage": _storage,
    "worker": _worker,
}
