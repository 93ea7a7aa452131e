"""A body is read as it comes; when it does not come to its end, who reads it is told."""

import asyncio

import pytest

from docprocessor.lib import streamed_body
from docprocessor.lib.streamed_body import StreamedBody


def read(work, *messages, then_silence=False):
    """Let a thread work on a body that comes in these messages; returns what it made of it, and how many it took."""
    taken = 0

    async def receive():
        nonlocal taken
        if taken == len(messages):
            assert then_silence, "more was asked for than there is"
            await asyncio.Event().wait()
        taken += 1
        return messages[taken - 1]

    async def run():
        return await asyncio.to_thread(work, StreamedBody(receive))

    return asyncio.run(run()), taken


def message(body, *, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_it_is_what_came(size):
    def work(body):
        return list(iter(lambda: body.read(size), b""))

    pieces, taken = read(work, message(b"abc"), message(b""), message(b"de"), message(b"", more=False))
    assert (b"".join(pieces), taken) == (b"abcde", 4)
    assert max(map(len, pieces)) <= size


def test_all_of_it():
    assert read(lambda body: body.read(), message(b"abc"), message(b"de", more=False))[0] == b"abcde"


def test_nothing():
    assert read(lambda body: (body.read(9), body.read(9)), {"type": "http.request"})[0] == (b"", b"")


def test_it_asks_for_no_more_than_is_read():
    """The rest stays with its sender, as the server does not take it in either."""
    assert read(lambda body: body.read(2), message(b"abc"), message(b"de")) == (b"ab", 1)


def test_it_is_readable_and_nothing_else():
    assert read(lambda body: (body.readable(), body.seekable(), body.writable()))[0] == (True, False, False)


def test_its_sender_goes_away():
    def work(body):
        assert body.read(9) == b"abc"
        with pytest.raises(ConnectionResetError):
            body.read(9)

    read(work, message(b"abc"), GONE)


def test_its_sender_is_silent(monkeypatch):
    monkeypatch.setattr(streamed_body, "IDLE_SECONDS", 0.05)

    def work(body):
        assert body.read(9) == b"abc"
        with pytest.raises(TimeoutError):
            body.read(9)

    read(work, message(b"abc"), then_silence=True)


@pytest.mark.parametrize("is_reading", [True, False])
def test_the_server_ends(is_reading):
    async def run():
        asked = asyncio.Event()

        async def receive():
            asked.set()
            await asyncio.Event().wait()

        body = StreamedBody(receive)
        if not is_reading:
            body.close()
        reading = asyncio.create_task(asyncio.to_thread(body.read, 9))
        if is_reading:
            await asked.wait()
            body.close()
        with pytest.raises(ConnectionAbortedError):
            await reading

    asyncio.run(asyncio.wait_for(run(), 30))


def test_nobody_else_takes_from_it():
    async def run():
        with pytest.raises(RuntimeError, match="read by its view"):
            await StreamedBody(None)()

    asyncio.run(run())
