"""Which column goes into which field."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.tabular.mapping import MappingError, field_finder, map_columns, unique_labels

SCHEMA = parse_schema(
    {
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "first_name", "title": "Given name", "constraints": {"required": True}},
            {"name": "ano_de_alta", "title": "Año de alta"},
            {"name": "phone", "aliases": ["Téléphone", "Tel.", "Given name"]},
            {"name": "line"},
        ],
        "primaryKey": "id",
    }
)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("first_name", "first_name"),
        ("First Name", "first_name"),
        ("FIRST-NAME", "first_name"),
        (" first  name ", "first_name"),
        ("firstName", "first_name"),
        ("Given name", "first_name"),
        ("given_name", "first_name"),
        ("Año de alta", "ano_de_alta"),
        ("AÑO DE ALTA", "ano_de_alta"),
        ("An\u0303o de alta", "ano_de_alta"),  # the same letters, as macOS writes them
        ("ano de alta", "ano_de_alta"),
        ("Phone #", "phone"),
        ("Téléphone", "phone"),
        ("TÉLÉPHONE:", "phone"),
        ("tel", "phone"),
        ("phone2", None),
        ("", None),
        ("---", None),
        ("_row", None),
        ("_line", None),  # which would be the field's name, but for its sign
    ],
)
def test_a_label_means_a_field_by_name_title_or_alias(label, name):
    found = field_finder(SCHEMA)(label)
    assert (found and found.field) == name


@pytest.mark.parametrize(
    ("label", "how", "word"),
    [
        ("first_name", "exact", "first_name"),
        ("Given name", "title", "Given name"),  # also an alias of another field: titles go first
        ("Tel.", "alias", "Tel."),
        ("given NAME", "normalised", "Given name"),
        ("TEL", "normalised", "Tel."),
    ],
)
def test_by_which_of_its_words_a_field_was_found(label, how, word):
    found = field_finder(SCHEMA)(label)
    assert (found.how, found.word) == (how, word)


@pytest.mark.parametrize(
    ("labels", "wishes", "columns"),
    [
        (["id", "First name", "Phone"], None, ["id", "first_name", "phone"]),
        (["Phone", "x", "id", "First name"], {}, ["phone", None, "id", "first_name"]),
        (["_row", "_line", "_errors", "id", "first_name"], None, [None, None, None, "id", "first_name"]),
        # A wish goes before a name, also before the one that the field would have had
        (["id", "a", "b"], {"a": "first_name"}, ["id", "first_name", None]),
        (["id", "first_name", "nick"], {"nick": "first_name"}, ["id", None, "first_name"]),
        (["id", "first_name", "phone"], {"phone": None}, ["id", "first_name", None]),
        (["number", "name"], {"number": "id", "name": "first_name"}, ["id", "first_name"]),
        # Of two columns that mean one field, one is left out
        (["id", "first_name", "Given name"], {"Given name": None}, ["id", "first_name", None]),
    ],
)
def test_columns_find_their_fields(labels, wishes, columns):
    assert map_columns(labels, SCHEMA, wishes) == columns


@pytest.mark.parametrize(
    ("labels", "wishes", "code", "named"),
    [
        (["id", "phone"], None, "missing_columns", "first_name"),
        (["first_name"], None, "missing_columns", "id"),  # a part of the key is required
        (["phone"], None, "missing_columns", "columns id, first_name"),
        (["id", "first_name"], {"first_name": None}, "missing_columns", "first_name"),
        (["id", "first_name", "Given name"], None, "ambiguous_columns", "'first_name' and 'Given name'"),
        (["id", "a", "b"], {"a": "first_name", "b": "first_name"}, "ambiguous_columns", "'a' and 'b'"),
        (["x", "y"], None, "no_columns_match", "x, y"),
        ([], None, "no_columns_match", "id"),
        (["id", "first_name"], {"nick": "phone"}, "unknown_column", "'nick'"),
        (["id", "first_name"], {"id": "number"}, "unknown_field", "'number'"),
        ([f"column {n}" for n in range(5_000)], None, "no_columns_match", "4,990 more"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(labels, wishes, code, named):
    with pytest.raises(MappingError) as refusal:
        map_columns(labels, SCHEMA, wishes)
    assert refusal.value.code == code
    assert named in str(refusal.value)
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (["a", "b"], ["a", "b"]),
        ([" a ", "b\n"], ["a", "b"]),
        (["a", "", "  "], ["a", "column_2", "column_3"]),
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a", "a_2", "a"], ["a", "a_2", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_2", "a_2_2"]),
        (["column_2", ""], ["column_2", "column_2_2"]),
        (["x" * 300], ["x" * 200]),
        ([], []),
    ],
)
def test_every_column_has_a_name_of_its_own(cells, labels):
    assert unique_labels(cells) == labels


@given(st.lists(st.text("a_2 ", max_size=4), max_size=12))
def test_labels_are_never_shared(cells):
    labels = unique_labels(cells)
    assert len(labels) == len(cells)
    assert len(set(labels)) == len(labels)


def test_a_header_of_very_many_equal_names_is_read_at_once():
    began = time.monotonic()
    labels = unique_labels(["a"] * 50_000)
    schema = parse_schema({"fields": [{"name": f"f{n}"} for n in range(1_500)]})
    map_columns(["f0", *(f"x {n}" for n in range(5_000))], schema)
    assert time.monotonic() - began < 10
    assert labels[-1] == "a_50000"
