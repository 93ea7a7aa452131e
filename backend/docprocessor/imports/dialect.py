"""How a delimited text file is written: delimiter, quote, header. Pure: no Django."""

import csv
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, Final, Self

DELIMITERS: Final = (",", ";", "\t", "|")
RECORDS_LOOKED_AT: Final = 200
_DATA_LIKE: Final = re.compile(
    r"\s*(?:[+-]?[0-9][0-9.,' ]*%?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[^@\s]+@[^@\s]+\.[a-zA-Z]+)\s*\Z"
)
# A longer cell is text to anybody; and on a very long one, the pattern would take the square of its length.
LONGEST_DATA: Final = 100
_SPACES_THEN_QUOTE: Final = re.compile(r" +\"")


class DialectError(ValueError):
    """What a person asked for is not a dialect."""


@dataclass(frozen=True)
class Dialect:
    """The CSV Dialect of a file (https://specs.frictionlessdata.io/csv-dialect/), as far as it varies here."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_initial_space: bool = False
    comment: str = ""
    header: bool = True

    def overridden(self, wishes: dict[str, Any]) -> Self:
        """Return the dialect with what a person says about it. Raises DialectError."""
        known = asdict(self)
        for name, wish in wishes.items():
            if name not in known:
                raise DialectError(f"{name[:40]!r} is not known; known are {', '.join(known)}.")
            if type(wish) is not type(known[name]):
                raise DialectError(f"{name} is {'a text' if isinstance(known[name], str) else 'true or false'}.")
            if wish == "" and known[name] == "":
                continue
            if isinstance(wish, str) and (len(wish) != 1 or wish in "\r\n\0" or not wish.isascii()):
                raise DialectError(f"{name} is one ASCII character.")
        said = replace(self, **wishes)
        if said.delimiter == said.quote:
            raise DialectError("The delimiter and the quote are the same character.")
        if said.delimiter == " " and said.skip_initial_space:
            raise DialectError("A space that delimits cannot be skipped.")
        return said

    def reader_arguments(self) -> dict[str, Any]:
        """Return the arguments of `csv.reader`; strict, so that a stray quote is a fault and not a guess."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape or None,
            "skipinitialspace": self.skip_initial_space,
            "strict": True,
        }


def recognise_dialect(lines: list[str], *, delimiter: str | None = None, quote: str = '"') -> Dialect:
    """Say how the lines of a file's beginning are written, as far as it is not said already.

    The delimiter is the one that fits best (see `_fit`); a file where none does has one column.
    """
    if delimiter is None:
        cut = {each: _records(lines, each, quote) for each in DELIMITERS}
        delimiter = max(DELIMITERS, key=lambda each: _fit(cut[each], each))
    records = _records(lines, delimiter, quote)
    spaces = delimiter != " " and any(_SPACES_THEN_QUOTE.match(cell) for cells in records for cell in cells)
    return Dialect(delimiter=delimiter, quote=quote, skip_initial_space=spaces, header=_has_header(records))


def _fit(records: list[list[str]], delimiter: str) -> tuple[float, bool, float, int]:
    """Return how well a delimiter fits, to be compared: which share of the records it cuts into the same number of
    cells, whether the first is one of them, which share of the cells is of one piece, and into how many it cuts.

    A decimal comma cuts the records of a semicolon's file as evenly as the semicolon does. But seldom its header;
    and what it leaves, such as `5;2`, is nothing by itself, while `1,5` is a number.
    """
    widths = Counter(map(len, records))
    [(width, count)] = widths.most_common(1) or [(0, 0)]
    if width < 2:
        return (0.0, False, 0.0, 0)
    others = [each for each in DELIMITERS if each != delimiter]
    cells = [cell for cells in records for cell in cells]
    whole = sum(1 for cell in cells if _is_data_like(cell) or not any(other in cell for other in others))
    return (round(count / len(records), 1), len(records[0]) == width, round(whole / len(cells), 1), width)


def _records(lines: list[str], delimiter: str, quote: str) -> list[list[str]]:
    # The module's own limit would make a long cell an error; these lines are bounded already.
    csv.field_size_limit(max(csv.field_size_limit(), sum(map(len, lines)) + 1))
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    return [cells for cells in islice(reader, RECORDS_LOOKED_AT) if cells]


def _has_header(records: list[list[str]]) -> bool:
    """A first record holds names unless some cell of it looks like a value, as the cells below it do."""
    if not records:
        return False
    first, below = records[0], records[1:]
    for index, cell in enumerate(first):
        if not _is_data_like(cell):
            continue
        values = [cells[index] for cells in below if index < len(cells) and cells[index].strip()]
        if not values or sum(1 for value in values if _is_data_like(value)) > len(values) / 2:
            return False
    return True


def _is_data_like(cell: str) -> bool:
    """Say whether a cell looks like a number, a date or an email address, and so not like a name."""
    return len(cell) <= LONGEST_DATA and _DATA_LIKE.match(cell) is not None
