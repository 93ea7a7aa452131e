"""Process groups: a part and everything it forked, under the number of its first process."""

import os
import signal
from contextlib import suppress

import psutil


def group_signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        os.killpg(group, number)


def group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def kill_tree(leader: int) -> None:
    """Kill a part at once, with what left its group: browsers and daemons start sessions of their own."""
    descendants: list[psutil.Process] = []
    with suppress(psutil.Error):
        descendants = psutil.Process(leader).children(recursive=True)
    group_signal(leader, signal.SIGKILL)
    for process in descendants:
        with suppress(psutil.Error):
            process.kill()
