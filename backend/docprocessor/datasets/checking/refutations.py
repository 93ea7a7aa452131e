"""Which cells of a column are wrong beyond doubt, and in the same way. Pure: no Django.

A whole column may be of another kind than its field, with a different text in each cell. To judge one cell of a
kind is then to judge them all.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from docprocessor.datasets.checking import temporal_patterns
from docprocessor.datasets.checking.cells import Cells, Mask, Pattern, Texts, has_nul
from docprocessor.datasets.checking.limits import characters, compiled, is_of_one_meaning, range_of
from docprocessor.datasets.checking.proofs import proof_of
from docprocessor.datasets.checking.validation import LONGEST_KEY_BYTES, CheckedField, constant
from docprocessor.datasets.checking.values import EMAIL, URI
from docprocessor.datasets.schema import Field

# Takes texts without nulls, and numbers their kinds: two of one kind have the same faults; those of kind -1 are to
# be judged by themselves.
Kinds = Callable[[Any], NDArray[np.int64]]
# Says which texts do not keep some rule, and which of them are without doubt.
Break = Callable[[Any], Mask]

_PRINTED: Final = frozenset(map(chr, range(ord("!"), ord("~") + 1)))
_CHARACTERS: Final = {
    "integer": "0123456789+-",
    "number": "0123456789+-.eENaINF",
    "boolean": "",
    "year": "0123456789",
    "date": "0123456789-",
    "time": "0123456789:.",
    "datetime": "0123456789-:.+TZ",
    "uuid": "0123456789abcdefABCDEF-",
}


def kinds_of(field: CheckedField) -> Kinds:
    """Return how a field's wrong cells are told apart."""
    is_unreadable, breaks = _unreadable(field.field), _breaks(field)
    missing = Texts(field.missing)

    def kinds(texts: Any) -> NDArray[np.int64]:
        found = np.zeros(len(texts), np.int64)
        for number, is_broken in enumerate(breaks):
            found |= is_broken(texts).astype(np.int64) << (number + 1)
        if is_unreadable is not None:
            found[is_unreadable(texts)] = 1  # what has no value has no other fault
        found[(found == 0) | missing.holds(texts) | has_nul(texts)] = -1
        if field.is_key:
            found[Cells(texts).lengths > LONGEST_KEY_BYTES] = -1
        return found

    return kinds


def _unreadable(field: Field) -> Break | None:
    """Return what says that texts are no values of a field's type; None where any text may be one."""
    if field.type in ("string", "any") and field.format != "uuid":
        exact = {"email": EMAIL, "uri": URI}.get(field.format)
        if exact is None:
            return None
        pattern = Pattern(exact.pattern.removesuffix(r"\Z"))
        return lambda texts: ~pattern.matches(texts)
    alphabet = _alphabet(field)
    if alphabet is None:
        return None
    strange = "".join(rf"\x{{{ord(character):x}}}" for character in sorted(_PRINTED - set(alphabet)))
    pattern = Pattern(rf"(?s:.*)[{strange}](?s:.*)")
    return pattern.matches


def _alphabet(field: Field) -> str | None:
    """Return the characters that values of a type are written with, white space left out; None if it is open."""
    if field.type == "boolean":
        return "".join(field.true_values + field.false_values)
    if field.format in ("default", "uuid"):
        marks = field.decimal_char + field.group_char if field.type in ("integer", "number") else ""
        return _CHARACTERS["uuid" if field.format == "uuid" else field.type] + marks
    form = temporal_patterns.own_format(field.type, field.format)
    if form is None or any(letter.isalpha() and not letter.isascii() for letter in form.literals):
        return None
    return "0123456789+-:Zz" + form.literals.lower() + form.literals.upper()


def _breaks(field: CheckedField) -> list[Break]:
    """Return what says which rules texts break; none where that is not known of every rule."""
    rules = field.field.constraints
    if field.field.type not in ("string", "any"):
        return [] if rules.enum is not None else _beyond(field.field)
    pattern = None if rules.pattern is None else compiled(rules.pattern)
    if field.field.format == "uuid" or (rules.pattern and (pattern is None or not is_of_one_meaning(rules.pattern))):
        return []
    breaks: list[Break] = []
    if rules.enum is not None:
        listed = Texts(constant(field.field, value, "enum").text for value in rules.enum)
        breaks.append(lambda texts: ~listed.holds(texts))
    if (shortest := rules.min_length) is not None:
        breaks.append(lambda texts: characters(texts) < shortest)
    if (longest := rules.max_length) is not None:
        breaks.append(lambda texts: characters(texts) > longest)
    if pattern is not None:
        breaks.append(lambda texts: ~pattern.matches(texts))
    return breaks


def _beyond(field: Field) -> list[Break]:
    rules = field.constraints
    if rules.minimum is None and rules.maximum is None:
        return []
    allowed, prove = range_of(field), proof_of(field, comparable=True)
    if allowed is None or prove is None or not allowed.is_exact:
        return []

    def side(number: int) -> Break:
        def is_beyond(texts: Any) -> Mask:
            proven, read = prove(Cells(texts))
            return allowed.outside(read, proven)[number]

        return is_beyond

    return [side(0), side(1)]
