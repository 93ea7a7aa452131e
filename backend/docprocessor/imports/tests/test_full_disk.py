"""A file that the disk has no room for, or whose sender goes away, leaves nothing; what is there stays whole.

A web process of its own serves: in a disk of a few megabytes where one can be mounted, else under a limit to the
size of its files.
"""

import os
import resource
import socket
import struct
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from docprocessor.accounts.keys import key_create
from docprocessor.imports.models import ImportJob
from docprocessor.jobs.tests.web import until, web_process

MEGABYTE = 1024**2
SMALL = b"id,name\n1,Ana\n"
LARGE = b"id,name\n" + b"7,somebody\n" * (2 * MEGABYTE)
assert len(LARGE) > 20 * MEGABYTE


@pytest.fixture
def key(committed, workspace, user):
    return key_create(workspace=workspace, created_by=user, name="test", scopes=["read", "write"])[1]


@contextmanager
def disk(folder: Path, megabytes: int):
    """A file system of its own."""
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mounted, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def post(address, key, content):
    return httpx.post(
        f"{address}/api/imports/", files={"file": ("a.csv", content)}, headers={"X-API-KEY": key}, timeout=60
    )


def files_below(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def open_below(process, folder):
    """The files that a process has open there, also those that have no name any more."""
    found = []
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            name = str(link.readlink())
        except FileNotFoundError:
            continue
        if name.startswith(f"{folder}/"):
            found.append(name)
    return found


def assert_refused_and_gone(answer, process, folders):
    assert answer.status_code == 507, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "storage_full"
    assert problem["detail"] == "The server's disk is full; nothing of the file was kept."
    # It is answered a moment before all is closed.
    until(lambda: not any(open_below(process, folder) for folder in folders))


def assert_goes_on(address, key, store, kept):
    """What was stored is whole, and what fits is taken."""
    assert kept.read_bytes() == SMALL
    accepted = post(address, key, SMALL)
    assert accepted.status_code == 202
    names = {f"imports/{each.pk}/original" for each in ImportJob.objects.all()}
    assert {str(path.relative_to(store)) for path in files_below(store)} == names
    assert len(names) == 2


def check_without_room_to_spool(store, spool, key, *, largest=None):
    with web_process(STORAGE_ROOT=str(store), TMPDIR=str(spool)) as (address, process):
        if largest is not None:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, largest))
        kept = store / "imports" / post(address, key, SMALL).json()["id"] / "original"
        assert_refused_and_gone(post(address, key, LARGE), process, [store, spool])
        assert not files_below(spool)
        assert_goes_on(address, key, store, kept)


def test_no_room_where_bodies_are_spooled(tmp_path, key):
    with disk(tmp_path / "spool", 8) as spool:
        check_without_room_to_spool(tmp_path / "store", spool, key)


def test_a_limit_to_the_size_of_files(tmp_path, key):
    (tmp_path / "spool").mkdir()
    check_without_room_to_spool(tmp_path / "store", tmp_path / "spool", key, largest=8 * MEGABYTE)


def test_no_room_in_the_store(tmp_path, key):
    spool = tmp_path / "spool"
    spool.mkdir()
    with disk(tmp_path / "store", 8) as store, web_process(STORAGE_ROOT=str(store), TMPDIR=str(spool)) as web:
        address, process = web
        kept = store / "imports" / post(address, key, SMALL).json()["id"] / "original"
        for _ in range(3):  # what one has taken is free for the next
            assert_refused_and_gone(post(address, key, LARGE), process, [store, spool])
        assert files_below(store) == {kept}
        assert_goes_on(address, key, store, kept)


def test_a_client_that_resets_the_connection(tmp_path, key):
    store, spool = tmp_path / "store", tmp_path / "spool"
    spool.mkdir()
    with web_process(STORAGE_ROOT=str(store), TMPDIR=str(spool)) as (address, process):
        kept = store / "imports" / post(address, key, SMALL).json()["id"] / "original"
        url = urlsplit(address)
        with socket.create_connection((url.hostname, url.port)) as client:
            head = [
                "POST /api/imports/ HTTP/1.1",
                f"Host: {url.netloc}",
                f"X-API-KEY: {key}",
                "Content-Type: multipart/form-data; boundary=x",
                f"Content-Length: {len(LARGE)}",
            ]
            part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            client.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + part + LARGE[: 5 * MEGABYTE])
            until(lambda: open_below(process, spool))  # more than is kept in memory has come
            # Without waiting for what it has sent: a reset, no end.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        until(lambda: not open_below(process, spool))
        assert not files_below(spool)
        assert_goes_on(address, key, store, kept)
