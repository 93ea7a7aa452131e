"""Every fault of a record is found, each under a code that stays."""

import pytest

from docprocessor.datasets.checking import validation
from docprocessor.datasets.checking.validation import LONGEST_KEY_BYTES, Validator
from docprocessor.datasets.schema import parse_schema


def checked(cells, *fields, **table):
    return Validator(parse_schema({"fields": list(fields), **table})).check(cells)


def codes(cell, *, key=False, **members):
    faults = checked([cell], {"name": "a", **members}, primaryKey=["a"] if key else [])[1]
    assert all(fault.column == "a" and fault.value == cell and fault.message for fault in faults)
    return [fault.code for fault in faults]


def rule(type_="string", **constraints):
    return {"type": type_, "constraints": constraints}


@pytest.mark.parametrize(
    ("cell", "members", "found"),
    [
        ("", {}, []),
        (None, {}, []),
        ("", rule(required=True), ["required"]),
        (None, rule(required=True), ["required"]),
        (" ", rule(required=True), []),  # a text of its own
        ("x", rule("integer"), ["integer"]),
        ("", rule("integer"), []),
        ("1e999999", rule("number"), ["number"]),
        # enum compares values, not texts
        ("b", rule(enum=["a", "b"]), []),
        ("c", rule(enum=["a", "b"]), ["enum"]),
        ("1", rule(enum=[1, 2]), []),
        ("+02", rule("integer", enum=[1, 2]), []),
        ("2.50", rule("number", enum=[2.5]), []),
        ("NaN", rule("number", enum=["NaN"]), []),
        ("NaN", rule("number", enum=[1]), ["enum"]),
        ("1", rule("boolean", enum=[True]), []),
        ("false", rule("boolean", enum=[True]), ["enum"]),
        ("ja", {**rule("boolean", enum=[True]), "trueValues": ["ja"], "falseValues": ["nein"]}, []),
        ("nein", {**rule("boolean", enum=[True]), "trueValues": ["ja"], "falseValues": ["nein"]}, ["enum"]),
        ("2024-01-01T01:00+01:00", rule("datetime", enum=["2024-01-01T00:00Z"]), []),
        # limits are inside
        ("1", rule("integer", minimum=1, maximum=1), []),
        ("0", rule("integer", minimum=1), ["minimum"]),
        ("2", rule("integer", maximum=1), ["maximum"]),
        ("0.1", rule("number", minimum=0.1), []),  # exact, though 0.1 is no binary fraction
        ("0,05", {**rule("number", minimum=0.1), "decimalChar": ","}, ["minimum"]),
        ("INF", rule("number", maximum=1e300), ["maximum"]),
        ("NaN", rule("number", minimum=0), ["minimum"]),  # is neither more nor less
        ("NaN", rule("number", maximum=0), ["maximum"]),
        ("NaN", rule("number"), []),
        ("1999-12-31", rule("date", minimum="2000-01-01"), ["minimum"]),
        ("01/01/2001", {**rule("date", maximum="31/12/2000"), "format": "%d/%m/%Y"}, ["maximum"]),
        ("23:00", rule("time", maximum="22:59:59"), ["maximum"]),
        ("1989", rule("year", minimum=1990), ["minimum"]),
        ("2024-01-01T00:30+01:00", rule("datetime", minimum="2024-01-01T00:00:00Z"), ["minimum"]),
        # lengths are characters, not bytes
        ("ñandú", rule(minLength=5, maxLength=5), []),
        ("😀😀", rule(maxLength=1), ["max_length"]),
        ("ab", rule(minLength=3), ["min_length"]),
        ("", rule(minLength=3), []),  # no value is no short value
        # a pattern covers the whole text
        ("ab12", rule(pattern="[a-z]+[0-9]+"), []),
        ("ab12!", rule(pattern="[a-z]+[0-9]+"), ["pattern"]),
        ("ab\n", rule(pattern="ab"), ["pattern"]),
        ("x", rule(pattern="a|x"), []),
        ("ñ", rule(pattern="."), []),
        ("1٢", rule(pattern=r"\d+"), ["pattern"]),
        # what PostgreSQL cannot keep, whatever the type
        ("a\x00b", {}, ["nul_character"]),
        ("1\x00", {"type": "integer"}, ["nul_character"]),
        ("caf\udce9", {}, ["undecodable"]),
        ("\ud800", {"type": "number"}, ["undecodable"]),
        # every rule that is broken
        (
            "toolong",
            rule(enum=["a"], minLength=8, maxLength=6, pattern="[0-9]*"),
            ["enum", "min_length", "max_length", "pattern"],
        ),
        ("5", rule("integer", enum=[1], minimum=6, maximum=4), ["enum", "minimum", "maximum"]),
    ],
)
def test_rules(cell, members, found):
    assert codes(cell, **members) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("k" * LONGEST_KEY_BYTES, []),
        ("k" * (LONGEST_KEY_BYTES + 1), ["key_too_long"]),
        ("ñ" * (LONGEST_KEY_BYTES // 2), []),
        ("ñ" * (LONGEST_KEY_BYTES // 2 + 1), ["key_too_long"]),  # bytes count, not characters
        ("", ["required"]),
    ],
)
def test_keys_have_values_that_an_index_holds(cell, found):
    assert codes(cell, key=True) == found


def test_only_keys_are_bounded():
    assert codes("k" * 10_000) == []
    assert codes("k" * 10_000, constraints={"unique": True}) == ["key_too_long"]


def test_all_faults_of_a_record_are_found_and_the_other_values_are_there():
    values, faults = checked(
        ["x", "Ana", "no", "", "2024-02-30"],
        {"name": "id", "type": "integer"},
        {"name": "name"},
        {"name": "email", "format": "email"},
        {"name": "amount", "type": "number", "constraints": {"required": True}},
        {"name": "joined", "type": "date"},
        primaryKey="id",
    )
    assert [(fault.column, fault.code) for fault in faults] == [
        ("id", "integer"),
        ("email", "email"),
        ("amount", "required"),
        ("joined", "date"),
    ]
    assert [value and value.text for value in values] == [None, "Ana", None, None, None]


@pytest.mark.parametrize(
    ("missing", "cell", "text"),
    [
        ([""], "", None),
        (["", "-", "NA"], "NA", None),
        (["", "-", "NA"], "na", "na"),
        (["-"], "", ""),  # then the empty text is a text
        ([], "", ""),
    ],
)
def test_what_stands_for_no_value_is_said_by_the_schema(missing, cell, text):
    values, faults = checked([cell], {"name": "a"}, missingValues=missing)
    assert (faults, values[0] and values[0].text) == ([], text)


def test_a_field_that_the_file_does_not_have_has_no_value_whatever_is_missing():
    assert checked([None], {"name": "a"}, missingValues=[]) == ([None], [])


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "([a-zA-Z]+)*1", "(.*)*x", "(a?){50}a{50}"])
def test_no_pattern_takes_more_than_linear_time(pattern):
    """A backtracking engine would not end on these before the sun does."""
    assert codes("a" * 50_000 + "!", **rule(pattern=pattern)) == ["pattern"]


def test_messages_name_a_few_of_many_choices():
    faults = checked(["x"], {"name": "a", "constraints": {"enum": [f"choice{n}" for n in range(500)]}})[1]
    assert "choice9" in faults[0].message
    assert "choice10" not in faults[0].message


def test_a_cell_seen_before_is_judged_alike(monkeypatch):
    """Remembering is only for speed: with it, without it and when there is no more room, the answers are the same."""
    schema = parse_schema({"fields": [{"name": "n", "type": "integer", "constraints": {"maximum": 5}}, {"name": "t"}]})
    cells = [["1", "a"], ["9", "b" * 100], ["x", "\x00"], ["1", "a"], ["9", "b" * 100], ["x", "\x00"], ["2", "c"]]
    answers = []
    for room in (validation.MOST_KNOWN, 1, 0):
        monkeypatch.setattr(validation, "MOST_KNOWN", room)
        validator = Validator(schema)
        answers.append([validator.check(each) for each in cells])
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][:3] == answers[0][3:6]
