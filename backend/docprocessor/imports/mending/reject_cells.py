"""Cells of rejected records: how they stand in the files that people take away, and what they mean coming back.
Pure: no Django."""

from collections.abc import Sequence
from typing import Final

from docprocessor.datasets.exporting.formulas import without_formula
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.text import printable

# Excel takes so many UTF-16 units in a cell; a character has two at most.
LONGEST_IN_SHEET: Final = 16_000
# What XML cannot hold, or would not give back: control characters, and a line's end that is not a line feed.
_CONTROLS: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
_LONGEST_NUMBER: Final = 18
# A byte below 0x80 that did not decode (half a character of UTF-16) would read as a sound letter; written as
# the three bytes of its surrogate, it is as undecodable in UTF-8 as it was.
_STRAY_BYTES: Final = {
    code: chr(code).encode(errors="surrogatepass").decode(errors="surrogateescape") for code in range(0xDC00, 0xDC80)
}


def as_it_is(cell: str) -> str:
    """Return a cell as a CSV file holds it."""
    return cell if cell.isascii() else cell.translate(_STRAY_BYTES)


def guarded(cell: str) -> str:
    """Return it with an apostrophe before what a spreadsheet would run as a formula."""
    return without_formula(as_it_is(cell))


def in_sheet(cell: str) -> str:
    r"""Return it as a workbook's cell holds it: control characters as symbols, damaged bytes as `\xff`, cut with
    an ellipsis where it is too long for one."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
    return printable(lines.translate(_CONTROLS), longest=LONGEST_IN_SHEET)


def stands_for(text: str, cell: str) -> bool:
    """Say whether a cell of a file that came back is one of the import's, as it was given out in some format."""
    return text == cell or text in (as_it_is(cell), guarded(cell), in_sheet(cell))


def stand_for(texts: Sequence[str], cells: Sequence[str], *, is_sheet: bool) -> bool:
    """Say whether a record that came back is as it was given out; a sheet pads its records with empty cells."""
    if is_sheet:
        texts, cells = _trimmed(texts), _trimmed(cells)
    return len(texts) == len(cells) and all(map(stands_for, texts, cells))


def record_number(text: str) -> int | None:
    """Return the number of a record, None for what is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def name_in_rejects(reading: Reading, place: int) -> str:
    """Return what a column is called in a rejects file: after its field, where the file has no header."""
    return (reading.columns[place] if reading.header_line is None else None) or reading.labels[place]


def is_storable(text: str) -> bool:
    """Say whether a text can be kept as an edit: PostgreSQL takes neither a NUL nor half a character."""
    return printable(text, longest=len(text)) == text


def _trimmed(cells: Sequence[str]) -> list[str]:
    width = next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)
    return list(cells[:width])
