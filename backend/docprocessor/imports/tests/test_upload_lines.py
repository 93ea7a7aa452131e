"""Uploads over lines that drop, to processes that die: a web process of its own serves."""

import hashlib
import resource
import signal
import socket
import struct
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from docprocessor.accounts.keys import key_create
from docprocessor.imports.models import Upload
from docprocessor.imports.tests.test_full_disk import disk
from docprocessor.imports.tests.uploading import CHUNK
from docprocessor.imports.uploads.parts import part_path
from docprocessor.jobs.tests.web import until, web_process

MEGABYTE = 1024**2
CONTENT = b"id,name\n" + b"7,somebody\n" * MEGABYTE
SIZE = len(CONTENT)


@pytest.fixture
def key(committed, workspace, user):
    return key_create(workspace=workspace, created_by=user, name="test", scopes=["read", "write"])[1]


class Client:
    """Sends files to a web process."""

    def __init__(self, address, key):
        self.url = urlsplit(address)
        self.client = httpx.Client(base_url=address, headers={"X-API-KEY": key}, timeout=60)

    def begin(self, size=SIZE):
        answer = self.client.post("/api/uploads/", headers={"Upload-Length": str(size)})
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def offset(self, path):
        answer = self.client.head(path)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def send(self, path, content, offset, method="PATCH", **headers):
        sent = {"Upload-Offset": str(offset), "Content-Type": CHUNK} | headers
        return self.client.request(method, path, content=content, headers=sent)

    @contextmanager
    def line(self, path, first, *, offset=0, **headers):
        """A connection on which a chunk of all the rest has been begun."""
        head = [
            f"PATCH {path} HTTP/1.1",
            f"Host: {self.url.netloc}",
            f"X-API-KEY: {self.client.headers['X-API-KEY']}",
            f"Content-Type: {CHUNK}",
            f"Upload-Offset: {offset}",
            f"Content-Length: {SIZE - offset}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        with socket.create_connection((self.url.hostname, self.url.port), timeout=60) as line:
            line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + first)
            yield line


@pytest.fixture(scope="module")
def shared_address(django_db_setup):
    """A web process for all tests that leave it as it is."""
    with web_process() as (address, _):
        yield address


@pytest.fixture
def client(shared_address, key):
    return Client(shared_address, key)


@pytest.fixture
def web(key, store):
    """A web process of the test's own, and its client."""

    @contextmanager
    def run():
        with web_process() as (address, process):
            yield Client(address, key), process

    return run


def written(path):
    """How much of it is in the part by now, whether or not that has been said."""
    return part_path(path.split("/")[-2]).stat().st_size


def reset(line):
    """Go away without waiting for what has been sent."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def assert_whole():
    assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("go_away", [socket.socket.close, reset])
def test_a_line_that_drops_loses_nothing_that_came(client, go_away):
    path = client.begin()
    with client.line(path, CONTENT[: 3 * MEGABYTE]) as line:
        until(lambda: written(path) == 3 * MEGABYTE)
        go_away(line)
    until(lambda: client.offset(path) == 3 * MEGABYTE)
    assert client.send(path, CONTENT[3 * MEGABYTE :], 3 * MEGABYTE).status_code == 204
    assert_whole()


def test_of_a_chunk_with_a_checksum_nothing_stays_when_the_line_drops(client):
    path = client.begin()
    with client.line(path, CONTENT[:MEGABYTE], **{"Upload-Checksum": "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="}):
        until(lambda: written(path) == MEGABYTE)
    # The lock is free when the request has ended.
    until(lambda: client.send(path, b"", 0).status_code == 204)
    assert client.offset(path) == 0
    assert client.send(path, CONTENT, 0).status_code == 204
    assert_whole()


def test_one_line_at_a_time(client):
    path = client.begin()
    with client.line(path, CONTENT[:MEGABYTE]) as line:
        until(lambda: written(path) == MEGABYTE)
        for offset in (0, client.offset(path)):
            assert client.send(path, CONTENT[offset:], offset).status_code == 423
        line.sendall(CONTENT[MEGABYTE:])
        assert line.recv(1024).startswith(b"HTTP/1.1 204 ")
    assert_whole()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_another_process_goes_on_where_one_has_died(web, how):
    with web() as (client, process):
        path = client.begin()
        assert client.send(path, CONTENT[: 2 * MEGABYTE], 0).status_code == 204
        with client.line(path, CONTENT[2 * MEGABYTE : 5 * MEGABYTE], offset=2 * MEGABYTE):
            until(lambda: written(path) == 5 * MEGABYTE)
            process.send_signal(how)
            process.wait(60)
    with web() as (client, _):
        offset = client.offset(path)
        assert 2 * MEGABYTE <= offset <= 5 * MEGABYTE
        assert client.send(path, CONTENT[offset:], offset).status_code == 204
        assert_whole()


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_client_that_knows_neither_its_length_nor_the_method(client, method):
    """In chunks of HTTP (RFC 9112, 7.1), and by the header that tus has for it."""
    pieces = (CONTENT[start : start + MEGABYTE] for start in range(0, SIZE, MEGABYTE))
    path = client.begin()
    override = {"X-HTTP-Method-Override": "PATCH"} if method == "POST" else {}
    answer = client.send(path, pieces, 0, method, **override)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(SIZE))
    assert_whole()
    ended = client.client.post(path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert (ended.status_code, client.client.head(path).status_code) == (204, 404)
    assert client.client.post(path).status_code == 405


def test_a_refused_chunk_does_not_break_the_line(client):
    """What still comes of it is read and dropped, so that its sender hears the answer."""
    path = client.begin()
    for _ in range(2):
        answer = client.send(path, CONTENT, 7)
        assert (answer.status_code, answer.json()["code"]) == (409, "offset_conflict")
    assert client.send(path, CONTENT, 0).status_code == 204


def test_a_limit_to_the_size_of_files(web):
    with web() as (client, process):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4 * MEGABYTE, -1))
        path = client.begin()
        answer = client.send(path, CONTENT, 0)
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
        offset = client.offset(path)
        assert 3 * MEGABYTE <= offset <= 4 * MEGABYTE
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (-1, -1))
        assert client.send(path, CONTENT[offset:], offset).status_code == 204
        assert_whole()


def test_no_room_on_the_disk(key, settings, tmp_path):
    with disk(tmp_path / "small", 8) as small, web_process(STORAGE_ROOT=str(small)) as (address, _):
        settings.STORAGE_ROOT = small
        client = Client(address, key)
        path = client.begin()
        answer = client.send(path, CONTENT, 0)
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
        assert 6 * MEGABYTE <= client.offset(path) <= 8 * MEGABYTE
        assert client.client.delete(path).status_code == 204
        assert client.send(client.begin(MEGABYTE), CONTENT[:MEGABYTE], 0).status_code == 204
