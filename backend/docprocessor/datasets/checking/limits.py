"""Which proven cells keep their field's rules beyond doubt. Pure: no Django.

Like a proof, a limit may pass over cells that are right: those are judged one by one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from docprocessor.datasets.checking.cells import Cells, Mask, Pattern, as_mask
from docprocessor.datasets.checking.validation import LONGEST_KEY_BYTES, constant
from docprocessor.datasets.schema import Field

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
    return lambda cells, _, __: characters(cells.array) >= shortest


def _at_most(longest: int) -> Limit:
    def keeps(cells: Cells, _: Any, __: Mask) -> Mask:
        kept = cells.lengths <= longest  # in bytes, of which there are at least as many
        open_ = np.flatnonzero(~kept)
        if len(open_):
            kept[open_] = characters(cells.array.take(pa.array(open_))) <= longest
        return kept

    return keeps


def characters(array: Any) -> Any:
    """Count the characters of each text of an array without nulls."""
    return pc.utf8_length(array).to_numpy()


def _pattern(expression: str) -> Limit | None:
    pattern = compiled(expression)
    if pattern is None:
        return None
    if is_of_one_meaning(expression):
        return lambda cells, _, __: pattern.matches(cells.array)
    return lambda cells, _, __: pattern.matches(cells.array) & as_mask(pc.string_is_ascii(cells.array))


def compiled(expression: str) -> Pattern | None:
    """Compile a person's pattern; None if that needs care."""
    if r"\Q" in expression:  # what comes after it would be quoted, too
        return None
    try:
        return Pattern(expression)
    except pa.ArrowInvalid:
        return None


def is_of_one_meaning(expression: str) -> bool:
    """Say whether a pattern means the same in every version of RE2."""
    return not _OF_A_UNICODE_VERSION.search(expression)


def _range(field: Field) -> Limit | None:
    allowed = range_of(field)
    return None if allowed is None else lambda _, texts, proven: allowed.inside(texts, proven)


@dataclass(frozen=True)
class Range:
    """A field's minimum and maximum as its proven texts are compared with them; None where there is none.

    `read` takes texts and which are proven, and gives what is compared. With `is_exact`, that is in the order of the
    values; otherwise only what is more or less by far, or by the texts' own order, surely is.
    """

    low: Any
    high: Any
    read: Callable[[Any, Mask], Any]
    is_exact: bool = True
    equals: bool = True  # whether what is equal as read is equal

    def inside(self, texts: Any, proven: Mask) -> Mask:
        """Say which proven texts are surely inside the range."""
        values = self.read(texts, proven)
        inside: Mask = np.ones(len(texts), np.bool_)
        if self.low is not None:
            inside &= as_mask((pc.greater_equal if self.equals else pc.greater)(values, self.low))
        if self.high is not None:
            inside &= as_mask((pc.less_equal if self.equals else pc.less)(values, self.high))
        return inside

    def outside(self, texts: Any, proven: Mask) -> tuple[Mask, Mask]:
        """Say which proven texts are surely less, and which more, of an exact range."""
        values = self.read(texts, proven)
        none = np.zeros(len(texts), np.bool_)
        below = none if self.low is None else as_mask(pc.less(values, self.low)) & proven
        above = none if self.high is None else as_mask(pc.greater(values, self.high)) & proven
        return below, above


def range_of(field: Field) -> Range | None:
    """Return a field's range; None where each cell is to be compared by itself."""
    rules = field.constraints
    low = None if rules.minimum is None else constant(field, rules.minimum, "minimum").typed
    high = None if rules.maximum is None else constant(field, rules.maximum, "maximum").typed
    if field.type == "integer":
        return Range(low, high, _reading(pa.int64()))
    if field.type == "number":
        # Rounding keeps the order: what is more as a double is more exactly. What is equal as a double is open.
        low, high = (None if limit is None else float(limit) for limit in (low, high))
        return Range(low, high, _reading(pa.float64()), equals=False)
    if field.type == "datetime":
        return _range_of_moments(low, high)
    if field.type == "year":
        low, high = (None if year is None else f"{year:04}" for year in (low, high))
    else:
        low, high = (None if limit is None else limit.isoformat() for limit in (low, high))
    # Dates and years sort as their texts do. So do times, but 12:00 comes before 12:00:00.
    return Range(low, high, _as_they_are, is_exact=field.type != "time")


def _range_of_moments(low: datetime | None, high: datetime | None) -> Range | None:
    """Wherever on Earth a day's date is two days past the limit's in UTC, so is the moment; others are open."""
    try:
        first = None if low is None else (low.date() + timedelta(days=2)).isoformat()
        last = None if high is None else (high.date() - timedelta(days=2)).isoformat()
    except OverflowError:
        return None
    return Range(first, last, _as_they_are, is_exact=False)


def _as_they_are(texts: Any, proven: Mask) -> Any:
    return texts


def _reading(type_: Any) -> Callable[[Any, Mask], Any]:
    return lambda texts, proven: (texts if proven.all() else pc.if_else(pa.array(proven), texts, "0")).cast(type_)
