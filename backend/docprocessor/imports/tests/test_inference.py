"""Types from values: only where nothing is lost by it, and with its evidence."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.exporting.export import as_text
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.columns.inference import ColumnInference, Inference


def seen(values) -> ColumnInference:
    column = ColumnInference()
    for value in values:
        column.see(value)
    return column


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "22", "-3", "0"], "integer"),
        (["1", "", "3"], "integer"),  # an empty cell is no value
        (["999999999999999", "-999999999999999"], "integer"),
        (["1.50", "2.25"], "number"),
        (["1", "2.5"], "number"),
        (["2.5", "1"], "number"),
        (["0.0001", "-12.00"], "number"),
        (["true", "false"], "boolean"),
        (["TRUE", "FALSE"], "boolean"),
        (["2024-02-29", "1999-12-31"], "date"),
        (["2024-02-29T10:00:00Z", "2024-02-29 10:00", "2024-02-29T10:00:00.5+01:00"], "datetime"),
        (["10:00", "23:59:59"], "time"),
        (["123e4567-e89b-12d3-a456-426614174000"], "string/uuid"),
        # Text, because as a number or a date it would not read back as it was written
        (["007"], "string"),
        (["1", "007"], "string"),
        (["-007"], "string"),
        (["00.5"], "string"),
        (["1234567890123456"], "string"),  # 16 digits: a card, not a quantity
        (["1", "1234567890123456"], "string"),
        (["-0"], "string"),
        (["1.5", "-0"], "string"),
        (["-0.00"], "string"),
        (["+5"], "string"),
        (["1e5"], "string"),
        (["1.", ".5"], "string"),
        (["1,5"], "string"),
        (["1,000"], "string"),
        (["1 000"], "string"),
        (["NaN"], "string"),
        (["INF"], "string"),
        (["١٢"], "string"),  # Arabic digits are digits to Python
        (["2024-02-30"], "string"),
        (["2023-02-29"], "string"),
        (["1900-02-29"], "string"),  # no leap year
        (["0000-01-01"], "string"),
        (["2024-02-30T10:00"], "string"),
        (["2024-02-29T10:00+24:00"], "string"),
        (["2024-02-29T10:00+01:60"], "string"),
        (["0001-01-01T00:00+01:00"], "string"),  # which is in the year before the first
        (["9999-12-31T23:00-01:00"], "string"),
        (["0001-01-01T00:00Z"], "datetime"),
        (["2024-13-01"], "string"),
        (["01/02/2024"], "string"),
        (["13/02/2024"], "string"),
        (["1.2.24"], "string"),
        (["2024-1-5"], "string"),
        (["24:00"], "string"),
        (["9:30"], "string"),
        (["yes", "no"], "string"),
        (["true", "1"], "string"),
        (["TRUE", "false"], "string"),  # two spellings, of which one would be lost
        (["123E4567-E89B-12D3-A456-426614174000"], "string"),
        (["1", "x"], "string"),
        (["1", "2024-01-01"], "string"),
        (["2024-01-01", "2024-01-01T10:00"], "string"),
        (["1", "  "], "string"),  # spaces that no number would give back
        (["  "], "string"),
        (["", ""], "string"),
        ([], "string"),
    ],
)
def test_the_type_of_a_column(values, expected):
    type_, format_ = seen(values).type
    assert expected == (type_ if format_ == "default" else f"{type_}/{format_}")


@pytest.mark.parametrize(
    ("values", "samples"),
    [
        ([""], []),
        (["1", "2", "3"], ["1"]),
        (["1", "2.5", "7.5"], ["2.5"]),  # what made a number of it
        (["1", "x", "y"], ["x"]),
        (["1", " 007", "007", "042", "8", "09", "01"], ["007", "042", "09"]),
        (["2024-02-30"], ["2024-02-30"]),
        (["x" * 200], ["x" * 99 + "…"]),
        (["\udcff\0"], ["\\xff␀"]),
    ],
)
def test_the_texts_that_decided(values, samples):
    assert seen(values).samples == samples


def test_the_evidence_as_data():
    assert seen(["1", "", "007", "x", "0"]).as_evidence() == {
        "type": "string",
        "format": "default",
        "values": 4,
        "empty": 1,
        "reasons": {"leading_zero": 1},
        "samples": ["007"],
        "evidence": "kept as text: 1 value starts with 0",
    }


@pytest.mark.parametrize(
    ("values", "evidence"),
    [
        ([], "no values"),
        (["", ""], "no values"),
        (["1"] * 1_234, "all 1,234 values"),
        (["007"], "kept as text: 1 value starts with 0"),
        (["007", "x", "042"], "kept as text: 2 values start with 0"),
        (["1", "007"], "kept as text: 1 value starts with 0"),
        (["4111111111111111"] * 2, "kept as text: 2 values have more than 15 digits"),
        (["01/02/2024"], "kept as text: 1 value is a date whose day and month could be mistaken"),
        (["a", "b"], "all 2 values"),
    ],
)
def test_the_evidence_in_a_phrase(values, evidence):
    assert seen(values).evidence() == evidence


def test_ragged_records_say_nothing():
    inference = Inference(2)
    inference.see(["1", "2"])
    inference.see(["x"])
    inference.see(["x", "y", "z"])
    assert [column.type[0] for column in inference.columns] == ["integer", "integer"]


TEXTS = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1, max_value=1).map("{:f}".format),
    st.from_regex(r"[+-]?0?[0-9]{1,3}(\.[0-9]{0,3})?([eE][0-9])?", fullmatch=True),
    st.sampled_from(["", " ", "\t", "-0", "0", "true", "True", "TRUE", "false", "False", "FALSE", "NaN", "2024-02-30"]),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(" ")),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "Z"),
    st.builds(
        "{:%Y-%m-%dT%H:%M}{}{}:{}".format,
        st.datetimes(),
        st.sampled_from("+-"),
        st.sampled_from(["00", "05", "14", "23", "24", "99"]),
        st.sampled_from(["00", "30", "60"]),
    ),
    st.times().map(lambda moment: moment.isoformat(timespec="minutes")),
    st.uuids().map(str),
    st.uuids().map(lambda value: str(value).upper()),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5),
)
COLUMNS = st.one_of(st.lists(TEXTS, max_size=6), TEXTS.flatmap(lambda text: st.lists(st.just(text), max_size=3)))


def same(text: str, back: str, type_: str) -> bool:
    """An instant and a time of day have many spellings; everything else comes back as it was written."""
    if type_ == "datetime":
        first, second = (datetime.fromisoformat(each.strip()) for each in (text, back))
        return first.replace(tzinfo=first.tzinfo or second.tzinfo) == second
    if type_ == "time":
        return time.fromisoformat(text.strip()) == time.fromisoformat(back)
    return back == (text if type_ == "string" else text.strip())


@given(COLUMNS)
def test_a_column_of_any_texts_is_taken_whole_and_comes_back_as_it_was(values):
    """What inference makes of a file, validation must take from it: all of it."""
    field = {"name": "x", **seen(values).as_field()}
    schema = parse_schema({"fields": [field]})
    validator = Validator(schema)
    for text in values:
        [value], faults = validator.check([text])
        assert not faults
        back = "" if value is None else as_text(value.typed, schema.fields[0])
        assert same(text, back, field["type"]), (text, back, field)
