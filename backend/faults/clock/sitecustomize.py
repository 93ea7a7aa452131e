"""Shifts the clock of a Python process that finds this folder first on its path, by FAULTS_CLOCK_SHIFT seconds.

It runs before anything else is imported, so nothing holds the true functions. It reaches all that Python code asks
of the time of day; PostgreSQL and the waiting of threads, which count on other clocks, it does not.
"""

import datetime as dt
import os
import time
from typing import Any

SHIFT = int(os.environ["FAULTS_CLOCK_SHIFT"])
true_time, true_time_ns = time.time, time.time_ns
true_datetime = dt.datetime


class _LooksTheSame(type):
    def __instancecheck__(cls, value: object) -> bool:  # what C code makes is still a datetime
        return isinstance(value, true_datetime)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, true_datetime)


class Shifted(true_datetime, metaclass=_LooksTheSame):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return true_datetime.now(tz) + dt.timedelta(seconds=SHIFT)

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(dt.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return cls.now()


time.time = lambda: true_time() + SHIFT
time.time_ns = lambda: true_time_ns() + SHIFT * 1_000_000_000
dt.datetime = Shifted  # type: ignore[misc]
