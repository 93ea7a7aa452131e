"""Times as a report writes them: in UTC, to the second."""

from datetime import datetime, timedelta
from typing import Final

UNKNOWN: Final = "–"  # noqa: RUF001  (a dash that stands for nothing)


def clock(at: datetime | None) -> str:
    """Return a moment, such as 2024-07-21 03:04:55."""
    return f"{at.year:04}-{at:%m-%d %H:%M:%S}" if at else UNKNOWN


def span(first: datetime | None, last: datetime | None) -> str:
    """Return from when to when."""
    return f"{clock(first)} to {clock(last)}"


def duration(time: timedelta) -> str:
    """Return a length of time as hours, minutes and seconds, such as 0:04:17; with days before it where there are."""
    minutes, seconds = divmod(time.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{time.days:,} d " if time.days else ""
    return f"{days}{hours}:{minutes:02}:{seconds:02}"
