"""How much memory processes hold at most, by looking many times a second."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

import psutil

EVERY_SECONDS = 0.02


class PeakMemory:
    """The largest resident size of each process that `of` names, as a context around what they do.

    Shared libraries count with every process that has touched them, so the figures err upwards.
    """

    def __init__(self, of: Callable[[], Iterable[psutil.Process]]) -> None:
        self._of = of
        self._peaks: dict[psutil.Process, int] = {}
        self._began: dict[psutil.Process, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._began = {process: _busy_seconds(process) for process in self._of()}
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def megabytes(self) -> float:
        """The peak of the process that worked hardest."""
        busiest = max(self._peaks, key=lambda each: _busy_seconds(each) - self._began.get(each, 0), default=None)
        return self._peaks[busiest] / 1e6 if busiest else 0.0

    def _watch(self) -> None:
        while not self._done.wait(EVERY_SECONDS):
            for process in self._of():
                with suppress(psutil.Error):
                    self._peaks[process] = max(self._peaks.get(process, 0), process.memory_info().rss)


def _busy_seconds(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0
