"""Who waits for news of a job without asking for it: one subscription and one look at the table for all streams of
an event loop."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from django.db import InterfaceError, OperationalError, connection
from redis import RedisError
from redis import TimeoutError as RedisTimeout
from redis.asyncio.client import PubSub

from docprocessor.jobs import redis
from docprocessor.jobs.announcements import CHANNEL
from docprocessor.jobs.models import Job

# An announcement may be lost: how often the table is looked at while they come, and while they do not.
LOOK_SECONDS = 10.0
LOOK_ALONE_SECONDS = 2.0
SILENCE_SECONDS = 10.0  # after which Redis is asked whether it is still there
DATABASE_AWAY = (OperationalError, InterfaceError)
# However many streams there are, so many connections at most read for them.
READERS = ThreadPoolExecutor(4, thread_name_prefix="events")

log = structlog.get_logger(__name__)


class Listener:
    """Wakes those who follow a job when something may have happened to it; at work only while somebody does."""

    def __init__(self) -> None:
        self._followers: dict[UUID, set[asyncio.Event]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._subscribed = False

    @contextmanager
    def follow(self, job_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever there may be news of the job, and at first."""
        news = asyncio.Event()
        news.set()
        self._followers.setdefault(job_id, set()).add(news)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._look())]
        try:
            yield news
        finally:
            self._followers[job_id].discard(news)
            if not self._followers[job_id]:
                del self._followers[job_id]
            if not self._followers:
                for task in self._tasks:
                    task.cancel()
                self._tasks = []

    def _wake(self, job_id: UUID) -> None:
        for news in self._followers.get(job_id, ()):
            news.set()

    async def _listen(self) -> None:
        while (client := redis.subscriber()) is not None:
            try:
                async with client, client.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    await self._hear(subscription)
            except (RedisError, OSError) as error:
                if self._subscribed:
                    log.warning("events.unsubscribed", error=str(error))
            finally:
                self._subscribed = False
            await asyncio.sleep(redis.PAUSE_SECONDS)

    async def _hear(self, subscription: PubSub) -> None:
        silent = False
        while True:
            message = await subscription.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                if silent:
                    raise RedisTimeout("no answer to a ping")
                silent = True
                await subscription.ping()
                continue
            silent = False
            if message["type"] == "message":
                self._wake(UUID(message["data"].decode().partition(" ")[0]))
            elif message["type"] == "subscribe":
                self._subscribed = True
                for job_id in self._followers:  # what was announced before this was not heard
                    self._wake(job_id)

    async def _look(self) -> None:
        known: dict[UUID, int] = {}
        while True:
            await asyncio.sleep(LOOK_SECONDS if self._subscribed else LOOK_ALONE_SECONDS)
            try:
                found = await asyncio.get_running_loop().run_in_executor(READERS, _versions, list(self._followers))
            except DATABASE_AWAY as error:
                log.warning("events.database_away", error=str(error))
                continue
            for job_id in self._followers:
                if found.get(job_id) != known.get(job_id):
                    self._wake(job_id)
            known = found


_listeners: WeakKeyDictionary[asyncio.AbstractEventLoop, Listener] = WeakKeyDictionary()


def listener() -> Listener:
    """Return the running loop's own."""
    return _listeners.setdefault(asyncio.get_running_loop(), Listener())


def _versions(job_ids: list[UUID]) -> dict[UUID, int]:
    try:
        return dict(Job.objects.filter(pk__in=job_ids).values_list("pk", "version"))
    finally:
        connection.close()
