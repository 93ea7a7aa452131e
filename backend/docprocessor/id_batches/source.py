"""Where ids are fetched from. `ID_SOURCE` names the function; the one here stands in for a real one."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

Wait = Callable[[float], None]
# Given an id, and `wait`, which sleeps so many seconds but stops when the job is to stop. Returns what the source
# knows of the id, as plain JSON. Raises NotFetched when it has nothing for this id, OSError when it cannot be reached.
Source = Callable[[int, Wait], Any]


class NotFetched(Exception):
    """The source answers that it has nothing for this id; its message says why."""


def simulated(number: int, wait: Wait) -> str:
    """Take as long as another system would, and know the same of every id."""
    wait(settings.ID_FETCH_SECONDS)
    return "processed"


@cache
def id_source() -> Source:
    """Return the function that ids are fetched with."""
    found: Source = import_string(settings.ID_SOURCE)
    return found


@checks.register
def check_source(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Import the source at start, so that a wrong name is noticed before a batch needs it."""
    try:
        import_string(settings.ID_SOURCE)
    except ImportError as error:
        return [checks.Error(f"ID_SOURCE names {settings.ID_SOURCE}, which cannot be imported: {error}", id="ids.E001")]
    return []
