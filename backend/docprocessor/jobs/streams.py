"""A job's events as they happen, as Server-Sent Events (WHATWG HTML, section 9.2). While nothing happens, a stream
holds no connection to PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog
from django.db import connection
from rest_framework.renderers import JSONRenderer

from docprocessor.jobs.listening import DATABASE_AWAY, READERS, listener
from docprocessor.jobs.models import TERMINAL, Event, Job

MOST_STREAMS = 500  # of one process
HEARTBEAT_SECONDS = 15.0
# Then the client comes back by itself, goes on where it was, and is asked anew who it is.
LONGEST_SECONDS = 3600.0
DATABASE_PAUSE_SECONDS = 2.0
PAGE = 500
# How long a client waits before it comes back, in milliseconds.
OPENING = b"retry: 2000\n\n"
HEARTBEAT = b":\n\n"

log = structlog.get_logger(__name__)
_open = 0


def is_full() -> bool:
    """Say whether this process has as many streams as it takes."""
    return _open >= MOST_STREAMS


async def stream(job_id: UUID, *, after: int, **filters: Any) -> AsyncIterator[bytes]:
    """Yield the events numbered higher than `after`, then those to come, until the job's last one has been sent."""
    global _open  # noqa: PLW0603  (only ever changed here, in the loop's thread)
    _open += 1
    try:
        with listener().follow(job_id) as news:
            async for part in _parts(news, job_id, after, filters):
                yield part
    finally:
        _open -= 1


async def _parts(news: asyncio.Event, job_id: UUID, after: int, filters: dict[str, Any]) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LONGEST_SECONDS
    yield OPENING
    said_at = loop.time()
    while loop.time() < ends_at:
        if news.is_set():
            news.clear()
            try:
                events, ended = await loop.run_in_executor(READERS, _read, job_id, after, filters)
            except DATABASE_AWAY as error:
                log.debug("stream.database_away", error=str(error))  # the listener warns of it, for all streams
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)
                events, ended = [], False
                news.set()
            if events:
                after = events[-1].number
                yield b"".join(map(_frame, events))
                said_at = loop.time()
                news.set()  # there may be more
            elif ended:
                return
        if loop.time() >= said_at + HEARTBEAT_SECONDS:
            yield HEARTBEAT
            said_at = loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(said_at + HEARTBEAT_SECONDS):
                await news.wait()


def _read(job_id: UUID, after: int, filters: dict[str, Any]) -> tuple[list[Event], bool]:
    """Return the next events, and whether the job has ended; in a thread of its own, whose connection is let go."""
    try:
        # The status first: what happens between the two reads is then among the events.
        status = Job.objects.filter(pk=job_id).values_list("status", flat=True).first()
        events = Event.objects.filter(job_id=job_id, number__gt=after, **filters).order_by("number")
        return list(events[:PAGE]), status is None or status in TERMINAL
    finally:
        connection.close()


def _frame(event: Event) -> bytes:
    data = JSONRenderer().render({**event.data, "at": event.at, "attempt": event.attempt})
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.number, event.type.encode(), data)
