"""The beginning of an XLSX workbook, as a workbook of its own: for who only looks at it. Pure: no Django.

What reads a workbook reads all of it, which takes minutes and gigabytes where there are millions of cells, or where a
hostile one says so. The copy holds the first rows of its sheets, and of its texts those that they name.
"""

import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

import re2

from docprocessor.imports.tabular.formats.workbook_size import (
    MOST_PART_BYTES,
    STEP,
    check_workbook_size,
    sheet_parts,
    small_part,
    worksheets,
)
from docprocessor.imports.tabular.unreadable import UnreadableFile

SHEET_BYTES: Final = 1024**2
LEAST_SHEET_BYTES: Final = 32 * 1024
ALL_SHEETS_BYTES: Final = 32 * 1024**2
TEXTS_BYTES: Final = 256 * 1024**2
# A sheet is held as the rectangle around all its cells, at 32 bytes each.
MOST_CELLS: Final = 4_000_000
_TEXTS: Final = "xl/sharedStrings.xml"
_SMALL: Final = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
_ROW_END: Final = re.compile(rb"</((?:\w+:)?)row\s*>|<((?:\w+:)?)row\b[^<>]*/>")
_TEXT_CELL: Final = re.compile(rb"""<(?:\w+:)?c\b[^<>]*\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})\s*<""")
_TABLE: Final = re.compile(rb"<((?:\w+:)?)sst\b[^<>]*>")
# By RE2, whose time is linear: of texts that begin and never end, each would be sought to the end of all.
_TEXT: Final = re2.compile(rb"(?s)<(?:\w+:)?si\b(?:[^<>]*/>|.*?</(?:\w+:)?si\s*>)")
_BROKEN: Final = (zipfile.BadZipFile, KeyError, EOFError, zlib.error, struct.error, NotImplementedError, RuntimeError)


@contextmanager
def beginning_of(file: IO[bytes]) -> Iterator[tuple[IO[bytes], frozenset[str]]]:
    """Give a workbook with the first rows of each sheet, and name the sheets that have more. An old one (XLS) is given
    as it is.

    Raises UnreadableFile: `damaged_workbook`, `sheet_too_large`, `too_many_sheets`, `unpacks_to_too_much`.
    """
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        yield file, frozenset()
        return
    with tempfile.TemporaryFile() as copy:
        try:
            with zipfile.ZipFile(file) as archive, zipfile.ZipFile(copy, "w") as cut:
                shortened = _copy(archive, cut)
            with zipfile.ZipFile(copy) as cut:
                check_workbook_size(cut, most_cells=MOST_CELLS)
        except _BROKEN:
            raise UnreadableFile("damaged_workbook", "The workbook is damaged; saving it anew may help.") from None
        yield copy, shortened


def _copy(archive: zipfile.ZipFile, cut: zipfile.ZipFile) -> frozenset[str]:
    """Copy what is read of a workbook; return the names of the sheets that are shortened."""
    sheets = worksheets(archive)
    most = min(SHEET_BYTES, max(LEAST_SHEET_BYTES, ALL_SHEETS_BYTES // max(len(sheets), 1)))
    if most * len(sheets) > 2 * ALL_SHEETS_BYTES:
        raise UnreadableFile("too_many_sheets", f"The workbook has {len(sheets):,} sheets, which is too many.")
    wanted: set[int] = set()
    shortened: set[str] = set()
    for name in sheets:
        rows, is_whole = _first_rows(archive, name, most)
        if not is_whole:
            shortened.add(name)
        wanted.update(map(int, _TEXT_CELL.findall(rows)))
        cut.writestr(name, rows)
    if _TEXTS in archive.namelist():
        cut.writestr(_TEXTS, b"".join(_texts(archive, wanted)))
    for name in set(_SMALL).intersection(archive.namelist()):
        cut.writestr(name, small_part(archive, name))
    return frozenset(name for name, part in sheet_parts(archive).items() if part in shortened)


def _first_rows(archive: zipfile.ZipFile, name: str, most: int) -> tuple[bytes, bool]:
    """Return a sheet that ends with the last row that is whole within so many bytes, and whether that is all of it."""
    with archive.open(name) as part:
        content = part.read(most + 1)
    if len(content) <= most:
        return content, True
    *_, last = [None, *_ROW_END.finditer(content)]
    if last is None:
        raise UnreadableFile("sheet_too_large", "A row of the workbook is too long to be looked at; save it as CSV.")
    prefix = last[1] if last[1] is not None else last[2]
    return b"%b</%bsheetData></%bworksheet>" % (content[: last.end()], prefix, prefix), False


def _texts(archive: zipfile.ZipFile, wanted: set[int]) -> Iterator[bytes]:
    """Yield the table of texts up to the last that is wanted, the others blank: cells name them by their numbers."""
    last, number, size = max(wanted, default=-1), 0, 0
    with archive.open(_TEXTS) as part:
        text = part.read(STEP)
        table = _TABLE.search(text)
        if table is None:
            raise zipfile.BadZipFile
        prefix = table[1]
        yield text[: table.end()]
        text = text[table.end() :]
        while number <= last:
            end = 0
            for found in _TEXT.finditer(text):
                yield found[0] if number in wanted else b"<%bsi><%bt></%bt></%bsi>" % ((prefix,) * 4)
                end, number = found.end(), number + 1
            more = part.read(STEP)
            size += len(more)
            if not more:
                break
            if size > TEXTS_BYTES or len(text) - end > MOST_PART_BYTES:
                raise UnreadableFile("unpacks_to_too_much", "The workbook's texts unpack to too much.")
            text = text[end:] + more
    yield b"</%bsst>" % prefix
