"""How fast a large file comes in, and what memory that takes: `launch servers -- python bench/upload.py [megabytes]`.

Sends the same file to a web process of the bench's own, through tus in one chunk and in chunks of 8 MB with a checksum,
and through multipart; prints MB/s until the answer, and by how much the process has grown at its peak. What came by
tus is flushed to the disk when it is answered; what came by multipart need not be.
"""

import base64
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
import httpx
import psutil
from django.core.management import call_command

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")
os.environ["LOG_LEVEL"] = "error"
django.setup()

from bench.memory import PeakMemory
from docprocessor.accounts.keys import key_create
from docprocessor.accounts.services import first_workspace
from docprocessor.jobs.tests.web import web_process

MEGABYTE = 1_000_000
PIECE = 1024**2
CHUNK = 8 * MEGABYTE
ROUNDS = 3
HEAD = b"id,name,email,country,signup_date,balance,active,notes\n"
ROW = b"1000001,Ana,ana@example.com,ES,2024-01-31,12.50,true,\n"
BOUNDARY = b"----------bench"


def main() -> None:
    size = int(sys.argv[1]) * MEGABYTE if len(sys.argv) > 1 else 1_000 * MEGABYTE
    call_command("migrate", verbosity=0)
    workspace, user, _ = first_workspace(email="bench@example.com", password="")
    _, key = key_create(workspace=workspace, created_by=user, name="bench", scopes=["read", "write"])
    print(f"{size / MEGABYTE:,.0f} MB, {ROUNDS} rounds, each in a web process of its own")
    for name, send in (("tus, one chunk", _tus), ("tus, 8 MB chunks", _tus_in_chunks), ("multipart", _multipart)):
        for _ in range(ROUNDS):
            with TemporaryDirectory() as store, web_process(STORAGE_ROOT=store, TMPDIR=store) as web:
                _measure(name, send, web, key, size)


def _measure(
    name: str, send: Callable[[httpx.Client, int], None], web: tuple[str, "psutil.Popen"], key: str, size: int
) -> None:
    process = psutil.Process(web[1].pid)
    with httpx.Client(base_url=web[0], headers={"X-API-KEY": key}, timeout=600) as client:
        send(client, 2 * MEGABYTE)  # what is loaded with the first one stays
        before = process.memory_info().rss / MEGABYTE
        began = time.perf_counter()
        with PeakMemory(lambda: [process]) as peak:
            send(client, size)
            seconds = time.perf_counter() - began
        print(f"{name:18} {size / MEGABYTE / seconds:6.0f} MB/s   {peak.megabytes() - before:+6.1f} MB of memory")


def _tus(client: httpx.Client, size: int) -> None:
    path = _begin(client, size)
    _patch(client, path, 0, _pieces(size), {"Content-Length": str(size)})


def _tus_in_chunks(client: httpx.Client, size: int) -> None:
    path = _begin(client, size)
    chunk = b"".join(_pieces(CHUNK))
    for offset in range(0, size, CHUNK):
        part = chunk[: size - offset]
        digest = base64.b64encode(hashlib.sha1(part, usedforsecurity=False).digest()).decode()
        _patch(client, path, offset, part, {"Upload-Checksum": f"sha1 {digest}"})


def _begin(client: httpx.Client, size: int) -> str:
    return client.post("/api/uploads/", headers={"Upload-Length": str(size)}).raise_for_status().headers["Location"]


def _patch(client: httpx.Client, path: str, offset: int, content: Any, headers: dict[str, str]) -> None:
    headers |= {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    client.patch(path, content=content, headers=headers).raise_for_status()


def _multipart(client: httpx.Client, size: int) -> None:
    head = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue\r\n--' + BOUNDARY
    head += b'\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    tail = b"\r\n--" + BOUNDARY + b"--\r\n"

    def body() -> Iterator[bytes]:
        yield head
        yield from _pieces(size)
        yield tail

    length = len(head) + size + len(tail)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}", "Content-Length": str(length)}
    client.post("/api/imports/", content=body(), headers=headers).raise_for_status()


def _pieces(size: int) -> Iterator[bytes]:
    piece = (HEAD + ROW * (PIECE // len(ROW)))[:PIECE]
    for start in range(0, size, len(piece)):
        yield piece[: size - start]


if __name__ == "__main__":
    main()
