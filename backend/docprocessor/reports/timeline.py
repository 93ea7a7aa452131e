"""A timeline of events: marks on lanes, as many as can be told apart and no more, however many events there are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final

from docprocessor.reports.events import Event
from docprocessor.reports.feedback import Feedback
from docprocessor.reports.wording import clock, span

# All lengths are units of the drawing.
LEFT: Final = 96
WIDTH: Final = 600
RIGHT: Final = 24
TOP: Final = 12
LANE_HEIGHT: Final = 20
AXIS_HEIGHT: Final = 30
RADIUS: Final = 3.5
GAP: Final = 8
BASELINE: Final = 4
MOST_LANES: Final = 24
COLUMNS: Final = 120
# A line from event to event says something only while one can follow it.
MOST_STEPS: Final = 150
MOST_TICKS: Final = 6
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
STEPS: Final = [
    *(timedelta(seconds=count) for count in (1, 5, 15, 30)),
    *(timedelta(minutes=count) for count in (1, 5, 15, 30)),
    *(timedelta(hours=count) for count in (1, 3, 6, 12)),
    *(timedelta(days=count) for count in (1, 2, 7, 14, 30, 91, 182, 365, 3_650, 36_500, 730_000)),
]


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the drawing: one unit, or several that follow each other when there are too many for a row each."""

    label: str
    y: float

    @property
    def text_y(self) -> float:
        """Where the baseline of its label is."""
        return self.y + BASELINE


@dataclass(frozen=True, slots=True)
class Mark:
    """Events of one lane that are too close in time to be drawn apart."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of so many units in width and height."""

    width: int
    height: int
    lanes: list[Lane]
    marks: list[Mark]
    ticks: list[Tick]
    path: str  # from event to event, as an SVG polyline's points; empty when there are too many
    left: int = LEFT
    right: int = LEFT + WIDTH
    label_x: int = LEFT - GAP

    @property
    def axis(self) -> int:
        """Where the axis of time is."""
        return self.height - AXIS_HEIGHT

    @property
    def tick_y(self) -> int:
        """Where the baseline of its labels is."""
        return self.axis + AXIS_HEIGHT // 2 + BASELINE


def timeline_of(feedback: Feedback) -> Timeline | None:
    """Lay out the events whose time is known; None when there are none."""
    timed = [event for event in feedback.events if event.at]
    if not timed or feedback.first is None or feedback.last is None:
        return None
    lanes, lane_of = _lanes(feedback)
    scale = _Scale(feedback.first, feedback.last)
    marks = [mark for lane in lanes for mark in _marks(lane, [e for e in timed if lane_of[e.unit] is lane], scale)]
    path = (
        " ".join(f"{scale.x(e.at):g},{lane_of[e.unit].y:g}" for e in timed if e.at) if len(timed) <= MOST_STEPS else ""
    )
    height = TOP + LANE_HEIGHT * len(lanes) + AXIS_HEIGHT
    return Timeline(LEFT + WIDTH + RIGHT, height, lanes, marks, scale.ticks(), path)


class _Scale:
    """Moments as places from left to right."""

    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        self.span = last - first

    def x(self, at: datetime | None) -> float:
        """Return the place of a moment; a single moment is in the middle."""
        share = (at - self.first) / self.span if at and self.span else 0.5
        return round(LEFT + WIDTH * share, 1)

    def column(self, at: datetime | None) -> int:
        """Return in which of the columns that can be told apart a moment is."""
        return int((self.x(at) - LEFT) * COLUMNS / WIDTH)

    def ticks(self) -> list[Tick]:
        """Return round moments between the first and the last, or the first alone."""
        step = next(step for step in STEPS if step * MOST_TICKS > self.span)
        number = -((EPOCH - self.first) // step)  # rounded up
        if (self.last - EPOCH) // step < number:
            return [Tick(self.x(self.first), clock(self.first))]
        found = range(number, (self.last - EPOCH) // step + 1)
        return [Tick(self.x(EPOCH + count * step), self._label(EPOCH + count * step, step)) for count in found]

    def _label(self, at: datetime, step: timedelta) -> str:
        if step >= timedelta(days=1):
            return clock(at)[:10]
        time = f"{at:%H:%M:%S}" if step < timedelta(minutes=1) else f"{at:%H:%M}"
        return time if self.first.date() == self.last.date() else f"{at:%m-%d} {time}"


def _lanes(feedback: Feedback) -> tuple[list[Lane], dict[str, Lane]]:
    units = list(feedback.aliases.items())
    each = math.ceil(len(units) / MOST_LANES)
    lanes: list[Lane] = []
    lane_of: dict[str, Lane] = {}
    for start in range(0, len(units), each):
        group = units[start : start + each]
        first, last = group[0][1], group[-1][1]
        lane = Lane(first if first == last else f"{first} to {last}", TOP + LANE_HEIGHT * (len(lanes) + 0.5))
        lanes.append(lane)
        lane_of |= {unit: lane for unit, _ in group}
    return lanes, lane_of


def _marks(lane: Lane, events: list[Event], scale: _Scale) -> Iterator[Mark]:
    """Yield a mark for the events of each column; they come in order of time."""
    for _, found in groupby(events, key=lambda event: scale.column(event.at)):
        group = list(found)
        first, last = group[0].at, group[-1].at
        x = (scale.x(first) + scale.x(last)) / 2
        yield Mark(round(x, 1), lane.y, RADIUS + min(4.0, round(math.log2(len(group)) / 2, 1)), _title(lane, group))


def _title(lane: Lane, group: list[Event]) -> str:
    if len(group) == 1:
        return f"{lane.label}: {group[0].type}, {clock(group[0].at)}"
    return f"{lane.label}: {len(group):,} events, {span(group[0].at, group[-1].at)}"
