"""Which cells of a column are right beyond doubt, by type. Pure: no Django.

A proof is sound, not complete: a cell that it passes over may well be right, and is then judged by itself.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from docprocessor.datasets.checking import temporal_patterns
from docprocessor.datasets.checking.cells import Cells, Mask, Pattern, Texts, has_nul
from docprocessor.datasets.checking.values import URI, UUID_FORM
from docprocessor.datasets.schema import Field

# Takes cells; says which are proven, and gives their texts for PostgreSQL (whatever they are for the others).
Proof = Callable[[Cells], tuple[Mask, Any]]

# Arrow's and PostgreSQL's bigint end in the middle of the numbers of 19 digits.
_INTEGER: Final = "[+-]?(?:[0-9]{1,18}|[0-8][0-9]{18})"
_EXPONENT: Final = "(?:[eE][+-]?[0-9]{1,2})?"
# With the exponent, far from the longest number there may be, and within a double's range.
_LONGEST_NUMBER: Final = 200
# The same as a valid address as long as none is longer than its parts may be.
_SHORT_EMAIL: Final = (
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*\.)+[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*"
)
_LONGEST_SHORT_EMAIL: Final = 64
# Fewer cells than these are sooner judged by themselves.
_MANY: Final = 200
# Whatever the case, PostgreSQL reads these as booleans.
_NATIVE: Final = {True: {"t", "true", "y", "yes", "on", "1"}, False: {"f", "false", "n", "no", "off", "0"}}


def proof_of(field: Field, *, comparable: bool) -> Proof | None:
    """Return the proof that a cell is a value of a field's type; None where each is to be judged by itself.

    When it has to be `comparable`, the texts are of the form that `limits` compares, and Python and Arrow read.
    """
    if field.type in ("string", "any"):
        return _STRINGS[field.format]
    if field.type == "integer":
        return _integers(field, comparable=comparable)
    if field.type == "number":
        return _numbers(field, comparable=comparable)
    if field.type == "boolean":
        return _booleans(field)
    if field.type == "year":
        return _matching("[0-9]{3}[1-9]|[1-9][0-9]{3}")
    if field.format != "default":
        return _own_format(field, fixed_width=comparable)
    return {
        "date": _matching(temporal_patterns.DATE),
        "time": _matching(temporal_patterns.TIME),
        "datetime": _datetimes(),
    }[field.type]


def trimming(prove: Proof) -> Proof:
    """Return a proof that passes over spaces around the cells, as in columns that are padded to a width."""

    def prove_trimmed(cells: Cells) -> tuple[Mask, Any]:
        proven, texts = prove(cells)
        rest = np.flatnonzero(~proven)
        if len(rest) < _MANY:
            return proven, texts
        padded = cells.array.take(pa.array(rest))
        trimmed = Cells(pc.ascii_trim(padded, " "))
        if len(trimmed.data) == len(Cells(padded).data):
            return proven, texts
        found, read = prove(trimmed)
        replaced = np.zeros(len(cells), np.bool_)
        replaced[rest[found]] = True
        return proven | replaced, pc.replace_with_mask(texts, pa.array(replaced), read.filter(pa.array(found)))

    return prove_trimmed


def _strings(cells: Cells) -> tuple[Mask, Any]:
    if cells.lowest == 0:
        return ~has_nul(cells.array), cells.array
    return np.ones(len(cells), np.bool_), cells.array


def _matching(expression: str) -> Proof:
    pattern = Pattern(expression)
    return lambda cells: (pattern.matches(cells.array), cells.array)


def _emails() -> Proof:
    pattern = Pattern(_SHORT_EMAIL)
    return lambda cells: (pattern.matches(cells.array) & (cells.lengths <= _LONGEST_SHORT_EMAIL), cells.array)


_STRINGS: Final[dict[str, Proof]] = {
    "default": _strings,
    "email": _emails(),
    "uri": _matching(URI.pattern.removesuffix(r"\Z")),
    "uuid": _matching(UUID_FORM.pattern.removesuffix(r"\Z")),
}


def _integers(field: Field, *, comparable: bool) -> Proof:
    sign = "-?" if comparable else "[+-]?"
    mark = _escaped(field.group_char)
    pattern = Pattern(_INTEGER.replace("[+-]?", sign))
    if mark:
        groups = Pattern(f"{sign}(?:[0-9]{{1,18}}|[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{1,5}})")
        return lambda cells: (groups.matches(cells.array), _without(cells.array, field.group_char))

    def prove(cells: Cells) -> tuple[Mask, Any]:
        """Most columns of whole numbers hold nothing but digits, which is seen in a tenth of the time."""
        strange = cells.holding((cells.data - np.uint8(48)) > 9)
        if strange is None:
            return pattern.matches(cells.array), cells.array
        proven = ~strange & (cells.lengths > 0) & (cells.lengths <= 18)
        rest = np.flatnonzero(~proven)
        if len(rest):
            proven[rest] = pattern.matches(cells.array.take(pa.array(rest)))
        return proven, cells.array

    return prove


def _numbers(field: Field, *, comparable: bool) -> Proof | None:
    point, mark = _escaped(field.decimal_char), _escaped(field.group_char)
    if field.decimal_char.isspace():  # may as well stand around the number
        return None
    whole = "[0-9]+"
    if mark:
        whole = f"(?:[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+|[0-9]+)"
    if comparable:
        pattern = Pattern(f"-?{whole}(?:{point}[0-9]+)?")
    elif mark:
        pattern = Pattern(f"[+-]?{whole}(?:{point}[0-9]*)?")
    else:
        pattern = Pattern(f"[+-]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+){_EXPONENT}")

    def prove(cells: Cells) -> tuple[Mask, Any]:
        texts = _without(cells.array, field.group_char)
        if field.decimal_char != ".":
            texts = pc.replace_substring(texts, field.decimal_char, ".")
        return pattern.matches(cells.array) & (cells.lengths <= _LONGEST_NUMBER), texts

    return prove


def _booleans(field: Field) -> Proof:
    true, false = Texts(field.true_values), Texts(field.false_values)
    both = Texts(field.true_values + field.false_values)
    if all(
        text.lower() in _NATIVE[meaning]
        for meaning, texts in ((True, field.true_values), (False, field.false_values))
        for text in texts
    ):
        return lambda cells: (both.holds(cells.array), cells.array)

    def prove(cells: Cells) -> tuple[Mask, Any]:
        is_true = true.holds(cells.array)
        return is_true | false.holds(cells.array), pc.if_else(pa.array(is_true), "t", "f")

    return prove


def _datetimes() -> Proof:
    local, zoned = Pattern(temporal_patterns.DATETIME), Pattern(temporal_patterns.ZONED_DATETIME)

    def prove(cells: Cells) -> tuple[Mask, Any]:
        """A time without an offset is UTC, whatever PostgreSQL's session thinks of it."""
        is_local = local.matches(cells.array)
        if not is_local.any():
            return zoned.matches(cells.array), cells.array
        texts = pc.binary_join_element_wise(cells.array, "Z", "")
        if is_local.all():
            return is_local, texts
        return is_local | zoned.matches(cells.array), pc.if_else(pa.array(is_local), texts, cells.array)

    return prove


def _own_format(field: Field, *, fixed_width: bool) -> Proof | None:
    form = temporal_patterns.own_format(field.type, field.format, fixed_width=fixed_width)
    if form is None:
        return None
    pattern = Pattern(form.matching)

    def prove(cells: Cells) -> tuple[Mask, Any]:
        texts = pc.replace_substring_regex(cells.array, rf"\A(?:{form.parts})\z", form.rewriting)
        return pattern.matches(cells.array), texts

    return prove


def _without(array: Any, mark: str) -> Any:
    return pc.replace_substring(array, mark, "") if mark else array


def _escaped(mark: str) -> str:
    """Escape a character for RE2; Python's way would do for all but those of white space."""
    return rf"\x{{{ord(mark):x}}}" if mark else ""
