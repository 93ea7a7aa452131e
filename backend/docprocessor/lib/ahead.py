"""Drawing from an iterator in a thread of its own, a few items ahead of who uses them."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


class _Drawing(threading.Thread):
    """Draws until the iterator ends, fails, or nobody wants more."""

    def __init__(self, items: Iterator[object], depth: int) -> None:
        super().__init__(name="ahead", daemon=True)
        self.drawn: queue.Queue[object] = queue.Queue(depth)
        self.unwanted = threading.Event()
        self.error: BaseException | None = None
        self._items = items

    def run(self) -> None:
        try:
            for item in self._items:
                if not self._hand_over(item):
                    return
        except BaseException as error:  # noqa: BLE001  (whatever it is belongs to who draws, in the other thread)
            self.error = error
        self._hand_over(_END)

    def _hand_over(self, item: object) -> bool:
        while not self.unwanted.is_set():
            try:
                self.drawn.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False


_END = object()


@contextmanager
def ahead(items: Iterator[Item], *, depth: int) -> Iterator[Iterator[Item]]:
    """Give the items of an iterator, at most `depth` of which wait to be used; an error it raises comes out here.

    When the block is left, the drawing has ended: what the iterator reads from may be closed.
    """
    drawing = _Drawing(items, depth)
    drawing.start()

    def drawn() -> Iterator[Item]:
        while (item := drawing.drawn.get()) is not _END:
            yield item  # type: ignore[misc]  # the queue holds nothing else
        if drawing.error is not None:
            raise drawing.error

    try:
        yield drawn()
    finally:
        drawing.unwanted.set()
        drawing.join()
