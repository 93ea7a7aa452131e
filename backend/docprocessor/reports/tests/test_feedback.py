"""Order, aliases, attempts and time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docprocessor.reports.events import Event
from docprocessor.reports.feedback import aliases_of, feedback_of, in_order
from docprocessor.reports.timeline import COLUMNS, LEFT, MOST_LANES, WIDTH, timeline_of
from docprocessor.reports.wording import duration

FIRST = datetime(2024, 7, 21, 3, 4, 55, tzinfo=UTC)
UNITS = st.sampled_from(["1", "2", "10", "-3", "017", "Unit 2", "unit 10", "²", "é", "x" * 100]) | st.text(
    min_size=1, max_size=5
)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC)) | st.integers(0, 5).map(lambda n: FIRST + timedelta(seconds=n))
EVENTS = st.lists(st.builds(Event, UNITS, st.sampled_from(["submission", "hint"]), TIMES), max_size=60)


def at(minutes: float) -> datetime:
    return FIRST + timedelta(minutes=minutes)


def test_a_small_report():
    sent = [Event("17", "submission", at(5)), Event("9", "hint", at(0)), Event("9", "submission", at(8))]
    feedback = feedback_of(sent)
    assert feedback.order == "Q1 -> Q2 -> Q1"
    assert [(unit.alias, unit.unit, unit.attempts) for unit in feedback.units] == [("Q1", "9", 2), ("Q2", "17", 1)]
    assert [unit.time for unit in feedback.units] == [timedelta(minutes=5), timedelta(minutes=3)]
    assert (feedback.units[0].first, feedback.units[0].last) == (at(0), at(8))


def test_units_are_sorted_as_people_do():
    names = ["unit 10", "2", "-3", "10", "Unit 2", "1a", "1"]
    assert list(aliases_of(names)) == ["-3", "1", "1a", "2", "10", "Unit 2", "unit 10"]


def test_no_events():
    feedback = feedback_of([])
    assert (feedback.order, feedback.units, feedback.time, feedback.first) == ("", [], timedelta(), None)
    assert timeline_of(feedback) is None


@given(EVENTS)
def test_events_are_ordered_by_time_and_otherwise_as_they_were_sent(sent):
    ordered = in_order(sent)
    numbered = list(enumerate(sent))
    key = {id(event): (event.at is None, event.at or FIRST, place) for place, event in numbered}
    assert sorted(map(id, ordered)) == sorted(map(id, sent))
    assert all(key[id(a)] < key[id(b)] for a, b in pairwise(ordered) if a is not b)


@given(EVENTS, st.randoms())
def test_aliases_do_not_depend_on_the_order_of_events(sent, chance):
    units = [event.unit for event in sent]
    mixed = list(units)
    chance.shuffle(mixed)
    assert list(aliases_of(units).items()) == list(aliases_of(mixed).items())
    assert list(aliases_of(units).values()) == [f"Q{n}" for n in range(1, len(set(units)) + 1)]


@given(EVENTS)
def test_the_sums_are_those_of_the_events(sent):
    feedback = feedback_of(sent)
    assert sum(unit.attempts for unit in feedback.units) == len(sent)
    assert all(unit.time >= timedelta() for unit in feedback.units)
    times = [event.at for event in sent if event.at]
    assert feedback.time == (max(times) - min(times) if times else timedelta())
    assert feedback.order.split(" -> ") == [feedback.aliases[event.unit] for event in feedback.events] or not sent


@given(EVENTS)
def test_a_timeline_shows_each_event_once_within_its_bounds(sent):
    feedback = feedback_of(sent)
    drawn = timeline_of(feedback)
    if drawn is None:
        assert not any(event.at for event in sent)
        return
    assert len(drawn.lanes) <= MOST_LANES
    assert len(drawn.marks) <= sum(1 for event in sent if event.at)
    assert all(LEFT <= place.x <= LEFT + WIDTH for place in (*drawn.marks, *drawn.ticks))
    assert all(0 < mark.y < drawn.axis for mark in drawn.marks)
    assert 1 <= len(drawn.ticks) <= 7


def test_a_timeline_does_not_grow_with_the_events():
    sent = [Event(str(n % 200), "submission", at(n)) for n in range(10_000)]
    drawn = timeline_of(feedback_of(sent))
    assert len(drawn.lanes) <= MOST_LANES
    assert len(drawn.marks) <= MOST_LANES * (COLUMNS + 1)
    assert drawn.path == ""


def test_a_mark_says_what_it_stands_for():
    few = timeline_of(feedback_of([Event("a", "hint", at(0)), Event("b", "submission", at(60))]))
    assert [mark.title for mark in few.marks] == [
        "Q1: hint, 2024-07-21 03:04:55",
        "Q2: submission, 2024-07-21 04:04:55",
    ]
    close = timeline_of(feedback_of([*(Event("a", "hint", at(n / 60)) for n in range(3)), Event("b", "hint", at(600))]))
    assert close.marks[0].title == "Q1: 3 events, 2024-07-21 03:04:55 to 2024-07-21 03:04:57"


def test_lengths_of_time():
    assert duration(timedelta()) == "0:00:00"
    assert duration(timedelta(seconds=257, milliseconds=999)) == "0:04:17"
    assert duration(timedelta(days=1_203, hours=2)) == "1,203 d 2:00:00"
