"""Small disks, in a mount namespace of the harness's own: the kernel takes them away with its last process."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from faults.registry import Skipped

CLONE_NEWNS = 0x00020000


@cache
def own_namespace() -> bool:
    """Leave the machine's mount namespace, if that is allowed; to be called before any thread or process is started.

    Says whether it was done.
    """
    if os.geteuid() != 0 or not sys.platform.startswith("linux") or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return False
    return _done("mount", "--make-rprivate", "/")


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[None]:
    """Cover a folder with an empty disk of a few megabytes. Raises Skipped where that takes rights we do not have."""
    path.mkdir(exist_ok=True)
    if not (own_namespace() and _done("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "faults", path)):
        raise Skipped("needs root")
    try:
        yield
    finally:
        _done("umount", "--lazy", path)


def resize(path: Path, megabytes: int) -> None:
    """Give a small disk another size."""
    _done("mount", "-o", f"remount,size={megabytes}m", path)


def _done(*command: str | Path) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
