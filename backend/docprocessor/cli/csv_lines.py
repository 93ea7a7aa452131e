"""Records as CSV by RFC 4180: comma, CRLF, quotes only where a cell needs them, and doubled inside of it."""

import csv
import io
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

SPECIAL: Final = (b'"', b",", b"\r", b"\n")
_NEEDS_QUOTES: Final = '[",\r\n]'
# A line with nothing on it would be no record.
_LONE_EMPTY: Final = '^$|[",\r\n]'


def csv_line(cells: Sequence[str]) -> bytes:
    """Return one record as a line. Raises UnicodeEncodeError for cells that are no text."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def csv_lines(columns: Sequence[pa.StringArray]) -> memoryview:
    """Return the lines of records that stand in columns without nulls."""
    quoted = [_quoted(cells, alone=len(columns) == 1) for cells in columns]
    lines = pc.binary_join_element_wise(*quoted, ",") if len(quoted) > 1 else quoted[0]
    return _content(pc.binary_join_element_wise(lines, "", "\r\n"))


def _quoted(cells: pa.StringArray, *, alone: bool) -> pa.StringArray:
    content = bytes(_content(cells))
    if not alone and not any(special in content for special in SPECIAL):
        return cells
    odd = pc.match_substring_regex(cells, _LONE_EMPTY if alone else _NEEDS_QUOTES)
    doubled = pc.replace_substring(cells.filter(odd), '"', '""')
    return pc.replace_with_mask(cells, odd, pc.binary_join_element_wise('"', doubled, '"', ""))


def _content(cells: pa.StringArray) -> memoryview:
    """Return the bytes of all cells, one after another."""
    if not len(cells):
        return memoryview(b"")
    offsets = memoryview(cells.buffers()[1]).cast("i")
    first, last = offsets[cells.offset], offsets[cells.offset + len(cells)]
    data = cells.buffers()[2]
    return memoryview(data)[first:last] if data is not None else memoryview(b"")
