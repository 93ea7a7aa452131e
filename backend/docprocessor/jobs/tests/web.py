"""A web process of its own on the test's database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from docprocessor.launch.stack import wait_until_answers

NAME = "a-web-process"  # what its connections are called in pg_stat_activity


@contextmanager
def web_process(**environment: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run one as the launcher does, without a pool of connections; gives its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = urlsplit(os.environ["DATABASE_URL"])
    query = f"{address.query}&application_name={NAME}".removeprefix("&")
    database = address._replace(path=f"/{connection.settings_dict['NAME']}", query=query).geturl()
    command = [sys.executable, "-m", "uvicorn", "docprocessor.asgi:application", "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--no-access-log",
        "--lifespan",
        "off",
        "--timeout-graceful-shutdown",
        "5",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        command,
        cwd=settings.BACKEND,
        env=os.environ | {"DATABASE_URL": database, "STORAGE_ROOT": str(settings.STORAGE_ROOT)} | environment,
    )
    try:
        assert wait_until_answers(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def connections_held() -> int:
    """How many connections to PostgreSQL the web process has at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()", [NAME]
        )
        return int(cursor.fetchone()[0])


def until(true, *, seconds: float = 60.0) -> None:
    """Wait until something is true, and fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
