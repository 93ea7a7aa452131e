"""Which proven cells keep their field's rules beyond doubt. Pure: no Django.

Like a proof, a limit may pass over cells that are right: those are judged one by one.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from docprocessor.datasets.cells import Cells, Mask, Pattern, as_mask
from docprocessor.datasets.schema import Field
from docprocessor.datasets.validation import LONGEST_KEY_BYTES, constant

# Takes cells as they stand, their texts for PostgreSQL and which are proven; says which of those keep the rule.
Limit = Callable[[Cells, Any, Mask], Mask]

# What these mean follows a version of Unicode, and RE2 is here in two versions.
_OF_A_UNICODE_VERSION: Final = re.compile(r"\\[pP]|\(\?[a-zA-Z-]*i")


def limits_of(field: Field, *, is_key: bool) -> list[Limit] | None:
    """Return what a field's rules ask of proven cells; None where each cell is to be judged by itself.

    `enum` is not among them: who knows all the right texts needs no proof.
    """
    rules = field.constraints
    limits: list[Limit | None] = []
    if rules.minimum is not None or rules.maximum is not None:
        limits.append(_range(field))
    if rules.min_length is not None:
        limits.append(_at_least(rules.min_length))
    if rules.max_length is not None:
        limits.append(_at_most(rules.max_length))
    if rules.pattern is not None:
        limits.append(_pattern(rules.pattern))
    if is_key and field.type in ("string", "any"):
        limits.append(lambda cells, _, __: cells.lengths <= LONGEST_KEY_BYTES)
    found = [limit for limit in limits if limit is not None]
    return found if len(found) == len(limits) else None


def _at_least(shortest: int) -> Limit:
    return lambda cells, _, __: _characters(cells.array) >= shortest


def _at_most(longest: int) -> Limit:
    def keeps(cells: Cells, _: Any, __: Mask) -> Mask:
        kept = cells.lengths <= longest  # in bytes, of which there are at least as many
        open_ = np.flatnonzero(~kept)
        if len(open_):
            kept[open_] = _characters(cells.array.take(pa.array(open_))) <= longest
        return kept

    return keeps


def _characters(array: Any) -> Any:
    return pc.utf8_length(array).to_numpy()


def _pattern(expression: str) -> Limit | None:
    if r"\Q" in expression:  # what comes after it would be quoted, too
        return None
    try:
        pattern = Pattern(expression)
    except pa.ArrowInvalid:
        return None
    if not _OF_A_UNICODE_VERSION.search(expression):
        return lambda cells, _, __: pattern.matches(cells.array)
    return lambda cells, _, __: pattern.matches(cells.array) & as_mask(pc.string_is_ascii(cells.array))


def _range(field: Field) -> Limit | None:
    rules = field.constraints
    low = None if rules.minimum is None else constant(field, rules.minimum, "minimum").typed
    high = None if rules.maximum is None else constant(field, rules.maximum, "maximum").typed
    if field.type == "integer":
        return lambda _, texts, proven: _between(_read(texts, proven, pa.int64()), low, high)
    if field.type == "number":
        return _of_doubles(None if low is None else float(low), None if high is None else float(high))
    if field.type == "datetime":
        return _of_moments(low, high)
    if field.type == "year":
        low, high = (None if year is None else f"{year:04}" for year in (low, high))
    else:
        low, high = (None if limit is None else limit.isoformat() for limit in (low, high))
    # Dates and years sort as their texts do; so do times, as far as that one says more than the other.
    return lambda _, texts, __: _texts_between(texts, low, high)


def _of_doubles(low: float | None, high: float | None) -> Limit:
    """Rounding keeps the order: what is more as a double is more exactly. What is equal as a double is open."""
    above = None if low is None else np.nextafter(low, np.inf)
    below = None if high is None else np.nextafter(high, -np.inf)
    return lambda _, texts, proven: _between(_read(texts, proven, pa.float64()), above, below)


def _of_moments(low: datetime | None, high: datetime | None) -> Limit | None:
    """Wherever on Earth a day's date is two days past the limit's in UTC, so is the moment; others are open."""
    try:
        first = None if low is None else (low.date() + timedelta(days=2)).isoformat()
        last = None if high is None else (high.date() - timedelta(days=2)).isoformat()
    except OverflowError:
        return None
    return lambda _, texts, __: _texts_between(texts, first, last)


def _read(texts: Any, proven: Mask, type_: Any) -> Any:
    whole = texts if proven.all() else pc.if_else(pa.array(proven), texts, "0")
    return whole.cast(type_).to_numpy()


def _between(values: Any, low: float | None, high: float | None) -> Mask:
    inside: Mask = np.ones(len(values), np.bool_)
    if low is not None:
        inside &= values >= low
    if high is not None:
        inside &= values <= high
    return inside


def _texts_between(texts: Any, low: str | None, high: str | None) -> Mask:
    inside: Mask = np.ones(len(texts), np.bool_)
    if low is not None:
        inside &= as_mask(pc.greater_equal(texts, low))
    if high is not None:
        inside &= as_mask(pc.less_equal(texts, high))
    return inside
