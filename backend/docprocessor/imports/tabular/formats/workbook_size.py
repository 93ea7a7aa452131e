"""How large the sheets of an XLSX workbook are, before they are read whole into memory. Pure: no Django.

A workbook of a few kilobytes may name a cell in the last row and the last column; what reads it would make
room for all of the 17 billion between, and end the process.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import IO, Final

from docprocessor.imports.tabular.unreadable import UnreadableFile

MOST_BYTES: Final = 2 * 1024**3  # unpacked, of all parts together
MOST_RATIO: Final = 200
FREE_BYTES: Final = 64 * 1024**2
MOST_ROWS: Final = 999_999  # with six digits
MOST_CELLS: Final = 40_000_000  # filled or not, at 32 bytes each
MOST_PART_BYTES: Final = 16 * 1024**2
STEP: Final = 1024**2
_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})([0-9]{1,7})\s*["']""")
_ERROR_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*\bt\s*=\s*["']e["'][^<>]*)>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>"""
)
# This finds nearly all references, twenty times as fast; where there may be others, all is looked at closely.
_PLAIN_REFERENCE: Final = re.compile(rb'r="([A-Z]*)[0-9]{1,6}"')
_UNUSUAL: Final = (b"r =", b"r\n", b"r\t", b"r\r")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
_RELATIONSHIP: Final = re.compile(rb"<(?:\w+:)?Relationship\b([^<>]*)>")
# From the beginning of a name only, or a long name without a value would be tried from each of its letters.
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w:])([\w:]+)\s*=\s*(["'])(.*?)\2""")
_ROW: Final = re.compile(rb"""\br\s*=\s*["']\s*([0-9]{1,7})\s*["']""")


def check_workbook_size(archive: zipfile.ZipFile, *, most_cells: int = MOST_CELLS) -> None:
    """Raise UnreadableFile for a workbook that would take too much memory, or cannot be unpacked."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MOST_BYTES or (total > FREE_BYTES and total > MOST_RATIO * packed):
        raise UnreadableFile("unpacks_to_too_much", f"The workbook unpacks to {total:,} bytes, which is too much.")
    for name in worksheets(archive):
        with archive.open(name) as sheet:
            rows, columns = _extent(sheet, most_cells)
        if rows * columns > most_cells:
            raise UnreadableFile(
                "sheet_too_large",
                f"A sheet of the workbook spans {rows:,} rows and {columns:,} columns, most of them empty;"
                " delete what stands far out, or save it as CSV.",
            )


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape(value.decode(errors="replace")) for name, _, value in _ATTRIBUTE.findall(tag)}


def _of(attributes: dict[str, str], name: str) -> str:
    """Return an attribute, whatever prefix it has."""
    return next((value for key, value in attributes.items() if key.rsplit(":", 1)[-1] == name), "")


def _extent(sheet: IO[bytes], most_cells: int) -> tuple[int, int]:
    """Return the last row and column that cells of a sheet name, or bounds of them where those are no matter."""
    columns: set[bytes] = set()
    is_plain = True
    for text in _elements(sheet):
        plain = _PLAIN_REFERENCE.findall(text)
        columns.update(plain)
        is_plain = is_plain and text.count(b'r="') == text.count(b"r=") == len(plain)
        is_plain = is_plain and not any(sign in text for sign in _UNUSUAL)
    last_column = max(map(_column_number, columns), default=0)
    if is_plain and MOST_ROWS * last_column <= most_cells:
        return MOST_ROWS, last_column
    sheet.seek(0)
    return _exact_extent(sheet)


def _exact_extent(sheet: IO[bytes]) -> tuple[int, int]:
    last_row = 0
    columns: set[bytes] = set()
    for text in _elements(sheet):
        references = _REFERENCE.findall(text)
        columns.update({letters.upper() for letters, _ in references})
        last_row = max(last_row, *(int(row) for _, row in references), *map(int, _ROW.findall(text)), 0)
    return last_row, max(map(_column_number, columns), default=0)


def _elements(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a part's XML in pieces that end where an element's tag does."""
    rest = b""
    while piece := stream.read(STEP):
        text = rest + piece
        end = text.rfind(b">") + 1 or len(text)
        yield text[:end]
        rest = text[end:]
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def error_cells(file: IO[bytes], sheet: str) -> dict[int, list[tuple[int, str]]]:
    """Return the errors (such as #N/A) that cells of a sheet hold, by row: column and text, both counted from 1.

    They are read here because the workbook's reader takes them for empty cells.
    """
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return {}
    found: dict[int, list[tuple[int, str]]] = {}
    with zipfile.ZipFile(file) as archive:
        part = sheet_parts(archive).get(sheet)
        if part is None:
            return {}
        with archive.open(part) as stream:
            rest = b""
            for text in _elements(stream):
                cells, rest = rest + text, text[text.rfind(b"<c") :][-STEP:]
                for cell in _ERROR_CELL.finditer(cells) if b'"e"' in cells or b"'e'" in cells else ():
                    if place := _REFERENCE.search(cell[1]):
                        column, row = _column_number(place[1].upper()), int(place[2])
                        found.setdefault(row, []).append((column, cell[2].decode("ascii", "replace")))
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the names of the parts of the workbook that hold its sheets, by the sheets' names."""
    paths = {id_: path for path, id_, _ in _relations(archive)}
    sheets = [_attributes(each) for each in _SHEET.findall(small_part(archive, "xl/workbook.xml"))]
    return {_of(each, "name"): path for each in sheets if (path := paths.get(_of(each, "id")))}


def worksheets(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of the parts that are sheets with cells, wherever they are."""
    related = [path for path, _, kind in _relations(archive) if kind.rsplit("/", 1)[-1] == "worksheet"]
    placed = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    return list(dict.fromkeys([*related, *placed]))


def small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a workbook that is never large; nothing where it is not there. Raises UnreadableFile."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        content = part.read(MOST_PART_BYTES + 1)
    if len(content) > MOST_PART_BYTES:
        raise UnreadableFile("unpacks_to_too_much", f"The workbook's part {name} unpacks to too much.")
    return content


def _relations(archive: zipfile.ZipFile) -> list[tuple[str, str, str]]:
    """Return the parts of a workbook that are there: each one's path, its id and its type."""
    held = set(archive.namelist())
    found = []
    for each in map(_attributes, _RELATIONSHIP.findall(small_part(archive, "xl/_rels/workbook.xml.rels"))):
        target = _of(each, "Target")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in held:
            found.append((path, _of(each, "Id"), _of(each, "Type")))
    return found
