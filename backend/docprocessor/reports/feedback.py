"""What a report says of a student's events: their order, and attempts and time per unit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from docprocessor.reports.events import Event

NUMBERS: Final = re.compile(r"(\d+)")
WHOLE: Final = re.compile(r"-?\d+")
ARROW: Final = " -> "
UnitKey = tuple[list[tuple[int, int, str]], str]


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """A unit under its alias: how often it came, when first and last, and the time spent on it."""

    alias: str
    unit: str
    attempts: int
    first: datetime | None
    last: datetime | None
    time: timedelta


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that a report says; `events` are in order, and `units` too."""

    events: list[Event]
    aliases: dict[str, str]
    units: list[UnitSummary]
    order: str

    @property
    def first(self) -> datetime | None:
        """When the first event was, of those whose time is known."""
        return next((event.at for event in self.events if event.at), None)

    @property
    def last(self) -> datetime | None:
        """When the last one was."""
        return next((event.at for event in reversed(self.events) if event.at), None)

    @property
    def time(self) -> timedelta:
        """The time on all units."""
        return sum((unit.time for unit in self.units), timedelta())


def feedback_of(events: Iterable[Event]) -> Feedback:
    """Put events in order and sum them up by unit."""
    ordered = in_order(events)
    aliases = aliases_of(event.unit for event in ordered)
    order = ARROW.join(aliases[event.unit] for event in ordered)
    return Feedback(ordered, aliases, _summaries(ordered, aliases), order)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events by their time; those of one moment as they were sent, those without a time last."""
    sent = list(events)
    timed = sorted((event.at, place) for place, event in enumerate(sent) if event.at)
    return [sent[place] for _, place in timed] + [event for event in sent if not event.at]


def aliases_of(units: Iterable[str]) -> dict[str, str]:
    """Return Q1, Q2, … for units in their natural order."""
    return {unit: f"Q{number}" for number, unit in enumerate(sorted(set(units), key=natural), start=1)}


def natural(unit: str) -> UnitKey:
    """Return what sorts units as people do: 2 before 10, "Lesson 2" before "lesson 10"."""
    if WHOLE.fullmatch(unit):
        return [(0, int(unit), "")], unit
    parts = [part for part in NUMBERS.split(unit) if part]
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts], unit


def _summaries(ordered: list[Event], aliases: dict[str, str]) -> list[UnitSummary]:
    """Sum up each unit. Its time goes from each of its events to the student's next one, of whatever unit; the last
    event has none. So the times of all units together are those from the first event to the last."""
    events: dict[str, list[Event]] = {unit: [] for unit in aliases}
    time = dict.fromkeys(aliases, timedelta())
    for event in ordered:
        events[event.unit].append(event)
    for event, after in pairwise(ordered):
        if event.at and after.at:
            time[event.unit] += after.at - event.at
    return [_summary(alias, unit, events[unit], time[unit]) for unit, alias in aliases.items()]


def _summary(alias: str, unit: str, events: list[Event], time: timedelta) -> UnitSummary:
    times = [event.at for event in events if event.at]
    first, last = (times[0], times[-1]) if times else (None, None)
    return UnitSummary(alias, unit, len(events), first, last, time)
