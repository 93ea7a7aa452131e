"""What a student did, as it is reported: an event of a unit, perhaps with its time."""

import json
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

MAX_EVENTS: Final = 10_000
DEFAULT_TYPE: Final = "submission"


class Event(NamedTuple):
    """One event; `at` is in UTC, and None where it is not known."""

    unit: str
    type: str
    at: datetime | None


def pack(events: Iterable[Event]) -> bytes:
    """Return events as they are stored: JSON, compressed."""
    rows = [[event.unit, event.type, event.at and event.at.isoformat()] for event in events]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode())


def unpack(packed: bytes) -> list[Event]:
    """Return the events that were stored."""
    rows = json.loads(zlib.decompress(packed))
    return [Event(unit, type_, at and datetime.fromisoformat(at)) for unit, type_, at in rows]
