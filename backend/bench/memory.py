"""How much memory processes hold at most, by looking many times a second."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Self

import psutil

EVERY_SECONDS = 0.02
# Finding children walks all processes of the machine, which would be felt.
FIND_EVERY_LOOKS = 25


class PeakMemory:
    """The largest resident size of each process that `of` names, as a context around what they do.

    Shared libraries count with every process that has touched them, so the figures err upwards.
    """

    def __init__(self, of: Callable[[], Iterable[psutil.Process]]) -> None:
        self._of = of
        self._peaks: dict[psutil.Process, int] = {}
        self._before: dict[psutil.Process, float] = {}
        self._worked: dict[psutil.Process, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._before = {process: _cpu_seconds(process) for process in self._of()}
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def megabytes(self) -> float:
        """The peak of the process that worked hardest."""
        hardest = max(self._worked, key=self._worked.__getitem__, default=None)
        return self._peaks[hardest] / 1e6 if hardest else 0.0

    def _watch(self) -> None:
        for look in count():
            if look % FIND_EVERY_LOOKS == 0:
                processes = list(self._of())
            for process in processes:
                with suppress(psutil.Error):
                    self._worked[process] = _cpu_seconds(process) - self._before.get(process, 0)
                    self._peaks[process] = max(self._peaks.get(process, 0), process.memory_info().rss)
            if self._done.wait(EVERY_SECONDS):
                return


def family(first: psutil.Process) -> list[psutil.Process]:
    """A process and what it has started."""
    with suppress(psutil.Error):
        return [first, *first.children(recursive=True)]
    return []


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
