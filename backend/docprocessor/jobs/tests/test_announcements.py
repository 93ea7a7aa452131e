"""Announcing a version: only upwards, to whoever listens, and without anybody waiting for a Redis that is away."""

import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis as redis_py
from structlog.testing import capture_logs

from docprocessor.jobs import redis
from docprocessor.jobs.announcements import CHANNEL, announce, version_key
from docprocessor.lib.ids import new_id


def announced(job_id):
    value = redis.attempt(lambda client: client.get(version_key(job_id)))
    return None if value is None else int(value)


def test_the_version_only_goes_up():
    job_id = new_id()
    for version, expected in ((3, 3), (2, 3), (3, 3), (11, 11), (9, 11)):
        announce(job_id, version)
        assert announced(job_id) == expected


def test_it_does_not_stay_for_ever():
    job_id = new_id()
    announce(job_id, 1)
    assert 0 < redis.attempt(lambda client: client.ttl(version_key(job_id))) <= 3600


def test_who_listens_is_told():
    job_id = new_id()
    with redis_py.Redis.from_url(redis._url()) as client, client.pubsub() as listening:
        listening.subscribe(CHANNEL)
        assert listening.get_message(timeout=10)["type"] == "subscribe"
        announce(job_id, 7)
        while (message := listening.get_message(timeout=10)) is not None:
            if message["data"] == f"{job_id} 7".encode():
                return
    pytest.fail("nothing was said")


def test_threads_and_children_after_a_fork_announce_too():
    ids = [new_id() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda job_id: announce(job_id, 5), ids))
    assert [announced(job_id) for job_id in ids] == [5] * 8
    child = multiprocessing.get_context("fork").Process(target=announce, args=(ids[0], 6))
    child.start()
    child.join()
    announce(ids[1], 6)  # the parent's own connections still work
    assert [announced(job_id) for job_id in ids[:2]] == [6, 6]


@contextmanager
def nobody_there():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{unused.getsockname()[1]}/0"


@contextmanager
def somebody_silent():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(100)
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.mark.parametrize("broken", [nobody_there, somebody_silent])
def test_a_redis_that_is_away_is_warned_of_once_and_not_waited_for(settings, broken):
    asked = []
    with broken() as url, capture_logs() as logs:
        settings.CELERY_BROKER_URL = url
        for _ in range(1_000):  # ten minutes and more, if each were to wait
            announce(new_id(), 1)
            redis.attempt(asked.append)
    assert asked == []
    assert [line["event"] for line in logs] == ["redis.away"]


def test_a_redis_that_comes_back_is_used_again(settings, monkeypatch):
    monkeypatch.setattr(redis, "PAUSE_SECONDS", 0)
    real = redis.Server(redis._url())
    with capture_logs() as logs:
        assert real.attempt(_fail) is None
        assert real.attempt(lambda client: client.ping()) is True
        assert real.attempt(lambda client: client.ping()) is True
    assert [line["event"] for line in logs] == ["redis.away", "redis.back"]


def _fail(client):
    raise redis_py.ConnectionError


@pytest.mark.parametrize(
    ("broker", "expected"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("rediss://:secret@example.com/2", "rediss://:secret@example.com/2"),
        ("redis+socket:///tmp/a.sock?virtual_host=3", "unix:///tmp/a.sock?db=3"),  # as Celery writes it
        ("unix:///tmp/a.sock", "unix:///tmp/a.sock"),
        ("amqp://guest@localhost//", None),
        ("memory://", None),
    ],
)
def test_the_broker_is_the_server_where_it_is_a_redis(settings, broker, expected):
    settings.CELERY_BROKER_URL = broker
    assert redis._url() == expected


def test_without_a_redis_nothing_is_said_and_nothing_fails(settings):
    settings.CELERY_BROKER_URL = "memory://"
    announce(new_id(), 1)
    assert redis.attempt(lambda client: client.ping()) is None
    assert redis.subscriber() is None
