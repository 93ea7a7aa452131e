"""Redis or Valkey, the broker's own: what stands there only saves asking PostgreSQL, and may vanish at any moment."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
import redis.asyncio
import redis.asyncio.retry
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

# Together half a second, as what fails is tried once more: a pool's connection may be older than the server.
CONNECT_SECONDS = ANSWER_SECONDS = 0.25
PAUSE_SECONDS = 5.0
OPTIONS: dict[str, Any] = {"socket_connect_timeout": CONNECT_SECONDS, "protocol": 2}

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Server:
    """One server, asked only while it answers: after a failure nobody waits for it for some seconds.

    Any thread may use it, and a child after a fork: the pool notices, and opens connections of the child's own.
    """

    def __init__(self, url: str) -> None:
        retry = Retry(NoBackoff(), 1)
        self._client = redis.Redis.from_url(url, **OPTIONS, socket_timeout=ANSWER_SECONDS, retry=retry)
        self._away = False
        self._again_at = 0.0

    def attempt(self, act: Callable[["redis.Redis"], T]) -> T | None:
        """Return what comes of `act`, or None when the server is away; raises nothing of its failures."""
        if self._away:
            now = time.monotonic()
            if now < self._again_at:
                return None
            self._again_at = now + PAUSE_SECONDS  # the others need not wait for this one's try
        try:
            answer = act(self._client)
        except (redis.RedisError, OSError) as error:
            if not self._away:
                log.warning("redis.away", error=str(error))
            self._away, self._again_at = True, time.monotonic() + PAUSE_SECONDS
            return None
        if self._away:
            self._away = False
            log.info("redis.back")
        return answer


def attempt(act: Callable[["redis.Redis"], T]) -> T | None:
    """Do something with the broker's server; None when there is none, or it is away."""
    url = _url()
    return _server(url).attempt(act) if url else None


def subscriber() -> "redis.asyncio.Redis | None":
    """Return a client for a subscription of the running loop, which fails as soon as the line is cut; None without a
    server."""
    url = _url()
    return (
        redis.asyncio.Redis.from_url(url, **OPTIONS, retry=redis.asyncio.retry.Retry(NoBackoff(), 0)) if url else None
    )


@cache
def _server(url: str) -> Server:
    return Server(url)


def _url() -> str | None:
    """The broker's address as redis-py writes it, or None when the broker is something else."""
    url = str(settings.CELERY_BROKER_URL)
    if url.startswith("redis+socket://"):
        return url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    return url if url.startswith(("redis://", "rediss://", "unix://")) else None
