"""Streams in a web process of their own: while they idle they cost nothing, and they end with their client or with
the process."""

import signal
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from docprocessor.accounts.keys import key_create
from docprocessor.jobs import redis
from docprocessor.jobs.announcements import CHANNEL
from docprocessor.jobs.models import Status
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.test_event_stream import end, write
from docprocessor.jobs.tests.web import connections_held, until, web_process

pytestmark = pytest.mark.django_db(transaction=True)

STREAMS = 200


@pytest.fixture
def job(workspace):
    job, _ = factories.processing(workspace)
    write(job)
    return job


@pytest.fixture
def credentials(workspace, user, client):
    """A key, and a signed-in session: both read the same stream."""
    _, key = key_create(workspace=workspace, created_by=user, name="test", scopes=["read"])
    client.force_login(user)
    cache.clear()
    return [f"X-API-KEY: {key}", f"Cookie: sessionid={client.cookies['sessionid'].value}"]


def opened(address: str, job, credential: str) -> socket.socket:
    """Ask for the stream, and wait until it has begun."""
    where = urlsplit(address)
    stream = socket.create_connection((where.hostname, where.port), timeout=60)
    request = f"GET /api/jobs/{job.pk}/events/ HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{credential}\r\n\r\n"
    stream.sendall(request.encode())
    received(stream, b"event: log")
    return stream


def received(stream: socket.socket, text: bytes) -> bytes:
    found = b""
    while text not in found:
        more = stream.recv(65_536)
        assert more, f"it ended after {found!r}"
        found += more
    return found


def listeners() -> int:
    return redis.attempt(lambda client: client.pubsub_numsub(CHANNEL))[0][1]


def test_idle_streams_hold_no_connection(job, credentials):
    before = listeners()
    with web_process() as (address, _), ExitStack() as stack:
        streams = [
            stack.enter_context(opened(address, job, credentials[number % len(credentials)]))
            for number in range(STREAMS)
        ]
        # Now and then one look at the table is made for all of them.
        until(lambda: [connections_held() for _ in range(5)] == [0] * 5)
        assert listeners() == before + 1
        write(job)
        for stream in streams:
            assert f"id: {job.version}\n".encode() in received(stream, b"event: log")
        until(lambda: connections_held() == 0)
        end(job)
        for stream in streams:
            assert received(stream, b"0\r\n\r\n").count(b"event: status") == 1  # the end of a chunked answer
        until(lambda: listeners() == before)


def test_clients_that_go_away_leave_nothing_behind(job, credentials):
    before = listeners()
    with web_process() as (address, _):
        for _ in range(3):
            with ExitStack() as stack:
                for credential in credentials:
                    stack.enter_context(opened(address, job, credential))
                assert listeners() == before + 1
            until(lambda: listeners() == before)
        assert factories.Job.objects.get(pk=job.pk).status == Status.PROCESSING


def test_streams_do_not_hold_up_the_end_of_the_process(job, credentials):
    with web_process() as (address, process), opened(address, job, credentials[0]) as stream:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        assert stream.recv(65_536) in (b"", b"0\r\n\r\n")
