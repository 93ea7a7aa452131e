"""How a file would be read, to be looked at before it is imported: from its beginning, whatever its size.

Pure: no Django.
"""

from dataclasses import dataclass
from typing import IO, Any, Final

from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.inference import Inference
from docprocessor.imports.inferred_schema import field_names, table_schema
from docprocessor.imports.recognition import Reading, recognise
from docprocessor.imports.record_faults import record_fault, undecodable
from docprocessor.imports.records import Record
from docprocessor.imports.text import printable

ROWS_SHOWN: Final = 50
CHARACTERS_SAMPLED: Final = 1024**2
LONGEST_CELL_SHOWN: Final = 1_000


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

    `sampled` records were looked at; `is_whole` says that these are all there are.
    """

    reading: Reading
    rows: list[Row]
    inference: Inference
    sampled: int
    is_whole: bool

    def schema(self) -> dict[str, Any]:
        """Return the Table Schema of the sample."""
        return table_schema(self.reading.labels, self.inference.columns)

    def columns(self) -> list[dict[str, Any]]:
        """Return each column's label, the field it would go into, and the evidence for its type."""
        labels = self.reading.labels
        return [
            {"label": label, "field": name, **column.as_evidence()}
            for label, name, column in zip(labels, field_names(labels), self.inference.columns, strict=True)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is served."""
        recognised = {name: value for name, value in self.reading.as_json().items() if name != "columns"}
        return {
            **recognised,
            "columns": self.columns(),
            "schema": self.schema(),
            "sample": {"records": self.sampled, "is_whole": self.is_whole},
            "rows": [row.as_json() for row in self.rows],
        }


def preview(
    file: IO[bytes], *, wishes: dict[str, Any], longest: int, rows: int = ROWS_SHOWN, schema: TableSchema | None = None
) -> Preview:
    """Look at a file's beginning. `wishes` as in `recognise`, `longest`: characters that a record may have.

    Raises UnreadableFile and DialectError, as `recognise` does.
    """
    reading = recognise(file, schema=schema, wishes=wishes, longest=longest)
    width = len(reading.labels)
    inference = Inference(width)
    shown: list[Row] = []
    sampled = size = 0
    is_whole = True
    for record in reading.records(file, longest=longest):
        if size > CHARACTERS_SAMPLED and len(shown) >= rows:
            is_whole = False
            break
        sampled += 1
        size += sum(map(len, record.cells)) + width if record.cells is not None else len(record.raw) + 1
        if len(shown) < rows:
            shown.append(_row(record, width))
        if record.cells is not None:
            inference.see(record.cells)
    return Preview(reading, shown, inference, sampled, is_whole)


def _row(record: Record, width: int) -> Row:
    fault = record_fault(record, width)
    if fault is None and undecodable(record):
        fault = ("undecodable", "This record holds bytes that are not of the file's encoding.")
    cells = [record.raw] if record.cells is None else record.cells
    return Row(record.row, record.line, [printable(cell, longest=LONGEST_CELL_SHOWN) for cell in cells], fault)
