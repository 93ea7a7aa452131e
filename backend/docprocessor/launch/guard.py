"""Outlives a launcher that was killed outright, to stop what it left: its processes, its servers, its throw-away data.

The launcher holds the other end of this program's input. However it ends, the kernel closes that end, and unless it
said `done` before, what it had told of is cleared away.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from docprocessor.launch import BACKEND
from docprocessor.launch.groups import group_alive, group_signal
from docprocessor.launch.servers import Servers

GRACE_SECONDS = 25


class Guard:
    """The launcher's side, as a context; entered before anything is started."""

    def __init__(self, data: Path, *, throw_away: bool) -> None:
        self._command = [sys.executable, "-m", __name__, str(data), *(["--throw-away"] if throw_away else [])]

    def __enter__(self) -> Self:
        # A session of its own: Ctrl-C must not reach it.
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # or whoever reads our output would wait for the guard's end too
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            cwd=BACKEND,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, KeyboardInterrupt):
            self._tell("done")
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def started(self, group: int) -> None:
        self._tell(f"started {group}")

    def ended(self, group: int) -> None:
        self._tell(f"ended {group}")

    def _tell(self, what: str) -> None:
        if self._process.stdin and self._process.poll() is None:
            self._process.stdin.write(what + "\n")


def listen(lines: Iterable[str]) -> set[int] | None:
    """Follow what the launcher tells; the process groups it left, or None when it left in good order."""
    groups: set[int] = set()
    for line in lines:
        match line.split():
            case ["started", group]:
                groups.add(int(group))
            case ["ended", group]:
                groups.discard(int(group))
            case ["done"]:
                return None
    return groups


def clear(groups: set[int], data: Path) -> None:
    """Stop the processes, then the servers that nobody else uses."""
    for group in groups:
        group_signal(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(map(group_alive, groups)):
        time.sleep(0.1)
    for group in groups:
        group_signal(group, signal.SIGKILL)
    if data.is_dir():
        Servers(data).stop_unless_used()


def main() -> None:
    data, *flags = sys.argv[1:]
    if (groups := listen(sys.stdin)) is not None:
        clear(groups, Path(data))
    if "--throw-away" in flags:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
