"""Uploads over lines that drop, to processes that die: a web process of its own serves."""

import base64
import hashlib
import os
import signal
import socket
import struct
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from docprocessor.accounts.keys import key_create
from docprocessor.imports.models import Upload
from docprocessor.imports.uploads.parts import part_path
from docprocessor.jobs.tests.web import until, web_process

MEGABYTE = 1024**2
CONTENT = b"id,name\n" + b"7,somebody\n" * (MEGABYTE)
SIZE = len(CONTENT)


@pytest.fixture
def key(committed, workspace, user):
    return key_create(workspace=workspace, created_by=user, name="test", scopes=["read", "write"])[1]


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    return tmp_path


def begin(address, key, size=SIZE):
    answer = httpx.post(f"{address}/api/uploads/", headers={"X-API-KEY": key, "Upload-Length": str(size)})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def offset_of(address, key, path):
    answer = httpx.head(address + path, headers={"X-API-KEY": key})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return int(answer.headers["Upload-Offset"])


def send(address, key, path, content, offset, **headers):
    headers |= {"X-API-KEY": key, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return httpx.patch(address + path, content=content, headers=headers, timeout=60)


@contextmanager
def line(address, key, path, *, offset=0, length=SIZE, first=b"", **headers):
    """A connection on which a chunk has been begun."""
    url = urlsplit(address)
    head = [
        f"PATCH {path} HTTP/1.1",
        f"Host: {url.netloc}",
        f"X-API-KEY: {key}",
        "Content-Type: application/offset+octet-stream",
        f"Upload-Offset: {offset}",
        f"Content-Length: {length}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    with socket.create_connection((url.hostname, url.port), timeout=60) as client:
        client.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + first)
        yield client


def written(path):
    """How much of it is in the part by now, whether or not that has been said."""
    return part_path(path.rstrip("/").rsplit("/", 1)[1]).stat().st_size


@pytest.mark.parametrize("how", ["ended", "reset"])
def test_a_line_that_drops_loses_nothing_that_came(key, how):
    with web_process(STORAGE_ROOT=str(part_path("x").parent.parent)) as (address, _):
        path = begin(address, key)
        with line(address, key, path, first=CONTENT[: 3 * MEGABYTE]) as client:
            until(lambda: written(path) == 3 * MEGABYTE)
            if how == "reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        until(lambda: offset_of(address, key, path) == 3 * MEGABYTE)
        assert send(address, key, path, CONTENT[3 * MEGABYTE :], 3 * MEGABYTE).status_code == 204
        assert Upload.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()
