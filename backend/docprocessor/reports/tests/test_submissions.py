"""How what is sent is read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.reports.events import Event, pack, unpack
from docprocessor.reports.submission_reading import MOST_FAULTS, Unreadable, read_submission, read_time

AT = datetime(2024, 7, 21, 3, 4, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-21 03:04:55",
        "2024-07-21T03:04:55",
        "2024-07-21t03:04:55z",
        "2024-07-21 03:04:55Z",
        "2024-07-21 05:04:55+02:00",
        "2024-07-21 05:04:55 +0200",
        "2024-07-21T05:04:55+02",
        "2024-07-20T23:34:55-03:30",
        "2024-07-21 03:04:55.000",
        "2024-07-21 03:04:55,000000000",
    ],
)
def test_times_are_read_as_utc(text):
    assert read_time(text) == AT


def test_less_than_a_second_and_more_than_a_minute_may_be_left_out():
    assert read_time("2024-07-21 03:04:55.939000+00:00") == AT.replace(microsecond=939_000)
    assert read_time("2024-07-21 03:04") == AT.replace(second=0)
    assert read_time("2024-07-21") == datetime(2024, 7, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "21.07.2024", "2024-07-21 3:04:55", "2024-07-21x03:04:55", "2024-W29-7", "20240721T030455",
        "2024-02-30", "2023-02-29 00:00:00", "2024-07-21 24:00:01", "2024-07-21 03:60:00", "2024-13-01",
        "0000-01-01", "0001-01-01T00:00:00+02:00", "9999-12-31 23:59:59-05:00", "2024-07-21 03:04:55+25:00",
        "２０２４-07-21", "2024-07-21 03:04:55\n",
    ],
)  # fmt: skip
def test_what_names_no_moment_is_refused(text):
    with pytest.raises(Unreadable):
        read_time(text)


def test_a_number_and_its_text_are_one_unit():
    sent = {"student_id": "7", "events": [{"unit": 17}, {"unit": "17"}, {"unit": " 17 "}, {"unit": "017"}]}
    submission, faults = read_submission(sent)
    assert not faults
    assert [event.unit for event in submission.events] == ["17", "17", "17", "017"]
    assert {event.type for event in submission.events} == {"submission"}


@given(
    st.lists(
        st.builds(Event, st.text(min_size=1), st.text(min_size=1), st.none() | st.datetimes(timezones=st.just(UTC)))
    )
)
def test_what_is_stored_comes_back(events):
    assert unpack(pack(events)) == events


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
EVENT = st.fixed_dictionaries(
    {}, optional={"unit": ANYTHING, "type": ANYTHING, "created_time": ANYTHING, "x": ANYTHING}
)


@given(
    ANYTHING
    | st.fixed_dictionaries({}, optional={"student_id": ANYTHING, "namespace": ANYTHING, "events": st.lists(EVENT)})
)
def test_anything_is_either_read_or_refused_by_name(sent):
    submission, faults = read_submission(sent)
    assert (submission is None) == bool(faults)
    assert len(faults) <= MOST_FAULTS + 1
    assert all(all(messages) for messages in faults.values())
    if submission:
        assert len(submission.events) == len(sent.get("events", []))
