"""How a file would be read, to be looked at before it is imported: from its beginning, whatever its size.

Pure: no Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, Any, Final

from docprocessor.datasets.schema import MOST_FIELDS, TableSchema
from docprocessor.imports.columns.choices import choices
from docprocessor.imports.columns.inference import Inference
from docprocessor.imports.columns.inferred_schema import field_names, table_schema
from docprocessor.imports.tabular.containers import Limits
from docprocessor.imports.tabular.recognition import ONLY_FIRST_ROWS, Reading, UnreadableFile, recognise
from docprocessor.imports.tabular.record_faults import record_fault, undecodable
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.tabular.zip_members import file_names
from docprocessor.imports.text import printable

# A look is taken while somebody waits, in a process that others need; an import unpacks far more.
LIMITS: Final = Limits(most_bytes=512 * 1024**2, only_beginning=True)
ROWS_SHOWN: Final = 50
TOP_SHOWN: Final = 20
CHARACTERS_SAMPLED: Final = 1024**2
RECORDS_SAMPLED: Final = 20_000
CHARACTERS_OF_TOP: Final = 256 * 1024
LONGEST_CELL_SHOWN: Final = 1_000
NAMES_SHOWN: Final = 500
LONGEST_NAME: Final = 255
# Of each column, so many values are held against the types and fields that it could have.
VALUES_KEPT: Final = 100


@dataclass(frozen=True)
class Row:
    """A record as it is shown: its cells made printable, or what stands there when it cannot be parsed."""

    row: int
    line: int
    cells: list[str]
    fault: tuple[str, str] | None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is served."""
        fault = self.fault and {"code": self.fault[0], "message": self.fault[1]}
        return {"row": self.row, "line": self.line, "cells": self.cells, "fault": fault}


@dataclass(frozen=True)
class Preview:
    """What is recognised of a file, its first rows, and the types that its first values have.

    `members` and `sheets`: what could be read instead, none where there is no choice. `top`: what stands at the very
    beginning, whatever of it is taken for the header. `values`: some of each column.
    `sampled` records were looked at; `is_whole` says that these are all there are.
    """

    reading: Reading
    members: list[str]
    sheets: list[str]
    top: list[Row]
    rows: list[Row]
    inference: Inference
    values: list[list[str]]
    sampled: int
    is_whole: bool

    def schema(self) -> dict[str, Any]:
        """Return the Table Schema of the sample."""
        return table_schema(self.reading.labels, self.inference.columns)

    def columns(self) -> list[dict[str, Any]]:
        """Return each column's label, the field it would go into, the evidence for its type, and other types that it
        could be given."""
        labels = self.reading.labels
        found = zip(labels, field_names(labels), self.inference.columns, self.values, strict=True)
        return [
            {"label": label, "field": name, **column.as_evidence(), "choices": choices(values, column.as_field())}
            for label, name, column, values in found
        ]

    def top_as_json(self) -> list[dict[str, Any]]:
        """Return the first records of the file, to make one of them the header."""
        return [{"line": row.line, "cells": row.cells} for row in self.top]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is served."""
        recognised = {name: value for name, value in self.reading.as_json().items() if name not in ("columns", "keys")}
        return {
            **recognised,
            "members": self.members,
            "sheets": self.sheets,
            "top": self.top_as_json(),
            "columns": self.columns(),
            "schema": self.schema(),
            "sample": {"records": self.sampled, "is_whole": self.is_whole},
            "rows": [row.as_json() for row in self.rows],
        }


def preview(
    file: IO[bytes],
    *,
    wishes: dict[str, Any],
    longest: int,
    rows: int = ROWS_SHOWN,
    schema: TableSchema | None = None,
) -> Preview:
    """Look at a file's beginning. `wishes` and `schema` as in `recognise`, `longest`: bytes that a record
    may have.

    Raises UnreadableFile and DialectError, as `recognise` does.
    """
    reading = recognise(file, schema=schema, wishes=wishes, longest=longest, limits=LIMITS)
    width = len(reading.labels)
    check_width(width)
    inference = Inference(width)
    values: list[list[str]] = [[] for _ in range(width)]
    shown: list[Row] = []
    sampled = size = 0
    is_whole = ONLY_FIRST_ROWS not in reading.evidence
    for record in reading.records(file, longest=longest, limits=LIMITS):
        if size > CHARACTERS_SAMPLED or sampled == RECORDS_SAMPLED:
            is_whole = False
            break
        sampled += 1
        size += _size(record)
        if len(shown) < rows:
            shown.append(_row(record, width))
        if record.cells is not None:
            inference.see(record.cells)
            _keep(values, record.cells)
    top = _top(file, reading, longest)
    members, sheets = _choice_of(file, reading)
    return Preview(reading, members, sheets, top, shown, inference, values, sampled, is_whole)


def check_width(width: int) -> None:
    """Raise UnreadableFile for a file of more columns than a dataset can have."""
    if width > MOST_FIELDS:
        sentence = f"The file has {width:,} columns; a dataset takes {MOST_FIELDS:,} at most."
        raise UnreadableFile("too_many_columns", sentence)


def choosable(names: Sequence[str]) -> list[str]:
    """Return names to choose from, as many as can be shown; none where there is but one."""
    return [name for name in names if len(name) <= LONGEST_NAME][:NAMES_SHOWN] if len(names) > 1 else []


def _choice_of(file: IO[bytes], reading: Reading) -> tuple[list[str], list[str]]:
    """Return the members of an archive and the sheets of a workbook that there are to choose from."""
    members = choosable(file_names(file)) if reading.compression == "zip" else []
    if reading.format != "xlsx":
        return members, []
    from docprocessor.imports.tabular.formats.xlsx import sheet_names  # noqa: PLC0415  # loaded where there is a workbook

    with reading.opened(file, LIMITS) as workbook:
        return members, choosable(sheet_names(workbook))


def _keep(values: list[list[str]], cells: list[str]) -> None:
    if len(cells) == len(values):
        for kept, cell in zip(values, cells, strict=True):
            if cell and len(kept) < VALUES_KEPT:
                kept.append(cell)


def _top(file: IO[bytes], reading: Reading, longest: int) -> list[Row]:
    """Return the first records of the file as if the table began at its first line and had no header."""
    whole = replace(reading, first_line=1, dialect=replace(reading.dialect, header=False), footer_records=0)
    top: list[Row] = []
    size = 0
    for record in islice(whole.records(file, longest=longest, limits=LIMITS), TOP_SHOWN):
        top.append(_row(record, len(record.cells or ())))
        size += _size(record)
        if size > CHARACTERS_OF_TOP:
            break
    return top


def _size(record: Record) -> int:
    return len(record.raw) + sum(map(len, record.cells or ())) + len(record.cells or ())


def _row(record: Record, width: int) -> Row:
    fault = record_fault(record, width)
    if fault is None and undecodable(record):
        fault = ("undecodable", "This record holds bytes that are not of the file's encoding.")
    cells = [record.raw] if record.cells is None else record.cells[:MOST_FIELDS]
    return Row(record.row, record.line, [printable(cell, longest=LONGEST_CELL_SHOWN) for cell in cells], fault)
