import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from docprocessor.launch import BACKEND
from docprocessor.launch.servers import Servers
from docprocessor.launch.stack import SERVER_KEYS


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def processes_with(marker: str) -> list[str]:
    """The command lines that mention `marker`, zombies left out."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if process.info["status"] != psutil.STATUS_ZOMBIE and any(marker in word for word in words):
            found.append(" ".join(words))
    return found


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory whose servers are stopped whatever a test did to them."""
    with tempfile.TemporaryDirectory(prefix="launch-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)
        Servers(Path(name)).stop_unless_used()


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a Python program with a pipe to and from it; killed at the end if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, stderr: int | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=BACKEND,
            # The tests run on servers themselves; what is started here shall not find those.
            env={key: value for key, value in os.environ.items() if key not in SERVER_KEYS},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
