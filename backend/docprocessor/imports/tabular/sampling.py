"""A file's beginning and its end, looked at without reading what is between. Pure: no Django."""

import codecs
import io
from typing import IO, Final

from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.encoding import open_text
from docprocessor.imports.tabular.reader import TolerantReader
from docprocessor.imports.tabular.records import Position, Record
from docprocessor.imports.tabular.transcoding import Window, open_utf8

HEAD_BYTES: Final = 1024**2
TAIL_BYTES: Final = 64 * 1024
RECORDS_LOOKED_AT: Final = 500
# Their state depends on what came before, so that a text in them cannot be entered in its middle.
_STATEFUL: Final = ("iso2022", "utf-7", "hz")


def read_up_to(file: IO[bytes], size: int) -> bytes:
    """Return so many bytes from the file's start, fewer only if it has no more."""
    file.seek(0)
    parts = []
    while size > 0 and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def lines_of(data: bytes, encoding: str, most: int) -> list[str]:
    """Return the first lines of a text, with their ends."""
    text = open_text(io.BytesIO(data), encoding)
    return [line for line, _ in zip(text, range(most), strict=False)]


def records_of(
    data: bytes, encoding: str, dialect: Dialect, *, longest: int, first_line: int = 1, most: int = RECORDS_LOOKED_AT
) -> list[Record]:
    """Return the first records of a text, its header among them as it is one like the others."""
    window = Window(open_utf8(io.BytesIO(data), encoding))
    reader = TolerantReader(window, dialect, Position(0, 0, 1), longest=longest)
    reader.pass_lines(first_line - 1)
    records: list[Record] = []
    while len(records) < most and not reader.has_ended:
        records += reader.read(most=most - len(records), enough=HEAD_BYTES).records()
    return records


def tail_of(file: IO[bytes], encoding: str) -> tuple[bytes, str] | None:
    """Return the end of a seekable file from the beginning of a line on, and an encoding in which it is read from
    there; None where it cannot be entered in the middle."""
    name = codecs.lookup(encoding).name
    if name.startswith(_STATEFUL):
        return None
    if name in ("utf-16", "utf-32"):
        start = read_up_to(file, 4)
        little = start[:2] == codecs.BOM_UTF16_LE
        name = f"{name}-{'le' if little else 'be'}"
    unit = 4 if name.startswith("utf-32") else 2 if name.startswith("utf-16") else 1
    size = file.seek(0, io.SEEK_END)
    start_at = max(size - TAIL_BYTES, 0) // unit * unit
    file.seek(start_at)
    data = file.read(TAIL_BYTES + unit)
    if start_at == 0:
        return data, encoding
    for end in ("\n", "\r"):
        mark = end.encode(name.removesuffix("-sig"))
        place = data.find(mark)
        while place % unit and place >= 0:
            place = data.find(mark, place + 1)
        if place >= 0:
            return data[place + len(mark) :], name.removesuffix("-sig")
    return None
