"""The faults by name, and how one of them says how it went."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faults.system import System


class Broken(Exception):
    """A promise was not kept; the message says which."""


class Skipped(Exception):
    """This fault cannot be made here; the message says why."""


@dataclass(frozen=True)
class Fault:
    """Something that is done to the system. `run` returns what was measured."""

    name: str
    sentence: str
    run: Callable[[System], str]


FAULTS: dict[str, Fault] = {}


def fault(sentence: str) -> Callable[[Callable[[System], str]], Callable[[System], str]]:
    """Register a function as the fault of its name."""

    def register(run: Callable[[System], str]) -> Callable[[System], str]:
        name = run.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, sentence, run)
        return run

    return register


def require(kept: object, promise: str) -> None:
    """Raise Broken with the promise unless it was kept."""
    if not kept:
        raise Broken(promise)


def wait_for(holds: Callable[[], object], seconds: float, promise: str) -> float:
    """Wait until something holds, and return how long that took. Raises Broken with the promise."""
    began = time.monotonic()
    while not holds():
        require(time.monotonic() - began < seconds, f"within {seconds:g} s, {promise}")
        time.sleep(0.02)
    return time.monotonic() - began
