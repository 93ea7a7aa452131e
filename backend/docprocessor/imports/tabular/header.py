"""Where in a file the table begins: lines above it, its header or none. Judged as a person would. Pure: no Django."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from docprocessor.imports.tabular.records import Record

# Titles and notes above a table are looked for in so many records.
MOST_ABOVE: Final = 40
MOST_HEADER_ROWS: Final = 6
_DATA_LIKE: Final = re.compile(
    r"\s*(?:[+-]?[0-9][0-9.,' ]*%?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[^@\s]+@[^@\s]+\.[a-zA-Z]+)\s*\Z"
)
# A longer cell is text to anybody; and on a very long one, the pattern would take the square of its length.
LONGEST_DATA: Final = 100
_YEAR: Final = re.compile(r"(?:1[5-9]|20)[0-9]{2}\Z")


@dataclass(frozen=True)
class Layout:
    """Where a table begins in a list of records, and what speaks for it."""

    first: int  # index of its first record: the header, or the first of the data
    has_header: bool
    names: tuple[str, ...]  # the header's cells, blank ones filled from the record above it where that has names
    confidence: float
    evidence: tuple[str, ...]


def find_table(records: Sequence[Record], *, header: bool | None = None) -> Layout:
    """Say where the table begins. `header`: whether its first record holds names, if that is known.

    Lines above the header (titles, notes, blank ones) are only seen as such where they are clearly
    thinner than the table; where in doubt, the first record begins it.
    """
    rows = [record.cells or [] for record in records]
    first = _after_preamble(records, rows, header=header)
    if first and header is not False:
        first = _fullest_header(rows, first)
    below = rows[first + 1 :]
    names = rows[first] if rows else []
    has_header = has_names(names, below) if header is None else header
    evidence = []
    if first:
        evidence.append(f"The table begins at line {records[first].line:,}; what stands above it is thinner.")
    if has_header and first and _complement(rows[first - 1], names):
        names = [cell if cell.strip() else above for cell, above in _pairs(names, rows[first - 1])]
        evidence.append(f"Names that line {records[first].line:,} leaves blank are those of the line above it.")
    confidence = 0.9 if first else 1.0
    if header is None and rows:
        sentence, sureness = _on_header(names, below, has_header=has_header)
        evidence.append(sentence)
        confidence *= sureness
    return Layout(first, has_header, tuple(names), round(confidence, 2), tuple(evidence))


def has_names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """A first record holds names unless some cell of it looks like a value, as the cells below it do; or unless
    most records are the same as it is."""
    if not first or sum(1 for cells in below if list(cells) == list(first)) > len(below) / 2:
        return False
    years = _years(first, below)
    for index, cell in enumerate(first):
        if not is_data_like(cell) or index in years:
            continue
        values = _values(below, index)
        if not values or _share_of_data(values) > 0.5:
            return False
    return True


def is_data_like(cell: str) -> bool:
    """Say whether a cell looks like a number, a date or an email address, and so not like a name."""
    return len(cell) <= LONGEST_DATA and _DATA_LIKE.match(cell) is not None


def filled(cells: Sequence[str]) -> int:
    """Return how many of the cells hold something."""
    return sum(1 for cell in cells if cell and not cell.isspace())


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most records have; of numbers equally common, the larger."""
    widths = Counter(len(cells) for cells in rows if cells)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _years(first: Sequence[str], below: Sequence[Sequence[str]]) -> set[int]:
    """Return the places of years that head columns: two or more, one after another in time, over what is none."""
    places = [index for index, cell in enumerate(first) if _YEAR.match(cell.strip())]
    years = [int(first[index]) for index in places]
    rising = all(one < other for one, other in pairwise(years))
    values = [value for index in places for value in _values(below, index)]
    of_years = sum(1 for value in values if _YEAR.match(value.strip()))
    return set(places) if len(years) > 1 and rising and values and of_years < len(values) / 2 else set()


def _after_preamble(records: Sequence[Record], rows: list[list[str]], *, header: bool | None) -> int:
    """Return the index of the first record that is as full as the table's are, if what is above it is no part of it."""
    width = usual_width(rows)
    usual = median([count for cells in rows if len(cells) == width and (count := filled(cells))] or [0])
    if width < 2 or usual < 2:
        return 0
    thin = [record.fault is None and _is_thin(cells, width, usual) for record, cells in zip(records, rows, strict=True)]
    first = thin.index(False) if False in thin else 0
    if not 0 < first <= MOST_ABOVE:
        return 0
    set_apart = any(not filled(cells) for cells in rows[:first]) or _blank_line_before(records, first)
    few_cells = width > 2 and all(len(cells) == 1 for cells in rows[:first])
    names_over_values = header is not False and _is_over_values(rows[first], rows[first + 1 :])
    return first if set_apart or few_cells or names_over_values else 0


def _is_thin(cells: list[str], width: int, usual: float) -> bool:
    """Say whether a record has next to nothing of what the table's have."""
    count = filled(cells)
    return count <= 1 or count * 4 <= usual or (len(cells) < width and count * 3 <= usual)


def _blank_line_before(records: Sequence[Record], index: int) -> bool:
    return any(gap_before(records, each) for each in range(1, index + 1))


def gap_before(records: Sequence[Record], index: int) -> bool:
    """Say whether there are blank lines between a record and the one before it."""
    if index == 0:
        return False
    before = records[index - 1]
    inside = sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in before.cells or [])
    return records[index].line > before.line + inside + 1


def _is_over_values(names: list[str], below: list[list[str]]) -> bool:
    """Say whether a record of names, all different, stands over at least one column of values."""
    said = [cell.strip() for cell in names if cell.strip()]
    if len(said) < 2 or len(set(said)) < len(said) or not has_names(names, below):
        return False
    return any(_share_of_data(values) > 0.5 for index in range(len(names)) if (values := _values(below, index)))


def _fullest_header(rows: list[list[str]], first: int) -> int:
    """Return which of the records of text above the first values names the columns: the last two if each names
    what the other leaves blank, else the fullest whose names differ."""
    end = first
    while end < min(len(rows), first + MOST_HEADER_ROWS) and rows[end] and not any(map(is_data_like, rows[end])):
        end += 1
    if end - first < 2 or end in (len(rows), first + MOST_HEADER_ROWS):
        return first
    if _complement(rows[end - 2], rows[end - 1]):
        return end - 1
    return max(range(first, end), key=lambda index: (_differ(rows[index]), filled(rows[index]), -index))


def _differ(cells: list[str]) -> bool:
    said = [cell.strip() for cell in cells if cell.strip()]
    return len(set(said)) == len(said)


def _complement(above: Sequence[str], names: Sequence[str]) -> bool:
    """Say whether two records each fill only what the other leaves blank, and together several columns."""
    both = list(_pairs(names, above))
    overlap = any(name.strip() and over.strip() for name, over in both)
    return not overlap and filled(above) > 1 and filled(names) > 0 and not any(map(is_data_like, above))


def _pairs(names: Sequence[str], above: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, above[index] if index < len(above) else "") for index, name in enumerate(names)]


def _on_header(names: Sequence[str], below: Sequence[Sequence[str]], *, has_header: bool) -> tuple[str, float]:
    """Return a sentence on the header, and how sure it is."""
    if not has_header:
        return "There is no header: the first record looks like the others.", 0.9
    over_values = [
        index for index, cell in enumerate(names) if cell.strip() and _share_of_data(_values(below, index)) > 0.5
    ]
    if over_values or not below:
        return "The first record holds names.", 1.0
    return "The first record is taken for names, because nothing looks like a number or a date.", 0.7


def _values(below: Sequence[Sequence[str]], index: int) -> list[str]:
    return [cells[index] for cells in below if index < len(cells) and cells[index].strip()]


def _share_of_data(values: list[str]) -> float:
    return sum(map(is_data_like, values)) / len(values) if values else 0.0
