"""Alive and ready, for load balancers and for people who wonder what is missing."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from docprocessor.celery import app
from docprocessor.lib.ids import new_id
from docprocessor.lib.problems import read_only

WORKER_ANSWERS_WITHIN_SECONDS = 1.0


@read_only
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: this process answers. Touches nothing else."""
    return JsonResponse({"status": "healthy"})


@read_only
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: PostgreSQL, the broker, the file store and at least one worker; 503 names what is not."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ready" if ready else "not ready", "parts": parts}, status=200 if ready else 503)


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # noqa: BLE001  (whatever is wrong with a part is this answer)
        return f"{type(error).__name__}"
    return "ok"


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
    if not app.control.ping(timeout=WORKER_ANSWERS_WITHIN_SECONDS, limit=1):
        raise TimeoutError("no worker answered")


CHECKS: dict[str, Callable[[], None]] = {
    "postgresql": _postgresql,
    "broker": _broker,
    "storage": _storage,
    "worker": _worker,
}
