"""How a delimited text file is written: delimiter, quote, header. Pure: no Django."""

import csv
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, Final, Self

DELIMITERS: Final = (",", ";", "\t", "|")
RECORDS_LOOKED_AT: Final = 200
DATA_LIKE: Final = re.compile(
    r"\s*(?:[+-]?[0-9][0-9.,' ]*%?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[^@\s]+@[^@\s]+\.[a-zA-Z]+)\s*\Z"
)
_SPACE_BEFORE_QUOTE: Final = re.compile(r"[,;\t|] +\"")


class DialectError(ValueError):
    """What a person asked for is not a dialect."""


@dataclass(frozen=True)
class Dialect:
    """The CSV Dialect of a file (https://specs.frictionlessdata.io/csv-dialect/), as far as it varies here."""

    delimiter: str = ","
    quote: str = '"'
    skip_initial_space: bool = False
    header: bool = True

    def overridden(self, wishes: dict[str, Any]) -> Self:
        """Return the dialect with what a person says about it. Raises DialectError."""
        known = asdict(self)
        for name, wish in wishes.items():
            if name not in known:
                raise DialectError(f"{name!r} is not known; known are {', '.join(known)}.")
            if type(wish) is not type(known[name]):
                raise DialectError(f"{name} is {'a text' if isinstance(known[name], str) else 'true or false'}.")
            if isinstance(wish, str) and (len(wish) != 1 or wish in "\r\n\0" or not wish.isascii()):
                raise DialectError(f"{name} is one ASCII character.")
        if wishes.get("delimiter", self.delimiter) == wishes.get("quote", self.quote):
            raise DialectError("The delimiter and the quote are the same character.")
        return replace(self, **wishes)

    def reader_arguments(self) -> dict[str, Any]:
        """Return the arguments of `csv.reader`; strict, so that a stray quote is a fault and not a guess."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "skipinitialspace": self.skip_initial_space,
            "strict": True,
        }


def recognise_dialect(lines: list[str]) -> Dialect:
    """Say how the lines of a file's beginning are written.

    The delimiter is the one that cuts the most records into the same number of cells, and that number into
    the most; a file where none does has one column.
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(cells) for cells in _records(lines, delimiter)]
        if not widths:
            continue
        (width, count), *_ = Counter(widths).most_common(1)
        score = (round(count / len(widths), 1), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    dialect = Dialect(delimiter=best, skip_initial_space=any(map(_SPACE_BEFORE_QUOTE.search, lines[:50])))
    return replace(dialect, header=_has_header(_records(lines, best)))


def _records(lines: list[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return [cells for cells in islice(reader, RECORDS_LOOKED_AT) if cells]
    except csv.Error:
        return [line.rstrip("\r\n").split(delimiter) for line in lines[:RECORDS_LOOKED_AT] if line.strip()]


def _has_header(records: list[list[str]]) -> bool:
    """A first record holds names unless some cell of it looks like a value, as the cells below it do."""
    if not records:
        return False
    first, below = records[0], records[1:]
    for index, cell in enumerate(first):
        if not DATA_LIKE.match(cell):
            continue
        values = [cells[index] for cells in below if index < len(cells) and cells[index].strip()]
        if not values or sum(1 for value in values if DATA_LIKE.match(value)) > len(values) / 2:
            return False
    return True
