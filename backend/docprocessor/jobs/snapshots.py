"""How a job stands, kept in Redis as it was last told, so that who asks again and again asks nothing of PostgreSQL.

A snapshot is given out only while no newer version of the job has been announced, and lives for a few seconds, which
bounds what an announcement that was lost can do.
"""

import hashlib
import inspect
import json
import sys
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from rest_framework.serializers import Serializer

from docprocessor.jobs import redis
from docprocessor.jobs.announcements import version_key
from docprocessor.jobs.models import Job, Status

KEPT_SECONDS = 5
# Who read the row earlier may come to store it later, so a snapshot only gets newer.
_KEEP_NEWER = """
local kept = redis.call('GET', KEYS[1])
if not kept or tonumber(string.match(kept, '^%d+')) <= tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
end
return 1
"""


def respond(view: Any, job_id: UUID, *, headers: Callable[[Job], dict[str, str]]) -> HttpResponse:
    """Answer with the view's representation of a job of the principal's workspace; `headers` says what goes with it.

    The ETag is made of the body by Django's middleware, which also answers 304. Raises Http404.
    """
    request, key = view.request, _key(view, job_id)
    kept = _recall(key, job_id)
    if kept is None:
        job = view.get_object()
        context = view.get_renderer_context()
        body = request.accepted_renderer.render(view.get_serializer(job).data, request.accepted_media_type, context)
        kept = headers(job), body
        # A waiting job's place in the line changes without its row; and what is not committed is not for others.
        if job.status != Status.PENDING and not connection.in_atomic_block:
            _keep(key, job.version, *kept)
    return HttpResponse(kept[1], content_type=request.accepted_renderer.media_type, headers=kept[0])


def _recall(key: str, job_id: UUID) -> tuple[dict[str, str], bytes] | None:
    found: Any = redis.attempt(lambda client: client.mget(key, version_key(job_id)))
    kept, announced = found or (None, None)
    if kept is None:
        return None
    version, headers, body = kept.split(b"\n", 2)
    if announced is not None and int(version) < int(announced):
        return None
    return json.loads(headers), body


def _keep(key: str, version: int, headers: dict[str, str], body: bytes) -> None:
    kept = b"%d\n%b\n%b" % (version, json.dumps(headers).encode(), body)
    redis.attempt(lambda client: client.eval(_KEEP_NEWER, 1, key, str(version), kept, str(KEPT_SECONDS)))


def _key(view: Any, job_id: UUID) -> str:
    """Name all that a representation depends on beside the job's row: who asks, how, where, and the code."""
    request = view.request
    parts = (
        view.principal.workspace.pk,
        request.build_absolute_uri(request.path),
        request.accepted_media_type,
        _code(view.get_serializer_class()),
    )
    return f"docprocessor:job:{job_id}:snapshot:{_digest(repr(parts))}"


@cache
def _code(serializer: type[Serializer[Any]]) -> str:
    """Tell releases apart that run side by side: by the source of the modules that a representation is written in."""
    classes = {*serializer.__mro__, *(type(field) for field in serializer().fields.values())}
    modules = sorted({each.__module__ for each in classes if each.__module__.startswith("docprocessor.")})
    return _digest(serializer.__qualname__ + "".join(inspect.getsource(sys.modules[name]) for name in modules))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
