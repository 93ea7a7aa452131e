"""Outlives a launcher, to end what is left of it: processes and temporary data, and servers if it was killed.

The launcher holds the other end of this program's input. However it ends, the kernel closes that end.
"""

import os
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from docprocessor.launch import BACKEND, processes
from docprocessor.launch.servers import Servers

GRACE_SECONDS = 25
IN_GOOD_ORDER = "done\n"


class Guard:
    """The launcher's side, as a context; entered before anything is started.

    What is started carries `mark` in its environment.
    """

    def __init__(self, data: Path, *, throw_away: bool) -> None:
        self._run = uuid.uuid4().hex
        self._data = data
        self._throw_away = throw_away

    @property
    def mark(self) -> dict[str, str]:
        return {processes.MARK: self._run}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, self._run, self._data, *(["--throw-away"] if self._throw_away else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # or whoever reads our output would wait for the guard's end too
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=BACKEND,
            env={key: value for key, value in os.environ.items() if key != processes.MARK},
            start_new_session=True,  # Ctrl-C must not reach it
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate("" if kind is KeyboardInterrupt else IN_GOOD_ORDER)


def main() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a machine that shuts down ends the launcher, and that ends us
    run, data, *flags = sys.argv[1:]
    orderly = sys.stdin.read() == IN_GOOD_ORDER
    processes.end(run, 0 if orderly else GRACE_SECONDS)
    if not orderly and Path(data).is_dir():
        Servers(Path(data)).stop_unless_used()
    if "--throw-away" in flags:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
