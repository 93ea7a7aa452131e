"""Which field each column could go into, and what is said for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.columns import suggestions
from docprocessor.imports.columns.suggestions import LEAST_VALID, missing_fields, suggest
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS, MappingError, map_columns

SCHEMA = parse_schema(
    {
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "given", "title": "Given name"},
            {"name": "family", "title": "Family name", "constraints": {"required": True}},
            {"name": "email", "format": "email", "aliases": ["Courriel", "Correo electrónico"]},
            {"name": "date_of_birth", "type": "date"},
            {"name": "phone_1"},
            {"name": "phone_2"},
            {"name": "state", "constraints": {"enum": ["open", "closed"]}},
            {"name": "row"},
        ],
        "primaryKey": "id",
    }
)


def one(label: str, *values: str, schema=SCHEMA, **remembered):
    [found] = suggest([label], [values], schema, remembered=remembered)
    return found


@pytest.mark.parametrize(
    ("label", "values", "field", "how", "reason"),
    [
        ("id", ["7"], "id", "exact", "Same name, and 1 of 1 sample value is a whole number"),
        ("id", ["7", "x", "y"], "id", "exact", "Same name, but 1 of 3 sample values is a whole number"),
        ("id", [], "id", "exact", "Same name"),
        ("Given name", ["Ana"], "given", "title", "The title of given"),
        (
            "Courriel",
            ["a@b.example"],
            "email",
            "alias",
            "Known as Courriel, and 1 of 1 sample value is an email address",
        ),
        ("GIVEN-NAME", ["Ana"], "given", "normalised", "Same name as Given name apart from case, spaces or signs"),
        ("correo electronico", ["a@b.example"], "email", "fuzzy", "A name similar to Correo electrónico, and 1 of 1"),
        ("Birth date", ["2001-02-03"] * 3, "date_of_birth", "fuzzy", "A name similar to date_of_birth, and 3 of 3"),
        # Most of the values are enough: a few faulty ones are what reviewing is for
        ("Birth date", ["2001-02-03"] * 9 + ["?"], "date_of_birth", "fuzzy", "and 9 of 10 sample values are dates"),
        (
            "Birth date",
            ["spring", "2001-02-03"],
            None,
            "none",
            "similar to date_of_birth, but 1 of 2 sample values is a",
        ),
        # Values that stand for none say nothing
        ("Birth date", ["", "  "], "date_of_birth", "fuzzy", "A name similar to date_of_birth"),
        ("State?", ["open", "closed"], "state", "normalised", "and 2 of 2 sample values are ones that it takes"),
        ("States", ["CA", "NY"], None, "none", "but 0 of 2 sample values are ones that it takes"),
        # Numbers in names are not much alike, they are the same or others
        ("Phone no 2", ["1"], "phone_2", "fuzzy", "A name similar to phone_2"),
        ("phone 3", ["1"], None, "none", "No field has a name like this"),
        ("Shoe size", ["42"], None, "none", "No field has a name like this"),
        ("_row", ["42"], None, "none", "a rejects file carries it"),
    ],
)
def test_a_column_finds_its_field_and_says_why(label, values, field, how, reason):
    found = one(label, *values)
    assert (found.field, found.how) == (field, how)
    assert reason in found.reason
    assert found.status == ("unmapped" if field is None else "suggested" if how == "fuzzy" else "matched")


def test_the_surer_the_higher_the_score():
    fields = [{"name": "email", "title": "E-mail address", "aliases": ["Courriel"], "format": "email"}]
    schema = parse_schema({"fields": fields})
    labels = ["email", "E-mail address", "Courriel", "E MAIL", "e mails"]
    scores = [one(label, "a@b.example", schema=schema).score for label in labels]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5
    assert one("e mails", schema=schema).score < scores[-1]  # its values speak for it


def test_the_samples_are_the_first_values_that_differ_made_fit_to_be_shown():
    assert one("x", "a", "", "a", "b" * 500, "c\x00", "d").samples == ("a", "b" * 99 + "…", "c␀")


def test_the_best_name_goes_first():
    """Whichever column comes first in the file; the other one is told who has it."""
    found = suggest(["E-Mail", "email", "e-mails"], [["a@b.example"]] * 3, SCHEMA)
    assert [each.field for each in found] == [None, "email", None]
    assert found[0].reason == "It means email as well, which the column email goes into"
    found = suggest(["family nam", "family_nam"], [[], []], parse_schema({"fields": [{"name": "family_name"}]}))
    assert [each.field for each in found] == ["family_name", None]


def test_required_fields_go_first_where_names_are_equally_alike():
    assert one("name").field == "family"
    assert missing_fields([one("name")], SCHEMA) == ["id"]
    assert missing_fields([one("x")], SCHEMA) == ["id", "family"]


def test_what_was_remembered_goes_before_names():
    found = suggest(
        ["id", "email", "Nick"], [["1"], [], []], SCHEMA, remembered={"id": None, "email": "given", "Nick": "email"}
    )
    assert [(each.field, each.status, each.how) for each in found] == [
        (None, "unmapped", "remembered"),
        ("given", "matched", "remembered"),
        ("email", "matched", "remembered"),
    ]
    assert [each.reason for each in found] == ["Left out, as the last time", "As the last time", "As the last time"]


def test_a_field_that_is_no_longer_there_is_told_and_another_one_suggested():
    gone = "; it went into nick the last time, which is no longer a field"
    assert one("email", email="nick").field == "email"
    assert one("email", email="nick").reason == f"Same name{gone}"
    assert one("Nickname", Nickname="nick").reason == f"No field has a name like this{gone}"


def test_very_wide_files_are_only_matched_by_name(monkeypatch):
    monkeypatch.setattr(suggestions, "MOST_COMPARED", 20)
    found = suggest(["Birth date", "id", "x"], [[], [], []], SCHEMA)
    assert [each.field for each in found] == [None, "id", None]


NAMES = ["name", "first name", "last_name", "e-mail", "mail", "date", "birth date", "start-date", "phone 1", "phone 2"]
LABELS = st.lists(st.sampled_from([*NAMES, "Name", "E mails", "dates", "Phone", "_row", "x"]), unique=True, max_size=8)
VALUES = st.lists(
    st.sampled_from(["2024-01-31", "31/01/2024", "7", "7.5", "a@b.example", "yes", "true", ""]), max_size=6
)
FIELDS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([{"type": "date"}, {"type": "integer"}, {"type": "string"}, {"format": "email"}]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda field: field[0],
)


@settings(deadline=None)
@given(LABELS, st.data(), FIELDS)
def test_suggestions_are_one_to_one_and_never_against_the_values(labels, data, fields):
    schema = parse_schema(
        {
            "fields": [
                {"name": f"f{place}", "title": name, **type_, "constraints": {"required": required}}
                for place, (name, type_, required) in enumerate(fields)
            ]
        }
    )
    values = [data.draw(VALUES) for _ in labels]
    remembered = data.draw(
        st.dictionaries(st.sampled_from(["x", "Name"]), st.sampled_from([None, "f0", "gone"]), max_size=1)
    )
    found = suggest(labels, values, schema, remembered=remembered)
    taken = [each.field for each in found if each.field]
    assert [each.label for each in found] == labels
    assert len(set(taken)) == len(taken)
    assert all(each.field is None for each in found if each.label in SERVICE_COLUMNS)
    checked = {field.name: field for field in Validator(schema).fields}
    for each, cells in zip(found, values, strict=True):
        assert (each.field is None) == (each.status == "unmapped")
        told = [cell for cell in cells if cell]
        if each.status == "suggested" and told:
            valid = sum(1 for cell in told if not checked[each.field].judge(cell)[1])
            assert valid >= LEAST_VALID * len(told)


@settings(deadline=None)
@given(LABELS.filter(bool), FIELDS)
def test_what_is_matched_is_what_an_import_without_a_mapping_does(labels, fields):
    listed = [{"name": f"f{place}", "title": name} for place, (name, *_) in enumerate(fields)]
    schema = parse_schema({"fields": listed})
    try:
        columns = map_columns(labels, schema)
    except MappingError:
        return
    matched = [each.field if each.status == "matched" else None for each in suggest(labels, [[]] * len(labels), schema)]
    assert matched == columns
