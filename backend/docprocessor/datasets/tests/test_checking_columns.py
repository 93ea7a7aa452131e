"""Columns are judged as their records would be, one by one."""

import re
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.checking import column_validation, proofs
from docprocessor.datasets.checking.column_validation import ColumnValidator
from docprocessor.datasets.checking.validation import LONGEST_KEY_BYTES, Validator
from docprocessor.datasets.checking.values import reader_of
from docprocessor.datasets.schema import Field, SchemaError, parse_schema
from docprocessor.datasets.storage.tables import pg_type

GERMAN = {"decimalChar": ",", "groupChar": "."}
JA = {"trueValues": ["ja", "1"], "falseValues": ["nein", "0"]}
# Texts that are, or are nearly, values of some type.
AWKWARD = [
    *["", " ", "\t", "\n", "\x00", "1\x00", "\x00a", "\u00a0", "\u2009", "\x1c", "\x85", "-", "+", ".", ",", "e", "N/A", "NA", "null"],
    *["0", "-0", "+5", "-5", "007", " 42\t", "5.", ".5", "-.5", "+.5", "5,", ",5", "1_000", "0x10", "0b1", "0o7", "--1", "+-1"],
    *["1e5", "1E-7", "1e99", "1e100", "1e999", "1e1000", "1e9999", "1e+", "1.5e+05", "1.50", "-0.0", "0.1", "0.10000000000000001"],
    *["NaN", "nan", "INF", "-INF", "+INF", "inf", "Infinity", "-Infinity", "1d", "1f", "5 5", "1 000", "1\u202f000", "1'000"],
    *["1,000", "1.000", "1,00", "1.000.000", "1.000,50", "1,000.50", "-1.234.567,8", "1000,5", "12.34", "12.345", "1,2,3", "1.2.3"],
    *["999", "1000", "1001", "99.99", "100", "100.0", "100.000000000000000000000001", "99.999999999999999999999999"],
    *[str(2**63 - 1), str(2**63), str(-(2**63)), str(-(2**63) - 1), "8" + "9" * 18, "9" * 18, "9" * 19, "0" * 30 + "7"],
    *["9" * 200, "9" * 201, "9" * 1_000, "9" * 1_001, "0." + "1" * 400, "9" * 350 + ".5", "1" * 198 + "e9"],
    *["true", "false", "True", "TRUE", "tRUE", "t", "f", "1", "0", "yes", "no", "ja", "nein", " true ", "on", "2"],
    *["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-02-30", "2024-04-31", "2024-12-31", "2024-13-01", "2024-00-10"],
    *["2024-01-00", "0000-01-01", "0001-01-01", "9999-12-31", "8999-12-31", "2024-1-1", "20240101", "2024/01/01", " 2024-01-31 "],
    *["2019-12-31", "2020-01-01", "2020-01-02", "2019-12-30", "2020-06-30", "2020-07-01", "2024-01-0\u0661", "\u0662\u0660\u0662\u0664-01-01"],
    *["31/12/2024", "1/2/2024", "01/02/2024", "29/02/2024", "29/02/2023", "31/04/2024", "0/1/2024", "1/13/2024", "31/12/24", "1/2/0001"],
    *["31/12/2024 7:30", "31/12/2024 07:30", "1/2/2024 23:59", "1/2/2024 24:00", "1/2/2024  07:30", "31.12.2024", "20241231", "2024-366"],
    *["2024年2月29日", "2024年12月1日", "29 feb 2024", "Dec 31 2024", "31-dec-2024", "12:05 am", "07.30", "7.30", "7.30.15"],
    *["07:30", "7:30", "23:59:59", "23:59:60", "24:00", "23:60", "12:00:00.5", "12:00:00.123456", "12:00:00.1234567", "12:00:00."],
    *["12:00:00", "12:00", "11:59:59.999999", "12:00:00.000001", "12:00:00.000000", "12:00Z", "12:00+01:00", "0730"],
    *["2024-01-01T00:00:00", "2024-01-01 00:00", "2024-01-01T00:00Z", "2024-01-01T00:00z", "2024-01-01T00:00:00+05:30"],
    *["2024-01-01T00:00:00-0800", "2024-01-01T00:00:00.5+00:00", "2024-01-01T00:00+24:00", "2024-01-01T00:00+15:00"],
    *["2024-01-01T00:00+15:59", "2024-01-01T00:00+16:00", "2024-01-01T00:00+05:60", "2024-01-01T00:00-00:00", "2024-02-30T00:00Z"],
    *["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59", "1000-01-01T00:00+14:00", "2024-01-01T24:00"],
    *["2019-12-31T23:00-01:00", "2019-12-31T23:59:59Z", "2020-01-01T00:00Z", "2020-01-01T00:59+01:00", "2020-01-03T00:00Z", "2019-12-30T00:00+14:00"],
    *["2024-01-01T00:00+0200", "2024-01-01T00:00:00 UTC", "2024-01-01t00:00", "2024-01-01T00:00:00.1234567Z", "2024-01-01T00"],
    *["2024", "0033", "0000", "0010", "0100", "12024", "24", "1989", "1990", "2030", "2031", "+2024", "２０２４", "١٢", "1٢", "²", "−1"],
    *["a", "ab", "abc", "abcd", "abc1", "ab12!", "ñ", "ññ", "ñññ", "ab\n", "a\tb", "a\\b", "e\u0301", "\U0001f600", "\u212a", "k", "K", "\u017f"],
    *["a@b.co", "first.last+tag@sub.example.com", "a@b", "a@-b.co", "a@b-.co", "a@b--c.co", "a@b..co", ".@b.co", "a@b.co ", "a@b.co\n", "ñ@b.co"],
    *["a" * 64 + "@b.co", "a" * 65 + "@b.co", "a" * 58 + "@b.co", "a" * 59 + "@b.co", "a" * 60 + "@b.co", "a@" + "b" * 63 + ".co", "a@" + "b" * 64 + ".co", "a@" + "b" * 59 + ".co"],
    *["https://example.com", "mailto:a@b.co", "example.com", "https:", "http://a/%2", "http://a/%20", "https://é.com", "https://a b", "a:\n"],
    *["123e4567-e89b-12d3-a456-426614174000", " 123E4567-E89B-12D3-A456-426614174000 ", "123E4567-E89B-12D3-A456-426614174000", "123e4567e89b12d3a456426614174000"],
    *["k" * LONGEST_KEY_BYTES, "k" * (LONGEST_KEY_BYTES + 1), "ñ" * 1_000, "ñ" * 1_001],
]  # fmt: skip


def rule(type_="string", **constraints):
    return {"type": type_, "constraints": constraints}


PLAIN = [
    {},
    {"type": "any"},
    {"type": "integer"},
    {"type": "integer", "groupChar": ","},
    {"type": "integer", "groupChar": " "},
    {"type": "integer", "groupChar": "\u202f"},
    {"type": "integer", **GERMAN},
    {"type": "number"},
    {"type": "number", **GERMAN},
    {"type": "number", "decimalChar": ","},
    {"type": "number", "groupChar": ","},
    {"type": "number", "groupChar": "'"},
    {"type": "number", "groupChar": "a", "decimalChar": "N"},
    {"type": "number", "decimalChar": " "},
    {"type": "number", "decimalChar": "\\", "groupChar": "]"},
    {"type": "boolean"},
    {"type": "boolean", **JA},
    {"type": "boolean", "trueValues": ["0", "no"], "falseValues": ["1", "yes"]},
    {"type": "boolean", "trueValues": [" true ", "on"], "falseValues": ["f", "2"]},
    {"type": "date"},
    {"type": "time"},
    {"type": "datetime"},
    {"type": "year"},
    {"format": "email"},
    {"format": "uri"},
    {"format": "uuid"},
    *({"type": "date", "format": each} for each in (
        "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y-%m-%d", "%d/%m/%y", "%d %b %Y", "%b %d %Y", "%Y年%m月%d日", "%Y-%j", "%Y-%m-%d %H:%M",
        "%d/%m/%Y ", " %d/%m/%Y", "%d%m%Y", "%Y1%m-%d", "%d\n%m%%%Y", "x%d(%m)%Y", "%Y-%d-%m",
    )),
    *({"type": "time", "format": each} for each in ("%H.%M", "%H:%M:%S", "%H", "%I:%M %p", "%H.%M.%S", "%M:%H", "%H%M", "%H:%M:%S.%f", "%d/%m/%Y %H:%M")),
    *({"type": "datetime", "format": each} for each in (
        "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z", "%z%Y-%m-%d %H", "%Y%m%d%H%M%S%f", "%d/%m/%Y %H", "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%dT%H:%M%z5", "%Y-%m-%dt%H:%M", "%Y-%m-%d %H:%M Z",
    )),
]  # fmt: skip
RULED = [
    rule(required=True),
    rule("integer", required=True),
    rule("integer", minimum=-5, maximum=1_000),
    rule("integer", minimum=2**63 - 1),
    rule("integer", enum=[7, 42, 1000, "+5"]),
    {**rule("integer", minimum=100, maximum="1.000"), **GERMAN},
    rule("number", minimum=0.1, maximum=100),
    rule("number", minimum="-INF", maximum="INF"),
    rule("number", minimum="1e999"),
    rule("number", maximum="99.999999999999999999999999"),
    {**rule("number", minimum="0,1", maximum="100,0"), **GERMAN},
    rule("number", enum=[0.1, "1.5", 100, "NaN", "1e5"]),
    {**rule("number", enum=[0.5, "1.000,5"]), **GERMAN},
    rule("boolean", enum=[True]),
    {**rule("boolean", enum=[False], required=True), **JA},
    rule("date", minimum="2020-01-01", maximum="2020-06-30"),
    rule("date", enum=["2024-02-29", "2020-01-01"]),
    {**rule("date", minimum="01/02/2024", maximum="31/12/2024"), "format": "%d/%m/%Y"},
    {**rule("datetime", minimum="01/02/2024 00:00", maximum="31/12/2024 07:30"), "format": "%d/%m/%Y %H:%M"},
    rule("datetime", minimum="2020-01-01T00:00Z", maximum="2024-01-01T00:00Z"),
    rule("datetime", minimum="0001-01-01T00:00Z", maximum="9999-12-31T23:59Z"),
    rule("datetime", enum=["2024-01-01T00:00Z"]),
    rule("time", minimum="07:30", maximum="12:00"),
    rule("time", minimum="12:00", maximum="12:00:00.123456"),
    {**rule("time", minimum="07.30", maximum="12.00"), "format": "%H.%M"},
    rule("year", minimum="0033", maximum=2030),
    rule("year", enum=[2024, "0033"]),
    rule(minLength=1, maxLength=3),
    rule(minLength=2),
    rule(maxLength=0),
    rule(enum=["a", "ñ", "", "N/A", 1, True, "ab\n"]),
    rule(enum=["abc", "toolong"], maxLength=3, pattern="[a-z]*", minLength=2),
    rule(pattern="[a-z]+[0-9]+|a|ab", minLength=2),
    rule(pattern="."),
    rule(pattern=r".*\d\z"),
    rule(pattern="(?s).+"),
    rule(pattern="(?i)k|s"),
    rule(pattern=r"\pL+"),
    rule(pattern=r"\Qa\tb"),
    rule(pattern="^ab$"),
    rule(pattern=""),
    {**rule(minLength=6, maxLength=20, pattern=".*co.*"), "format": "email"},
    {**rule(maxLength=36), "format": "uuid"},
    {**rule(maxLength=19, enum=["https://example.com", "mailto:a@b.co"]), "format": "uri"},
]  # fmt: skip
MISSING = [[""], [], ["", "N/A", "-"], ["0", "1", "2024-02-29", "true", "a", "a@b.co", " "], ["", "5 5", "x"]]


def by_record(validator, columns):
    """What the columns' validator should find, as the records' finds it."""
    good, texts, faults = [], [], {}
    for number, cells in enumerate(zip(*columns, strict=True)):
        values, found = validator.check(cells)
        good.append(not found)
        texts.append([value and value.text for value in values])
        for fault in found:
            faults.setdefault((fault.column, fault.code, fault.message), []).append((number, fault.value))
    return good, texts, faults


def by_column(validator, columns):
    checked = validator.check([pa.array(column, pa.string()) for column in columns])
    faults = {
        (g.column, g.code, g.message): list(zip(g.index.tolist(), g.values.to_pylist(), strict=True))
        for g in checked.faults
    }
    assert len(faults) == len(checked.faults)
    assert checked.good.dtype == np.bool_
    texts = [list(row) for row in zip(*(text.to_pylist() for text in checked.texts), strict=True)]
    return checked.good.tolist(), texts, faults


def assert_same(schema, columns):
    """Verdicts and faults are the same, and so are the values; PostgreSQL itself compares their texts further down."""
    wanted, found = by_record(Validator(schema), columns), by_column(ColumnValidator(schema), columns)
    assert found[0] == wanted[0]
    assert found[2] == wanted[2]
    for is_good, expected, texts in zip(wanted[0], wanted[1], found[1], strict=True):
        if is_good:
            for field, text, other in zip(schema.fields, expected, texts, strict=True):
                assert text == other or canonical(field, text) == canonical(field, other), field


def canonical(field, text):
    """Read a text as PostgreSQL does, as far as it writes one value in many ways."""
    if text is None or field.type in ("string", "any"):
        return text and text.lower() if field.format == "uuid" else text
    if field.type == "boolean":
        return {
            "t": True,
            "true": True,
            "1": True,
            "yes": True,
            "on": True,
            "f": False,
            "false": False,
            "0": False,
            "no": False,
            "off": False,
        }[text.lower()]
    if field.type in ("date", "datetime", "time"):
        # its own formats come out as 2024-1-2 7:30+00
        text = re.sub(r"(?<![0-9.])([0-9])(?=[-: +T]|\Z)", r"0\1", text)
        if field.type == "datetime":
            assert re.search(r"(Z|[+-][0-9:]{4,5})\Z", text), text
            return datetime.fromisoformat(text)
    if field.type == "number":
        text = {"Infinity": "INF", "-Infinity": "-INF"}.get(text, text)
        if text == "NaN":
            return text
    return reader_of(Field("a", field.type))(text).typed


def schema_of(*fields, **table):
    return parse_schema({"fields": [{"name": f"f{number}", **field} for number, field in enumerate(fields)], **table})


@pytest.fixture(params=["few", "many"], autouse=True)
def _as_if_there_were(request, monkeypatch):
    """Many cells that are not proven are looked at together before each is judged; so are few here."""
    if request.param == "many":
        monkeypatch.setattr(column_validation, "_MANY", 0)
        monkeypatch.setattr(proofs, "_MANY", 0)


@pytest.mark.parametrize("field", PLAIN + RULED, ids=str)
def test_awkward_cells_get_the_same_verdicts(field):
    for missing in MISSING:
        if field.get("type") == "boolean" and {"0", "true"} & set(missing):
            continue  # a text that stands for no value is no boolean
        schema = schema_of(field, missingValues=missing)
        assert_same(schema, [AWKWARD])
        assert_same(schema, [[text for text in AWKWARD for _ in range(2)][::-1]])


@pytest.mark.parametrize("field", PLAIN + RULED, ids=str)
def test_keys_get_the_same_verdicts(field):
    assert_same(schema_of(field, primaryKey=["f0"]), [AWKWARD])


@pytest.mark.parametrize("field", PLAIN + RULED, ids=str)
def test_every_awkward_cell_gets_by_itself_the_verdict_that_it_gets_among_others(field):
    schema = schema_of(field)
    validator, scalar = ColumnValidator(schema), Validator(schema)
    for cell in [*AWKWARD, None]:
        assert by_column(validator, [[cell]])[::2] == by_record(scalar, [[cell]])[::2], cell


@pytest.mark.parametrize("field", PLAIN + RULED, ids=str)
def test_padded_cells_get_the_same_verdicts(field):
    schema = schema_of(field, missingValues=["", "5 ", " true", "2024"])
    for before, after in ((" ", ""), ("", " "), (" ", "   "), ("\t", " "), ("\u00a0", "")):
        assert_same(schema, [[f"{before}{text}{after}" for text in AWKWARD]])


_fields = st.sampled_from(PLAIN + RULED)
_near = st.text("0123456789+-.,eENaINF:/ TZ\u00a0\x00\u0661_xñ", max_size=14)
_dates = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
_days = st.builds("{}/{}/{:04}".format, st.integers(0, 32), st.integers(0, 13), st.integers(0, 9999))
_times = st.builds("{:02}:{:02}".format, st.integers(0, 25), st.integers(0, 61))
_zones = st.sampled_from(["", "Z", "+00:00", "-0330", "+14:00", "+1500", "+23:59", "z", " "])
_moments = st.builds("{}{}{}{}".format, _dates | _days, st.sampled_from(["T", " ", ""]), _times, _zones)
_numbers = st.from_regex(r"[+-]?[0-9]{0,20}([.,][0-9]{3}){0,3}([.,][0-9]{0,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
_cells = (
    st.sampled_from(AWKWARD) | _near | _dates | _days | _times | _moments | _numbers | st.text(max_size=8) | st.none()
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.lists(_fields, min_size=1, max_size=3),
    missing=st.sampled_from(MISSING),
    rows=st.lists(st.tuples(_cells, _cells, _cells), max_size=12),
    is_key=st.booleans(),
)
@example(fields=[{}], missing=[""], rows=[], is_key=False)
def test_any_columns_get_the_same_verdicts(fields, missing, rows, is_key):
    try:
        schema = schema_of(*fields, missingValues=missing, primaryKey=["f0"] if is_key else [])
        Validator(schema)
    except SchemaError:
        return
    columns = [[row[number] for row in rows] for number in range(len(fields))]
    assert_same(schema, columns)


@given(
    st.sampled_from(PLAIN + RULED),
    st.lists(_cells.filter(lambda cell: cell is not None), min_size=3, max_size=12),
    st.data(),
)
def test_a_slice_of_a_column_is_a_column(field, cells, data):
    schema = schema_of(field)
    start = data.draw(st.integers(0, len(cells)))
    stop = data.draw(st.integers(start, len(cells)))
    whole = ColumnValidator(schema).check([pa.array(cells, pa.string()).slice(start, stop - start)])
    apart = ColumnValidator(schema).check([pa.array(cells[start:stop], pa.string())])
    assert whole.good.tolist() == apart.good.tolist()
    mask = pa.array(whole.good)
    assert whole.texts[0].filter(mask).to_pylist() == apart.texts[0].filter(mask).to_pylist()


def test_the_fields_of_these_names_are_checked_in_this_order():
    schema = parse_schema({"fields": [{"name": "a", "type": "integer"}, {"name": "b"}, {"name": "c", "type": "date"}]})
    columns = [pa.array(["2024-01-01", "x"]), pa.array(["1", "y"])]
    checked = ColumnValidator(schema, ["c", "a"]).check(columns)
    assert checked.good.tolist() == [True, False]
    assert [(group.column, group.index.tolist()) for group in checked.faults] == [("c", [1]), ("a", [1])]
    values, faults = Validator(schema, ["c", "a"]).check(["x", "1"])
    assert [value and value.text for value in values] == [None, "1"]
    assert [fault.column for fault in faults] == ["c"]


MORE = {
    "date": [f"{y}-{m:02}-{d:02}" for y in (1000, 1582, 2023, 2024) for m in range(1, 13) for d in range(1, 32)],
    "time": [f"{hour:02}:{minute:02}" for hour in range(25) for minute in range(0, 61, 4)],
    "integer": [str(number) for number in range(-1_100, 1_100, 3)],
    "number": [f"{number / 7:.{number % 9}f}" for number in range(-1_000, 1_000, 3)],
}


@pytest.mark.django_db
def test_postgresql_reads_the_same_values():
    """Its session stands in another zone, and writes days before months."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Kathmandu'; SET LOCAL datestyle = 'SQL, DMY'")
        for schema in map(schema_of, PLAIN + RULED):
            field = schema.fields[0]
            cells = AWKWARD + MORE.get(field.type, [])
            good, texts, _ = by_column(ColumnValidator(schema), [cells])
            wanted = by_record(Validator(schema), [cells])[1]
            pairs = [(text[0], want[0]) for is_good, text, want in zip(good, texts, wanted, strict=True) if is_good]
            type_ = pg_type(field).as_string(None)
            cursor.execute(
                "SELECT a, b FROM unnest(%s::text[], %s::text[]) AS pairs(a, b)"
                f" WHERE a::{type_} IS DISTINCT FROM b::{type_} OR scale(CASE WHEN %s THEN a END::numeric) IS DISTINCT FROM"
                " scale(CASE WHEN %s THEN b END::numeric)",
                [
                    [text for text, _ in pairs],
                    [want for _, want in pairs],
                    field.type == "number",
                    field.type == "number",
                ],
            )
            assert cursor.fetchall() == [], field
