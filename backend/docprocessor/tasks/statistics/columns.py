"""Exact statistics of columns of numbers, taken in piece by piece. Pure: no Django."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import Any, Final, Self

MOST_BINS: Final = 20
# A column holds numbers when so many of its cells do, of those that hold anything.
LEAST_SHARE: Final = 0.9
# Of a file with very many columns of numbers, the first; the result stays light.
MOST_COLUMNS: Final = 100
# As imports infer numbers: with leading zeros or more digits than a spreadsheet keeps, it is a name.
NUMBER: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,30})?")
SAFE_INTEGER: Final = 2**53
# More digits than a sum of PostgreSQL's numbers can come to here; what does not fit is an error, never rounded.
_EXACT: Final = Context(prec=10_000, traps=[Inexact])
_AVERAGE: Final = Context(prec=15, rounding=ROUND_HALF_EVEN)
_DOUBLINGS_PER_DIGIT: Final = math.log2(10)


@dataclass
class ColumnStatistics:
    """What is known of one column. `others` are its cells that hold something else than a number.

    The histogram needs no second look: bins are as wide as a power of two, the narrowest of which `MOST_BINS` cover
    all values so far, and begin at its multiples; so bins of double width are made of whole ones, and the outcome is
    the same in whatever pieces the values came. As long as all values are equal, there are none (`doublings` is None).
    """

    count: int = 0
    total: Decimal = Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    others: int = 0
    doublings: int | None = None
    bins: dict[int, int] = field(default_factory=dict)

    def add_texts(self, texts: Iterable[str]) -> None:
        """Take in cells as they stand in a file; empty ones say nothing."""
        values: Counter[Decimal] = Counter()
        for text, times in Counter(texts).items():
            bare = text.strip()
            if NUMBER.fullmatch(bare):
                values[Decimal(bare)] += times
            elif bare:
                self.others += times
        if values:
            self.add_values(values)

    def add_values(self, values: Mapping[Decimal, int]) -> None:
        """Take in numbers, each with how often it came."""
        total = Decimal(0)
        for value, times in values.items():
            total = _EXACT.add(total, _EXACT.multiply(value, Decimal(times)))
        self.add_piece(sum(values.values()), total, min(values), max(values))
        if self.doublings is not None:
            per_bin = per_bin_width(self.doublings)
            bins: Counter[int] = Counter()
            for value, times in values.items():
                bins[math.floor(_EXACT.multiply(value, per_bin))] += times
            self.add_bins(bins)

    def add_piece(self, count: int, total: Decimal, low: Decimal, high: Decimal) -> None:
        """Take in a piece of which only this is known; while there are bins, its own are to be added at once."""
        before, only = self.count, self.low
        self.count += count
        self.total = _EXACT.add(self.total, total)
        self.low = low if self.low is None else min(self.low, low)
        self.high = high if self.high is None else max(self.high, high)
        self._widen(before, only)

    def add_bins(self, bins: Mapping[int, int]) -> None:
        """Take in how many values of the last piece lie in each bin."""
        for place, times in bins.items():
            self.bins[place] = self.bins.get(place, 0) + times

    def _widen(self, before: int, only: Decimal | None) -> None:
        if self.low is None or self.high is None or self.low == self.high:
            return
        doublings = doublings_for(self.low, self.high)
        if self.doublings is not None:
            step = doublings - self.doublings
            bins, self.bins = self.bins, {}
            for place, times in bins.items():
                self.add_bins({place >> step: times})
        elif before and only is not None:
            self.bins = {math.floor(_EXACT.multiply(only, per_bin_width(doublings))): before}
        self.doublings = doublings

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds numbers, but for a few cells."""
        return self.count > 0 and self.count >= LEAST_SHARE * (self.count + self.others)

    def described(self, name: str) -> dict[str, Any]:
        """Return what a result says of the column; of one without numbers, nulls."""
        average = _AVERAGE.divide(self.total, Decimal(self.count)) if self.count else None
        return {
            "name": name,
            "count": self.count,
            "sum": on_the_wire(self.total),
            "average": None if average is None else on_the_wire(average),
            "min": None if self.low is None else on_the_wire(self.low),
            "max": None if self.high is None else on_the_wire(self.high),
            "others": self.others,
            "histogram": self._histogram(),
        }

    def _histogram(self) -> dict[str, Any] | None:
        if self.low is None or self.high is None:
            return None
        if self.doublings is None:
            value = on_the_wire(self.low)
            return {"from": value, "to": value, "counts": [self.count]}
        first, last = min(self.bins), max(self.bins)
        width = _EXACT.divide(Decimal(1), per_bin_width(self.doublings))
        return {
            "from": on_the_wire(_EXACT.multiply(Decimal(first), width)),
            "to": on_the_wire(_EXACT.multiply(Decimal(last + 1), width)),
            "counts": [self.bins.get(place, 0) for place in range(first, last + 1)],
        }

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept between attempts."""
        kept = asdict(self)
        texts = {name: kept[name] if kept[name] is None else str(kept[name]) for name in ("total", "low", "high")}
        return kept | texts | {"bins": list(self.bins.items())}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept."""
        numbers = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("total", "low", "high")}
        return cls(**{**kept, **numbers, "bins": dict(kept["bins"])})


def described(names: Sequence[str], columns: Sequence[ColumnStatistics]) -> list[dict[str, Any]]:
    """Return what a result says of the columns that hold numbers."""
    numeric = [(name, column) for name, column in zip(names, columns, strict=True) if column.is_numeric]
    return [column.described(name) for name, column in numeric[:MOST_COLUMNS]]


def doublings_for(low: Decimal, high: Decimal) -> int:
    """Return the power of two that is the width of the bins for values from one to another, larger, one."""
    span = _EXACT.subtract(high, low)
    doublings = math.floor((span.adjusted() - 2) * _DOUBLINGS_PER_DIGIT) - 1  # surely too narrow
    while True:
        per_bin = per_bin_width(doublings)
        first, last = (math.floor(_EXACT.multiply(value, per_bin)) for value in (low, high))
        if last - first < MOST_BINS:
            return doublings
        doublings += 1


def per_bin_width(doublings: int) -> Decimal:
    """Return one by the width of a bin, which multiplied by a value gives its place, exactly."""
    if doublings <= 0:
        return Decimal(2**-doublings)
    # A power of one half has as many decimals as doublings.
    return _EXACT.scaleb(Decimal(5**doublings), -doublings)


def on_the_wire(value: Decimal) -> int | float | str:
    """Return a number as JSON that its reader reads exactly; as text where that would round it."""
    if value == value.to_integral_value():
        return int(value) if abs(value) <= SAFE_INTEGER else format(value, "f")
    number = float(value)
    return number if math.isfinite(number) and Decimal(repr(number)) == value else format(value, "f")
