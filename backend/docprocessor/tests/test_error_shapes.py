"""Each door refuses in the shape of its own contract, whatever part of the service has found the fault."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.core.asgi import get_asgi_application
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from docprocessor.lib.body_limit import BodyLimit
from docprocessor.lib.full_disk import FullDisk
from docprocessor.lib.tests.asgi import Exchange

NOBODYS = UUID(int=1)
HUGE = b'{"records": [' + b"1," * 25_000_000 + b"1]}"  # 50 MB


@dataclass(frozen=True)
class Door:
    """An address that takes work, the address at which one asks after it, and how errors are worded there."""

    takes: str
    tells: str
    plain: bool = False
    allowed: str = "POST, OPTIONS"
    allowed_of_one: str = "GET, HEAD, OPTIONS"
    body: dict[str, Any] = field(default_factory=dict)  # of work that it takes


DOORS = [
    Door("/api/imports/", "/api/imports/{}/", allowed="GET, POST, HEAD, OPTIONS"),
    Door("/api/data/ingest/", "/api/data/status/{}/", body={"records": [{"student_id": "s"}]}),
    Door("/ingest", "/status/{}", plain=True, body={"ids": [1], "priority": "LOW"}),
    Door("/assignment/html", "/assignment/html/{}", plain=True, body={"student_id": "s"}),
    Door("/assignment/pdf", "/assignment/pdf/{}", plain=True, body={"student_id": "s"}),
    Door(
        "/api/tasks/submit",
        "/api/tasks/{}",
        allowed_of_one="GET, DELETE, HEAD, OPTIONS",
        body={"task_type": "csv_processing"},
    ),
]


@pytest.fixture(params=DOORS, ids=lambda door: door.takes)
def door(request):
    return request.param


@pytest.fixture
def reader(workspace, user, client_for):
    return client_for(workspace, user, scopes=("read",))


def refused(door, response, status, *, details=False):
    """The sentence of a refusal, after checking that it has the shape of its door; with `details=None`, fields may be named."""
    assert response.status_code == status, response.content[:500]
    body = json.loads(response.content)
    if details is None:
        details = not body.keys().isdisjoint({"details", "errors"})
    if door.plain:
        assert response.headers["Content-Type"] == "application/json"
        assert set(body) == {"error"} | ({"details"} if details else set())
        sentence = body["error"]
    else:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert set(body) == {"type", "title", "status", "detail", "code"} | ({"errors"} if details else set())
        assert (body["status"], body["title"]) == (status, HTTPStatus(status).phrase)
        sentence = body["detail"]
    assert isinstance(sentence, str)
    assert sentence.strip()
    return sentence


def test_a_body_of_50_mb(api, door):
    refused(door, api.post(door.takes, HUGE, content_type="application/json"), 413)


def test_a_body_that_nobody_takes_is_refused_before_it_is_read(door, settings):
    headers = [(b"content-length", str(settings.UPLOAD_MAX_BYTES * 2).encode())]
    exchange = Exchange(door.takes, method="POST", headers=headers).run(BodyLimit(get_asgi_application()), [b"x"])
    assert (exchange.status, exchange.pieces_taken) == (413, 0)
    assert_shape(door, exchange)


def test_a_body_that_the_disk_has_no_room_for(door):
    async def full(scope, receive, send):
        raise OSError(28, "No space left on device")

    exchange = Exchange(door.takes, method="POST").run(FullDisk(full), [b"x"])
    assert exchange.status == 507
    assert_shape(door, exchange)


def assert_shape(door, exchange):
    body = json.loads(b"".join(exchange.body))
    assert set(body) == ({"error"} if door.plain else {"type", "title", "status", "detail", "code"})
    assert exchange.headers[b"content-type"] == (b"application/json" if door.plain else b"application/problem+json")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_is_none(api, door, method):
    response = api.generic(method.upper(), door.takes)
    refused(door, response, 405)
    assert response.headers["Allow"] == door.allowed


def test_a_method_that_is_none_of_one(api, door):
    response = api.put(door.tells.format(NOBODYS))
    refused(door, response, 405)
    assert response.headers["Allow"] == door.allowed_of_one


@pytest.mark.parametrize("of_one", [NOBODYS, "1", "null,null", "%00", "☃"], ids=str)
def test_an_id_of_nothing(api, door, of_one):
    refused(door, api.get(door.tells.format(of_one)), 404)


def test_what_is_another_workspaces(api, door, make_workspace, client_for):
    """Something is there, and nobody else is told so."""
    theirs = client_for(*make_workspace("theirs"))
    if door.takes == "/api/imports/":
        response = theirs.post(door.takes, {"file": ContentFile(b"a,b\n1,2\n", "x.csv")}, format="multipart")
    else:
        response = theirs.post(door.takes, door.body)
    assert response.status_code in (201, 202), response.content
    of_one = next(str(response.json()[name]) for name in ("task_id", "ingestion_id", "id") if name in response.json())
    assert theirs.get(door.tells.format(of_one)).status_code in (200, 202)
    refused(door, api.get(door.tells.format(of_one)), 404)


@pytest.mark.parametrize("more", ["/", "/x", "/x/y"])
def test_beside_a_door_is_nothing(client, door, more):
    path = door.takes.rstrip("/") + ("" if door.takes.endswith("/") and more == "/" else more + "/z")
    if path == door.takes.rstrip("/"):  # without its slash
        assert client.post(path).status_code == 404
    refused(door, client.post(path), 404)
    refused(door, client.get(path), 404)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'a': 1}", b'{"a": NaN}', b'{"a": "\xff"}', b"[" * 100_000], ids=range(6)
)
def test_a_body_that_is_no_json(api, door, body):
    response = api.post(door.takes, body, content_type="application/json")
    refused(door, response, 400, details=None)


@pytest.mark.parametrize("body", [None, [], 1, "x", {}], ids=str)
def test_json_that_is_nothing_of_the_kind(api, door, body):
    response = api.post(door.takes, json.dumps(body), content_type="application/json")
    refused(door, response, 400, details=True)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "text/csv"])
def test_what_is_no_json(api, door, content_type):
    refused(door, api.post(door.takes, b"a,b", content_type=content_type), 415)


def test_no_key(db, door):
    for response in (APIClient().post(door.takes, {}), APIClient().get(door.tells.format(NOBODYS))):
        refused(door, response, 401)
        assert response.headers["WWW-Authenticate"].startswith("ApiKey ")


def test_a_key_that_is_none(db, door):
    refused(door, APIClient(HTTP_X_API_KEY="dp_nobodys").post(door.takes, {}), 401)


def test_a_key_without_the_scope(reader, door):
    refused(door, reader.post(door.takes, {}), 403)


def test_a_forged_request(user, door):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)
    refused(door, client.post(door.takes, {}), 403)


def test_a_host_that_is_not_ours(db, door):
    refused(door, APIClient().post(door.takes, {}, headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize("key", ["", "k" * 256, "é\x00"])
def test_an_idempotency_key_that_is_none(api, door, key):
    response = api.post(door.takes, {}, headers={"Idempotency-Key": key})
    refused(door, response, 400, details=None)


@pytest.mark.parametrize("path", ["/health", "/api/data/health/", "/api/health"])
def test_health_needs_no_key(client, db, path):
    for method in (client.get, client.head):
        assert method(path).status_code == 200
    # The last one looks at its parts: here nobody works.
    assert client.get(path).json()["status"] == ("degraded" if path == "/api/health" else "healthy")
    response = client.post(path)
    refused(Door(path, path, plain=path == "/health"), response, 405)
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].split(", "))
