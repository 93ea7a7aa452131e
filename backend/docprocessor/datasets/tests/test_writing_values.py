"""What is exported reads back as the same value."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.checking.values import NotAValue, comparable, reader_of
from docprocessor.datasets.exporting.export import as_text
from docprocessor.datasets.schema import parse_schema


def field_of(**members):
    return parse_schema({"fields": [{"name": "a", **members}]})["a"]


def reads_back(value, field):
    return comparable(reader_of(field)(as_text(value, field)).typed) == comparable(value)


_numbers = (
    st.decimals(allow_nan=False, allow_infinity=False, places=9)
    | st.decimals(allow_nan=False).filter(lambda number: not number.is_finite() or abs(number.adjusted()) < 1_000)
    | st.just(Decimal("NaN"))
)
# By type, what can stand in a column of it, and how its values may be written.
_COLUMNS = {
    "integer": (st.integers(-(2**63), 2**63 - 1), [{}, {"groupChar": ","}]),
    "number": (_numbers, [{}, {"decimalChar": ","}, {"decimalChar": ",", "groupChar": "."}, {"groupChar": " "}]),
    "boolean": (st.booleans(), [{}, {"trueValues": ["ja", "j"], "falseValues": ["nein"]}]),
    "date": (
        st.dates(),
        [{}, {"format": "%d/%m/%Y"}, {"format": "%Y年%m月%d日"}, {"format": "%Y-%j"}, {"format": "%%Y %B %d %Y"}],
    ),
    "datetime": (
        st.datetimes(timezones=st.just(UTC)),
        [{}, {"format": "%Y-%m-%dT%H:%M:%S.%f%z"}, {"format": "%d.%m.%Y %I:%M:%S.%f %p"}],
    ),
    "time": (st.times(), [{}, {"format": "%H.%M.%S,%f"}]),
    "year": (st.integers(1, 9999), [{}]),
    "string": (st.text(), [{}]),
    "any": (st.text(), [{}]),
}


@pytest.mark.parametrize(
    ("type_", "members"), [(type_, members) for type_, (_, forms) in _COLUMNS.items() for members in forms]
)
@given(data=st.data())
def test_any_value_of_any_type_reads_back(type_, members, data):
    assert reads_back(data.draw(_COLUMNS[type_][0]), field_of(type=type_, **members))


@given(st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_a_number_that_was_taken_is_taken_again(text):
    field = field_of(type="number")
    try:
        taken = reader_of(field)(text).typed
    except NotAValue:
        return
    stored = Decimal(format(taken, "f"))  # PostgreSQL writes no exponents
    assert reads_back(stored, field)


@given(st.uuids())
def test_a_uuid_reads_back(value):
    assert reads_back(value, field_of(format="uuid"))


@pytest.mark.parametrize(
    ("members", "value", "text"),
    [
        ({"type": "number"}, Decimal("1E-7"), "0.0000001"),
        ({"type": "number"}, Decimal("1.50"), "1.50"),  # the zero was written, so it is kept
        ({"type": "number"}, Decimal("NaN"), "NaN"),
        ({"type": "number"}, Decimal("-Infinity"), "-INF"),
        ({"type": "number", "decimalChar": ","}, Decimal("1234.5"), "1234,5"),
        ({"type": "date", "format": "%d/%m/%Y"}, date(1, 2, 3), "03/02/0001"),  # the C library writes 1
        ({"type": "date", "format": "100%%Y%Y%m%d"}, date(987, 2, 3), "100%Y09870203"),
        ({"type": "datetime"}, datetime(987, 1, 2, tzinfo=UTC), "0987-01-02T00:00:00Z"),
        ({"type": "datetime", "format": "%Y%m%d%H%M"}, datetime(987, 1, 2, 3, 4, tzinfo=UTC), "098701020304"),
        ({"type": "time"}, time(7, 30), "07:30:00"),
        ({"type": "year"}, 33, "0033"),
        ({"type": "boolean", "falseValues": ["no", "n"]}, False, "no"),
    ],
)
def test_the_text_itself(members, value, text):
    assert as_text(value, field_of(**members)) == text
