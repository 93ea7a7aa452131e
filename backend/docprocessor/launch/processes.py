"""Which processes belong to a run: those that carry its name in their environment, whoever their parent is by now.

A process group would not do: browsers and daemons leave theirs, and a launcher that is killed between starting a
program and noting its number would forget it.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil

MARK = "DOCPROCESSOR_RUN"


def belonging_to(run: str) -> list[psutil.Process]:
    """The live processes that carry the name of `run`."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == run and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end(run: str, grace: float) -> None:
    """Ask what belongs to `run` to end, and kill what has not after `grace` seconds."""
    asked: set[int] = set()
    deadline = time.monotonic() + grace
    while (processes := belonging_to(run)) and time.monotonic() < deadline:
        # The first of each family: it knows how its children want to end. Once it is gone, those are the first.
        for process in _first_of_each_family(processes):
            if process.pid not in asked:
                asked.add(process.pid)
                with suppress(psutil.Error):
                    process.terminate()
        time.sleep(0.1)
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


def _first_of_each_family(processes: list[psutil.Process]) -> Iterator[psutil.Process]:
    pids = {process.pid for process in processes}
    for process in processes:
        with suppress(psutil.Error):
            if process.ppid() not in pids:
                yield process


def kill_group(leader: int) -> None:
    """Kill a part at once, with what it forked."""
    with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        os.killpg(leader, signal.SIGKILL)
