"""Downloads are made while they are taken, and no longer than somebody takes them."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.lib.streaming import attachment, stream
from docprocessor.lib.tests.asgi import Exchange
from docprocessor.lib.tests.urls import ENDLESS


class Source:
    """An endless file that knows how much of it was drawn, by which threads, and whether it was let go."""

    def __init__(self, *, fails_at=None):
        self.drawn = 0
        self.closed = False
        self.threads = set()
        self.fails_at = fails_at

    def __iter__(self):
        try:
            while True:
                self.threads.add(threading.get_ident())
                self.drawn += 1
                if self.drawn == self.fails_at:
                    raise LookupError
                yield b"%d\n" % self.drawn
        finally:
            self.closed = True


def response_of(source, **options):
    return stream(iter(source), content_type="text/csv", filename="x.csv", **options)


def test_a_chunk_is_made_when_it_is_asked_for():
    source = Source()

    async def take():
        chunks = aiter(response_of(source))
        assert source.drawn == 0
        assert [await anext(chunks) for _ in range(3)] == [b"1\n", b"2\n", b"3\n"]
        assert source.drawn == 3
        assert not source.closed
        await chunks.aclose()

    asyncio.run(take())


def test_who_stops_taking_lets_it_go():
    source = Source()

    async def take_two():
        response = response_of(source)
        chunks = response.streaming_content
        await anext(chunks)
        await anext(chunks)
        await chunks.aclose()
        await sync_to_async(response.close)()  # as Django's handler does, however it ends

    asyncio.run(take_two())
    assert (source.drawn, source.closed) == (2, True)


def test_all_chunks_are_drawn_in_one_thread():
    """There the database connection lives, and a cursor with it."""
    source = Source()

    async def take():
        chunks = response_of(source).streaming_content
        for _ in range(20):
            await anext(chunks)
        await chunks.aclose()

    asyncio.run(take())
    assert len(source.threads) == 1
    assert source.threads != {threading.get_ident()}  # the loop itself is free for others


def test_a_finite_file_comes_whole():
    async def take():
        return [chunk async for chunk in stream(iter([b"a", b"", b"c"]), content_type="x/y", filename="f")]

    assert asyncio.run(take()) == [b"a", b"", b"c"]


def test_a_fault_on_the_way_is_passed_on_and_lets_it_go():
    source = Source(fails_at=3)

    async def take():
        return [chunk async for chunk in response_of(source)]

    with pytest.raises(LookupError):
        asyncio.run(take())
    assert source.closed


@pytest.mark.urls("docprocessor.lib.tests.urls")
def test_a_client_that_goes_away_ends_it_in_the_service(transactional_db):
    """Through Django's own handler, with a server-side cursor open that has to be closed."""
    exchange = Exchange("/endless/").run(get_asgi_application(), leave_when=lambda taken: len(taken.body) >= 3)
    assert exchange.status == 200
    assert exchange.body[:2] == [b"1\n", b"2\n"]
    assert 3 <= ENDLESS.drawn < 1_000
    assert ENDLESS.closed
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE state LIKE 'idle in transaction%' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)


def test_headers_of_a_download():
    response = response_of(Source(), headers={"X-Own": "1"})
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Own"] == "1"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("file.csv", 'attachment; filename="file.csv"'),
        ('a"b\\c.csv', 'attachment; filename="a\\"b\\\\c.csv"'),
        ("año.csv", "attachment; filename*=utf-8''a%C3%B1o.csv"),
        ("😀.csv", "attachment; filename*=utf-8''%F0%9F%98%80.csv"),
        ("a\r\nSet-Cookie: x=1", 'attachment; filename="a__Set-Cookie: x=1"'),
        ("a\x00b\x7f\x85", 'attachment; filename="a_b__"'),
        ("\ud800.csv", 'attachment; filename="_.csv"'),
        ("\u202egpj.exe", 'attachment; filename="_gpj.exe"'),  # would turn what follows round
        ("", "attachment"),
    ],
)
def test_any_name_is_safe_in_a_header(name, header):
    assert attachment(name) == header


@given(st.text())
def test_no_name_breaks_out_of_its_header(name):
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    quoted = header.removeprefix("attachment").removeprefix('; filename="').removesuffix('"')
    assert '"' not in quoted.replace("\\\\", "").replace('\\"', "")
