"""A cell is read exactly or refused; never half."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.checking.values import BIGINT, NotAValue, reader_of
from docprocessor.datasets.schema import parse_schema


def read(text, **members):
    field = parse_schema({"fields": [{"name": "a", **members}]})["a"]
    return reader_of(field)(text)


def code_of(text, **members):
    with pytest.raises(NotAValue) as refusal:
        read(text, **members)
    assert refusal.value.message
    return refusal.value.code


GERMAN = {"decimalChar": ",", "groupChar": "."}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("+7", 7),
        ("007", 7),
        (" 42\t", 42),
        ("\u00a042", 42),  # a no-break space is white space
        (str(BIGINT.start), BIGINT.start),
        (str(BIGINT.stop - 1), BIGINT.stop - 1),
        ("0" * 21 + "9", 9),
    ],
)
def test_integers(text, value):
    assert read(text, type="integer") == (value, str(value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "integer"),
        (" ", "integer"),
        ("+", "integer"),
        ("1.0", "integer"),
        ("1e5", "integer"),
        ("1,000", "integer"),
        ("1 000", "integer"),
        ("1_000", "integer"),  # Python's own int() takes it
        ("--1", "integer"),
        ("−1", "integer"),  # U+2212, a minus for typesetters
        ("0x1F", "integer"),
        ("NaN", "integer"),
        ("true", "integer"),
        ("12a", "integer"),
        ("12\n13", "integer"),
        ("١٢", "integer"),  # Arabic-Indic
        ("1٢", "integer"),
        ("１２", "integer"),  # full width
        ("²", "integer"),
        (str(BIGINT.start - 1), "out_of_range"),
        (str(BIGINT.stop), "out_of_range"),
        ("9" * 1_000, "out_of_range"),
        ("-" + "9" * 100_000, "out_of_range"),  # int() itself would refuse to count that far
    ],
)
def test_no_integers(text, code):
    assert code_of(text, type="integer") == code


@pytest.mark.parametrize(
    ("text", "group", "value"),
    [
        ("1,000", ",", 1_000),
        ("-1,234,567", ",", -1_234_567),
        ("1 000", " ", 1_000),
        ("1\u202f000", "\u202f", 1_000),  # as French spreadsheets have it
        ("1'000", "'", 1_000),
        ("1000", ",", 1_000),
        ("1,0", ",", None),
        ("1,00,000", ",", None),  # lakhs are not groups of three
        (",100", ",", None),
        ("100,", ",", None),
        ("1,,000", ",", None),
        ("1000,000", ",", None),
        ("1,000.5", ",", None),
        ("1,000.", ",", None),
    ],
)
def test_integers_in_groups(text, group, value):
    if value is None:
        assert code_of(text, type="integer", groupChar=group) == "integer"
    else:
        assert read(text, type="integer", groupChar=group).typed == value


@pytest.mark.parametrize("text", ["1.234.5", "1.234.56", "1.234,5", "1.234,"])
def test_an_integer_in_groups_has_no_fraction_to_swallow(text):
    assert code_of(text, type="integer", **GERMAN) == "integer"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("-0.0", "0"),
        ("+1.50", "1.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e5", "100000"),
        ("1E-7", "0.0000001"),
        ("  3.14 ", "3.14"),
        ("0.1", "0.1"),  # exactly
        ("-" + "9" * 1_000, "-" + "9" * 1_000),
        ("1" + "0" * 996 + ".000", "1e996"),
        ("0." + "0" * 998 + "9" * 500, "0." + "0" * 998 + "9" * 500),
        ("1e999", "1e999"),
        ("1e-999", "1e-999"),
        ("INF", "Infinity"),
        ("-INF", "-Infinity"),
    ],
)
def test_numbers(text, value):
    found = read(text, type="number")
    assert found.typed == Decimal(value)
    assert Decimal(found.text) == Decimal(value)


def test_not_a_number_is_a_number():
    found = read("NaN", type="number")
    assert found.typed.is_nan()
    assert found.text == "NaN"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number"),
        (".", "number"),
        ("e5", "number"),
        ("1e", "number"),
        ("1,5", "number"),
        ("1_0", "number"),
        ("1.5.1", "number"),
        ("12.50 EUR", "number"),
        ("50%", "number"),
        ("inf", "number"),
        ("Infinity", "number"),
        ("+INF", "number"),
        ("nan", "number"),
        ("sNaN", "number"),  # comparing it would raise
        ("٣.١٤", "number"),
        ("3.١", "number"),
        ("1e٥", "number"),
        ("9" * 1_001, "out_of_range"),
        ("0." + "0" * 999 + "1", "out_of_range"),
        ("9" * 100_000, "out_of_range"),
        ("1e1000", "out_of_range"),  # PostgreSQL would write out its 1,001 digits
        ("1e-1000", "out_of_range"),
        ("1e9999", "out_of_range"),
        ("1e99999", "number"),
    ],
)
def test_no_numbers(text, code):
    assert code_of(text, type="number") == code


@pytest.mark.parametrize(
    ("text", "marks", "value"),
    [
        ("1,5", {"decimalChar": ","}, "1.5"),
        ("-1.234.567,89", GERMAN, "-1234567.89"),
        ("1234567,89", GERMAN, "1234567.89"),
        ("1,5e3", GERMAN, "1500"),
        ("1.234", GERMAN, "1234"),
        ("1.234,", GERMAN, "1234"),
        ("INF", GERMAN, "Infinity"),
        ("1 234.5", {"groupChar": " "}, "1234.5"),
        ("1.5", {"decimalChar": ","}, None),  # fifteen, or one and a half?
        ("1.5", GERMAN, None),
        ("1,234.5", GERMAN, None),
        ("1.234.5", GERMAN, None),
        ("1.23,4", GERMAN, None),
        ("1,234,5", {"groupChar": ","}, None),
        ("0.123,456", {"groupChar": ","}, None),
        ("1.234e3", GERMAN, None),
    ],
)
def test_numbers_as_other_countries_write_them(text, marks, value):
    if value is None:
        assert code_of(text, type="number", **marks) == "number"
    else:
        assert read(text, type="number", **marks).typed == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("TRUE", True), ("1", True), (" false ", False), ("0", False)],
)
def test_booleans(text, value):
    assert read(text, type="boolean") == (value, "t" if value else "f")


@pytest.mark.parametrize("text", ["", "yes", "tRuE", "2", "t", "None"])
def test_no_booleans(text):
    assert code_of(text, type="boolean") == "boolean"


def test_a_boolean_is_written_as_its_field_says():
    words = {"type": "boolean", "trueValues": ["sí", " x"], "falseValues": ["no"]}
    assert [read(text, **words).typed for text in ("sí", " x", "no ")] == [True, True, False]
    assert code_of("true", **words) == code_of("x", **words) == "boolean"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2000-02-29", date(2000, 2, 29)),  # a century, but of four
        ("0001-01-01", date.min),
        ("9999-12-31", date.max),
        (" 2024-01-31 ", date(2024, 1, 31)),
    ],
)
def test_dates(text, value):
    assert read(text, type="date") == (value, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "0000-01-01",
        "10000-01-01",
        "-0001-01-01",
        "2024-1-1",
        "20240101",  # ISO 8601, but also a number
        "2024-W01-1",
        "2024/01/01",
        "01-02-2024",
        "2024-01-01T00:00:00",
        "٢٠٢٤-٠١-٠١",
        "2024-01-0١",
        "2024–01–01",  # dashes, not hyphens
    ],
)
def test_no_dates(text):
    assert code_of(text, type="date") == "date"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("00:00", time(0, 0)),
        ("23:59:59", time(23, 59, 59)),
        ("23:59:59.999999", time(23, 59, 59, 999_999)),
        ("12:00:00.5", time(12, 0, 0, 500_000)),
    ],
)
def test_times(text, value):
    assert read(text, type="time") == (value, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24:00",
        "24:00:00",
        "23:60",
        "23:59:60",
        "7:30",
        "0730",
        "12:00:00.1234567",
        "12:00Z",
        "12:00+01:00",
        "12:00 PM",
        "١٢:٠٠",
    ],
)
def test_no_times(text):
    assert code_of(text, type="time") == "time"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("2024-02-29 23:59", datetime(2024, 2, 29, 23, 59, tzinfo=UTC)),  # without an offset it is UTC
        ("2024-01-01T00:00:00+05:30", datetime(2023, 12, 31, 18, 30, tzinfo=UTC)),
        ("2024-01-01T00:00:00-0800", datetime(2024, 1, 1, 8, tzinfo=UTC)),
        ("2024-01-01T00:00:00.000001Z", datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        ("2024-01-01T00:00+23:59", datetime(2023, 12, 31, 0, 1, tzinfo=UTC)),
    ],
)
def test_datetimes(text, value):
    found = read(text, type="datetime")
    assert found == (value, value.isoformat())
    assert found.typed.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-01",
        "2024-02-30T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T23:59:60Z",
        "2024-01-01T00:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",  # in UTC, before the first year
        "9999-12-31T23:59:59-12:00",  # in UTC, after the last
        "2024-01-01T00:00:00z",
        "2024-01-01T00:00:00 UTC",
        "2024-01-01t00:00:00",
        "٢٠٢٤-٠١-٠١T٠٠:٠٠:٠٠",
    ],
)
def test_no_datetimes(text):
    assert code_of(text, type="datetime") == "datetime"


@pytest.mark.parametrize(("text", "value"), [("2024", 2024), ("0001", 1), (" 9999 ", 9999)])
def test_years(text, value):
    assert read(text, type="year") == (value, text.strip())


@pytest.mark.parametrize("text", ["", "0000", "24", "12024", "-2024", "+2024", "2024.0", "٢٠٢٤", "２０２４"])
def test_no_years(text):
    assert code_of(text, type="year") == "year"


@pytest.mark.parametrize(
    ("type_", "pattern", "text", "value"),
    [
        ("date", "%d/%m/%Y", "31/01/2024", date(2024, 1, 31)),
        ("date", "%d/%m/%Y", " 1/2/2024 ", date(2024, 2, 1)),
        ("date", "%d.%m.%y", "31.12.68", date(2068, 12, 31)),  # POSIX: 69 to 99 are the last century's
        ("date", "%d.%m.%y", "31.12.69", date(1969, 12, 31)),
        ("date", "%d %b %Y", "29 feb 2024", date(2024, 2, 29)),
        ("date", "%Y年%m月%d日", "2024年2月29日", date(2024, 2, 29)),
        ("time", "%H.%M", "07.30", time(7, 30)),
        ("time", "%I:%M %p", "12:05 am", time(0, 5)),
        ("datetime", "%d/%m/%Y %H:%M", "31/01/2024 07:30", datetime(2024, 1, 31, 7, 30, tzinfo=UTC)),
        ("datetime", "%d/%m/%Y", "31/01/2024", datetime(2024, 1, 31, tzinfo=UTC)),
        ("datetime", "%Y-%m-%dT%H:%M%z", "2024-01-01T00:00+0200", datetime(2023, 12, 31, 22, tzinfo=UTC)),
    ],
)
def test_own_formats(type_, pattern, text, value):
    assert read(text, type=type_, format=pattern).typed == value


@pytest.mark.parametrize(
    ("type_", "pattern", "text"),
    [
        ("date", "%d/%m/%Y", "2024-01-31"),
        ("date", "%d/%m/%Y", "30/02/2024"),
        ("date", "%d/%m/%Y", "31/01/24"),
        ("date", "%d/%m/%Y", "31/01/2024 07:30"),
        ("date", "%d/%m/%Y", "31/01/0000"),
        ("date", "%d/%m/%Y", "31/01/٢٠٢٤"),  # Python's %Y would take it
        ("date", "%d.%m.%y", "31.01.٢٤"),
        ("time", "%H:%M", "24:00"),
        ("time", "%H:%M:%S", "23:59:60"),  # Python's %S would take it
        ("time", "%H:%M:%S", "23:59:61"),
        ("datetime", "%Y-%m-%dT%H:%M%z", "0001-01-01T00:00+1400"),
        ("datetime", "%Y-%m-%dT%H:%M%z", "9999-12-31T23:59-1200"),
    ],
)
def test_not_of_their_own_format(type_, pattern, text):
    assert code_of(text, type=type_, format=pattern) == type_


@pytest.mark.parametrize("text", ["", "  kept as it is ", "007", "=1+1", "\u202e", "a\r\nb", "١٢"])
@pytest.mark.parametrize("type_", ["string", "any"])
def test_a_text_is_kept_as_it_is(type_, text):
    assert read(text, type=type_) == (text, text)


@pytest.mark.parametrize(
    ("format_", "good", "bad"),
    [
        (
            "email",
            ["a@b.co", "first.last+tag@sub.example.com", "o'neil@x-y.org", "a" * 64 + "@b.co"],
            [
                "",
                "a",
                "a@",
                "@b.co",
                "a@b",
                "a b@c.co",
                "a@b.co ",
                "a@-b.co",
                "a@b-.co",
                "a@b..co",
                "a@@b.co",
                "ana@exämple.com",
                "a@b.co\n",
                "a" * 65 + "@b.co",
                "a@" + "b" * 64 + ".co",
            ],
        ),
        (
            "uri",
            ["https://example.com", "mailto:a@b.co", "urn:isbn:0451450523", "http://[::1]/a?b=%20#c"],
            [
                "",
                "example.com",
                "//example.com",
                "https:",
                "https://a b",
                "http://a/%2",
                "http://a/%zz",
                "1a:b",
                "https://é.com",
                "https://a\n",
            ],
        ),
        (
            "uuid",
            ["123e4567-e89b-12d3-a456-426614174000", " 123E4567-E89B-12D3-A456-426614174000 "],
            [
                "",
                "123e4567e89b12d3a456426614174000",
                "{123e4567-e89b-12d3-a456-426614174000}",
                "123e4567-e89b-12d3-a456-42661417400g",
                "١23e4567-e89b-12d3-a456-426614174000",
            ],
        ),
    ],
)
def test_formats_of_texts(format_, good, bad):
    for text in good:
        assert read(text, format=format_)
    for text in bad:
        assert code_of(text, format=format_) == format_, text


def test_a_uuid_is_kept_in_its_one_form():
    text = " 123E4567-E89B-12D3-A456-426614174000 "
    assert read(text, format="uuid") == (UUID(text.strip()), text.strip().lower())


@given(st.integers())
def test_every_integer_is_read_or_out_of_range(number):
    text = str(number)
    if number in BIGINT:
        assert read(text, type="integer").typed == number
    else:
        assert code_of(text, type="integer") == "out_of_range"


@given(st.text(max_size=20))
def test_whatever_stands_in_a_cell_is_read_or_refused(text):
    """No other exception, and no digit of another script, in any type."""
    for members in (
        *({"type": name} for name in ("integer", "number", "boolean", "date", "datetime", "time", "year")),
        *({"format": name} for name in ("email", "uri", "uuid")),
        {"type": "number", **GERMAN},
        {"type": "datetime", "format": "%d/%m/%Y %H:%M"},
    ):
        try:
            value = read(text, **members)
        except NotAValue:
            continue
        assert value.text.isascii()
        assert text.strip().isascii()


_offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=_offsets).filter(lambda moment: 1 < moment.year < 9999))
def test_one_instant_is_one_value_whatever_its_offset(moment):
    assert read(moment.isoformat(), type="datetime") == read(moment.astimezone(UTC).isoformat(), type="datetime")
