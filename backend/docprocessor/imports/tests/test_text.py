"""Text from anywhere, fit to be stored and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("año 日本 😀", "año 日本 😀"),
        ("a\x00b", "a␀b"),
        ("caf\udce9", "caf\\xe9"),  # a byte that did not decode
        ("half\udc78", "half\\x78"),
        ("\ud800\udfff", "\ufffd\ufffd"),
        ("x" * 1_000, "x" * 1_000),
        ("x" * 1_001, "x" * 999 + "…"),
    ],
)
def test_what_postgresql_does_not_take_is_shown(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters(), max_size=30), st.integers(1, 20))
def test_anything_can_be_stored(text, longest):
    shown = printable(text, longest=longest)
    assert "\x00" not in shown
    assert shown.encode().decode() == shown


def test_the_length_is_kept_also_when_bytes_are_spelled_out():
    assert len(printable("\udcff" * 300, longest=255)) <= 255
