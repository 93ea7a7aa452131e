"""A body over the limit is refused before it is stored, announced or not."""

import json

import pytest
from django.core.asgi import get_asgi_application

from docprocessor.lib.body_limit import ENVELOPE_BYTES, BodyLimit, upload_limit_sentence
from docprocessor.lib.tests.asgi import Exchange

LIMIT = 1_000 + ENVELOPE_BYTES


@pytest.fixture(autouse=True)
def _limit(settings):
    settings.UPLOAD_MAX_BYTES = 1_000


class Reader:
    """An application that reads its body and says how long it was."""

    def __init__(self, *, answers_first=False):
        self.received = 0
        self.answers_first = answers_first

    async def __call__(self, scope, receive, send):
        if self.answers_first:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        more = True
        while more:
            message = await receive()
            self.received += len(message["body"])
            more = message["more_body"]
        if not self.answers_first:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(self.received).encode()})


def assert_refused(exchange):
    assert exchange.status == 413
    assert exchange.headers[b"content-type"] == b"application/problem+json"
    assert exchange.headers[b"connection"] == b"close"  # what still comes is not read
    problem = json.loads(b"".join(exchange.body))
    assert (problem["status"], problem["code"]) == (413, "too_large")
    assert problem["detail"] == upload_limit_sentence()


def length(number):
    return [(b"content-length", str(number).encode())]


def test_announced_it_is_refused_unread():
    reader = Reader()
    exchange = Exchange(method="POST", headers=length(LIMIT + 1)).run(BodyLimit(reader), [b"x"])
    assert_refused(exchange)
    assert (exchange.pieces_taken, reader.received) == (0, 0)


@pytest.mark.parametrize("headers", [[], length("some"), length(-1), length(5)])  # no length, or a lie
def test_in_chunks_it_is_counted(headers):
    reader = Reader()
    piece = b"x" * (LIMIT // 4)
    exchange = Exchange(method="POST", headers=headers).run(BodyLimit(reader), [piece] * 100)
    assert_refused(exchange)
    assert exchange.pieces_taken == 5
    assert reader.received <= LIMIT


@pytest.mark.parametrize("headers", [[], length(LIMIT)])
def test_up_to_the_limit_it_passes(headers):
    exchange = Exchange(method="POST", headers=headers).run(BodyLimit(Reader()), [b"x" * (LIMIT - 1), b"y"])
    assert (exchange.status, exchange.body) == (200, [str(LIMIT).encode()])


def test_an_answer_that_has_begun_is_not_begun_again():
    exchange = Exchange(method="POST").run(BodyLimit(Reader(answers_first=True)), [b"x" * LIMIT, b"x"])
    assert (exchange.status, exchange.body) == (200, [])


def test_faults_of_the_application_are_its_own():
    async def fails(scope, receive, send):
        raise LookupError

    with pytest.raises(LookupError):
        Exchange().run(BodyLimit(fails))


def test_other_protocols_pass():
    seen = []

    async def application(scope, receive, send):
        seen.append(scope["type"])

    exchange = Exchange(headers=length(LIMIT + 1))
    exchange.scope["type"] = "lifespan"
    exchange.run(BodyLimit(application))
    assert seen == ["lifespan"]


@pytest.mark.parametrize("headers", [[], length(10 * LIMIT)])
def test_before_the_service_itself(headers):
    exchange = Exchange("/api/imports/", method="POST", headers=headers)
    assert_refused(exchange.run(BodyLimit(get_asgi_application()), [b"x" * LIMIT] * 10))
    assert exchange.pieces_taken <= 2


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 bytes"),
        (1_000, "1,000 bytes"),
        (1_024, "1 KiB"),
        (1_536, "1.5 KiB"),
        (2 * 1024**3, "2 GiB"),
        (5 * 1024**5, "5,120 TiB"),
    ],
)
def test_the_limit_in_words(settings, size, words):
    settings.UPLOAD_MAX_BYTES = size
    assert upload_limit_sentence() == f"The file is larger than {words}, the most that is taken here."
