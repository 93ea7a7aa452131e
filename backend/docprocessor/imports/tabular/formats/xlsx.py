"""Workbooks (XLSX, XLS), one sheet of them, as records of text. Pure: no Django.

A sheet is held in memory; it has a million rows at most. A record's line is the sheet's own row number, and an
empty row is no record. What has been calculated is read, not its formula.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import IO, Any, Final, NamedTuple

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from docprocessor.imports.tabular.formats.workbook_size import check_workbook_size, error_cells
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tabular.signatures import OLD_OFFICE
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.text import printable

STEP: Final = 1024**2
_LONGEST_INTEGER: Final = 1e21
_LOCKED_XLSX: Final = "EncryptedPackage".encode("utf-16-le")
_LOCKED_XLS: Final = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)


class Sheet(NamedTuple):
    """The sheet that is read, a sentence on why it is this one, and its rows that are not empty."""

    name: str
    evidence: str
    records: Iterator[Record]


@contextmanager
def open_sheet(file: IO[bytes], wish: str | int | None) -> Iterator[Sheet]:
    """Open the sheet that is wished for, by name or number from 1, or else the first visible one with cells.

    Raises UnreadableFile: `no_such_sheet`, `empty_workbook`, `encrypted_workbook`, `damaged_workbook`.
    """
    with _workbook(file) as workbook:
        sheets = _sheets(workbook)
        if wish is not None:
            name = _wished(sheets, wish)
            yield Sheet(name, "The sheet is the one that was asked for.", _records(file, workbook, name))
            return
        visible = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
        for name in visible:
            cells = workbook.get_sheet_by_name(name)
            if cells.height:
                evidence = _on_sheet(name, visible, hidden=len(sheets) - len(visible))
                yield Sheet(name, evidence, _records_of(cells, error_cells(file, name)))
                return
    hidden = [each.name for each in sheets if each.visible != SheetVisibleEnum.Visible]
    which = " visible" if hidden else ""
    raise UnreadableFile("empty_workbook", f"No{which} sheet of the workbook holds anything.", among=hidden)


def sheet_names(file: IO[bytes]) -> list[str]:
    """Return the names of a workbook's sheets, in its order. Raises UnreadableFile as `open_sheet` does."""
    with _workbook(file) as workbook:
        return [each.name for each in _sheets(workbook)]


def _sheets(workbook: CalamineWorkbook) -> list[SheetMetadata]:
    """Return the sheets that hold cells, and not charts or macros."""
    return [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]


def _records(file: IO[bytes], workbook: CalamineWorkbook, name: str) -> Iterator[Record]:
    return _records_of(workbook.get_sheet_by_name(name), error_cells(file, name))


def _records_of(sheet: CalamineSheet, errors: Mapping[int, Iterable[tuple[int, str]]]) -> Iterator[Record]:
    """Yield the rows that are not empty, counted from 1. `errors`: texts by row and column, which both begin at 1."""
    first_column = sheet.start[1] + 1 if sheet.start else 1
    row = 0
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = [value if type(value) is str else text_of(value) for value in values]
        for column, text in errors.get(line, ()):
            if 0 <= (place := column - first_column) < len(cells):
                cells[place] = text
        if any(cells):
            row += 1
            yield Record(row, line, cells)


def count(file: IO[bytes], *, sheet: str, header: bool, first_line: int) -> Iterator[None]:
    """Yield once for each record of a sheet's table."""
    with _workbook(file) as workbook:
        lines_with_errors = error_cells(file, sheet).keys()
        rows = enumerate(workbook.get_sheet_by_name(sheet).iter_rows(), start=1)
        skipped = 1 if header else 0
        for line, values in rows:
            if line >= first_line and (line in lines_with_errors or any(value != "" for value in values)):
                if skipped:
                    skipped -= 1
                else:
                    yield


def records(
    file: IO[bytes], *, sheet: str, header: bool, first_line: int, width: int, wanted: Iterable[int] | None = None
) -> Iterator[Record]:
    """Yield the records of a sheet's table, or those of the rows wanted, which ascend; its header is not one."""
    asked = None if wanted is None else set(wanted)
    row = -1 if header else 0
    with open_sheet(file, sheet) as opened:
        for record in opened.records:
            if record.line < first_line:
                continue
            row += 1
            if row and (asked is None or row in asked):
                yield Record(row, record.line, _of_width(record.cells or [], width))


def blocks(
    file: IO[bytes],
    *,
    sheet: str,
    header: bool,
    first_line: int,
    width: int,
    most_rows: int,
    start: Position | None = None,
) -> Iterator[Block]:
    """Yield the records of a sheet's table in blocks, from a position on."""
    from docprocessor.imports.tabular.formats.lists import blocks_of  # noqa: PLC0415  # Arrow: only who reads needs it

    done = start.row if start else 0
    found = records(file, sheet=sheet, header=header, first_line=first_line, width=width)
    placed = ((record, Position(0, record.row, record.line + 1)) for record in found if record.row > done)
    return blocks_of(placed, width=width, most_rows=most_rows)


def text_of(value: Any) -> str:
    """Return a cell's value as text that reads back as the same value."""
    return _TEXTS.get(type(value), str)(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < _LONGEST_INTEGER:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text and 1e-9 < abs(value) < _LONGEST_INTEGER else text


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    float: _number,
    bool: lambda value: "true" if value else "false",
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def _of_width(cells: list[str], width: int) -> list[str]:
    """A sheet is a rectangle: cells that are missing are empty, and empty ones beyond the table are none."""
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return cells + [""] * (width - len(cells))


def _wished(sheets: list[SheetMetadata], wish: str | int) -> str:
    names = [each.name for each in sheets]
    if isinstance(wish, int) and 0 < wish <= len(names):
        return names[wish - 1]
    if wish in names:
        return str(wish)
    which = f"sheet {wish}" if isinstance(wish, int) else f"sheet {printable(wish, longest=80)!r}"
    held = ", ".join(printable(name, longest=80) for name in names[:20])
    raise UnreadableFile("no_such_sheet", f"The workbook has no {which}; it has {held}.", among=names)


def _on_sheet(name: str, visible: list[str], *, hidden: int) -> str:
    shown = printable(name, longest=80)
    passed_over = f"; {hidden:,} hidden ones are passed over" if hidden > 1 else ""
    passed_over = "; a hidden one is passed over" if hidden == 1 else passed_over
    if len(visible) == 1:
        return f"The sheet {shown!r} is the only visible one{passed_over}."
    return f"Of {len(visible):,} sheets, {shown!r} is the first that is not empty{passed_over}."


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[CalamineWorkbook]:
    """Open a workbook. What its reader cannot take, it says in many ways: none of them may end the process."""
    file.seek(0)
    is_package = file.read(4) == b"PK\x03\x04"
    try:
        if is_package:
            with zipfile.ZipFile(file) as archive:
                check_workbook_size(archive)
        file.seek(0)
        with CalamineWorkbook.from_filelike(file) as workbook:
            yield workbook
    except (UnreadableFile, GeneratorExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        if isinstance(error, PasswordError) or _is_locked(file):
            sentence = "The workbook is locked with a password; save a copy without one."
            raise UnreadableFile("encrypted_workbook", sentence) from None
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            sentence = "The workbook is damaged, or is none; saving it anew as XLSX or CSV may help."
            raise UnreadableFile("damaged_workbook", sentence) from None
        raise


def _is_locked(file: IO[bytes]) -> bool:
    """Say whether a file is a workbook with a password; what reads it calls most of those no workbook at all.

    A locked XLSX is a stream of a compound file, by its name; a locked XLS has a record of its password behind the one
    that begins it (MS-XLS, 2.4.117). Neither crosses a sector's end.
    """
    file.seek(0)
    if file.read(len(OLD_OFFICE)) != OLD_OFFICE:
        return False
    file.seek(0)
    return any(
        _LOCKED_XLSX in sectors or _LOCKED_XLS.search(sectors) for sectors in iter(partial(file.read, STEP), b"")
    )
