"""Keys that PostgreSQL holds equal are equal here, whatever their texts; a filter never forgets one."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from docprocessor.datasets.loading.keys import BloomFilter, KeyReader, groups_of, present_keys
from docprocessor.datasets.schema import Field, parse_schema

# Groups of texts as PostgreSQL takes them; those in one group are one value.
EQUAL = {
    "integer": [["7", "007", "+7", " 7"], ["0", "-0"], ["-7"], ["9223372036854775807"], ["-9223372036854775808"]],
    "year": [["2024", "02024"], ["2025"]],
    "number": [
        ["1.5", "1.50", "01.5", "15e-1", "+1.5"],
        ["0", "-0", "0.00", "-0.0", ".0", "0e10"],
        ["1000", "1e3", "1000.0", "01000"],
        ["100"],
        ["0.0000001", "1E-7"],
        ["NaN", "nan"],
        ["Infinity", "inf"],
        ["-Infinity"],
        ["12345678901234567890.123456789", "12345678901234567890.1234567890"],
        ["-1.5"],
    ],
    "boolean": [["t", "true", "1", "yes", "on", " TRUE "], ["f", "false", "0", "no", "off"]],
    "date": [["2024-01-02", " 2024-01-02"], ["2024-02-01"], ["0001-01-01"], ["9999-12-31"]],
    "datetime": [
        ["2024-01-01T00:00:00+00:00", "2024-01-01 00:00:00+00", "2024-01-01T01:00:00+01:00", "2024-01-01T00:00Z"],
        ["2024-01-01T00:00:00.000001+00:00"],
        ["0001-01-01T00:00:00+00:00"],
        ["9999-12-31T23:59:59.999999+00:00"],
    ],
    "time": [["07:30", "07:30:00", "07:30:00.000"], ["07:30:00.000001"], ["00:00"], ["23:59:59.999999"]],
    "uuid": [
        ["123e4567-e89b-12d3-a456-426614174abc", "123E4567-E89B-12D3-A456-426614174ABC"],
        ["123e4567-e89b-12d3-a456-426614174abd"],
    ],
    "string": [["é"], ["e\u0301"], ["a"], ["A"], ["a "], [""], ["😀"]],
}
PG = {"integer": "bigint", "year": "smallint", "number": "numeric", "datetime": "timestamptz", "string": "text"}


def field(type_):
    return Field("k", format="uuid") if type_ == "uuid" else Field("k", type_)


def read(type_, *texts):
    return KeyReader([field(type_)]).read([pa.array(texts, pa.string())])


def groups(type_, *texts):
    return groups_of(read(type_, *texts), len(texts)).tolist()


@pytest.mark.parametrize("type_", EQUAL)
def test_texts_of_one_value_are_one_key(type_):
    texts = [(number, text) for number, group in enumerate(EQUAL[type_]) for text in group]
    together = read(type_, *(text for _, text in texts))
    for (one, text), code, hash_ in zip(texts, together.codes, together.hashes, strict=True):
        assert [number == one for number, _ in texts] == (together.codes == code).tolist(), text
        assert [number == one for number, _ in texts] == (together.hashes == hash_).tolist(), text
        # By itself, which may be by another path, it has the same hash.
        assert read(type_, text).hashes.tolist() == [hash_], text


@pytest.mark.parametrize("type_", EQUAL)
def test_postgresql_agrees(db, type_):
    texts = [(number, text) for number, group in enumerate(EQUAL[type_]) for text in group]
    with connection.cursor() as cursor:
        for number, text in texts:
            type_name = PG.get(type_, type_)
            cursor.execute(
                f"SELECT array_agg(%s::{type_name} = u ORDER BY i)"
                f" FROM unnest(%s::text[]::{type_name}[]) WITH ORDINALITY AS x (u, i)",
                [text, [other for _, other in texts]],
            )
            assert cursor.fetchone()[0] == [number == other for other, _ in texts], text


PLAIN = st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str) | st.sampled_from(
    ["1e2", "100", "100.0", "-0", "0", "00.10", "0.1", "1E-1"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=8))
def test_numbers_are_equal_as_decimals_are(texts):
    keys = read("number", *texts)
    for one, code, hash_ in zip(texts, keys.codes, keys.hashes, strict=True):
        for other, other_code, other_hash in zip(texts, keys.codes, keys.hashes, strict=True):
            equal = Decimal(one) == Decimal(other)
            assert (code == other_code, hash_ == other_hash) == (equal, equal)


def test_a_group_is_named_for_its_first():
    assert groups("integer", "1", "2", "01", "3", "2", "1") == [0, 1, 0, -1, 1, 0]
    assert groups("string", "a", "b") == [-1, -1]
    assert groups("string") == []


def test_records_without_a_value_have_no_key():
    keys = KeyReader([Field("a"), Field("b", "integer")]).read(
        [pa.array(["x", None, "x", "x", None]), pa.array(["1", "1", None, "01", None])]
    )
    assert keys.places.tolist() == [0, 3]
    assert groups_of(keys, 5).tolist() == [0, -1, -1, 0, -1]


def test_a_composite_key_is_the_same_as_a_whole_only():
    parts = [["x", "x", "xy", "y", "x"], ["yz", "z", "z", "x", "yz"]]
    keys = KeyReader([Field("a"), Field("b")]).read([pa.array(part) for part in parts])
    assert groups_of(keys, 5).tolist() == [0, -1, -1, -1, 0]
    assert len(set(keys.hashes.tolist())) == 4


def test_parts_change_places_not_meaning():
    one = KeyReader([Field("a"), Field("b")]).read([pa.array(["x"]), pa.array(["y"])])
    other = KeyReader([Field("a"), Field("b")]).read([pa.array(["y"]), pa.array(["x"])])
    assert one.hashes.tolist() != other.hashes.tolist()


def test_keys_not_wholly_in_the_file_are_none():
    unique = {"unique": True}
    schema = parse_schema(
        {"fields": [{"name": "a"}, {"name": "b"}, {"name": "c", "constraints": unique}], "primaryKey": ["b", "a"]}
    )
    assert present_keys(schema, ["a", "c", "b"]) == [(("b", "a"), (2, 0)), (("c",), (1,))]
    assert present_keys(schema, ["c", "b"]) == [(("c",), (0,))]


def hashes(start, stop):
    return KeyReader([Field("k", "integer")]).read([pa.array(np.arange(start, stop)).cast(pa.string())]).hashes


@pytest.mark.parametrize("expected", [0, 1, 10_000, 50_000])
def test_a_filter_never_forgets(expected):
    seen = BloomFilter(expected)
    for start in range(0, 50_000, 10_000):
        seen.add(hashes(start, start + 10_000))
    assert seen.add(hashes(0, 50_000)).all()


def test_it_seldom_knows_what_it_never_saw():
    """As full as expected, by the formula 0.24 %; and in a batch, nobody is known before its time."""
    seen = BloomFilter(100_000)
    assert not seen.add(hashes(0, 10)).any()
    seen.add(hashes(0, 100_000))
    assert seen.add(hashes(1_000_000, 1_020_000)).mean() < 0.005


def test_it_takes_two_bytes_a_key():
    assert BloomFilter(1_000_000)._words.nbytes == 2_000_000
