"""Any readable file as CSV in UTF-8 by RFC 4180, its header row first. Streamed: memory stays flat."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal

from docprocessor.cli.csv_lines import csv_line, csv_lines
from docprocessor.cli.options import LONGEST_RECORD
from docprocessor.cli.reading import blocks_of
from docprocessor.imports.tabular.block_order import stretches
from docprocessor.imports.tabular.recognition import recognise
from docprocessor.imports.tabular.record_faults import record_fault, undecodable
from docprocessor.imports.tabular.records import Record

Ragged = Literal["leave-out", "keep"]
Report = Callable[[int, str], None]  # a physical line, and why its record is left out


@dataclass
class Converted:
    """How many records became lines, how many did not, and what was no part of the table."""

    written: int = 0
    left_out: int = 0
    totals: int = 0  # records at the end that are no data
    first_line: int = 1  # where the table begins


class Conversion:
    """Writes the records of one file; those that cannot be written are reported with their line."""

    def __init__(self, target: IO[bytes], *, width: int, ragged: Ragged, report: Report) -> None:
        self.done = Converted()
        self._target = target
        self._width = width
        self._ragged = ragged
        self._report = report

    def columns(self, columns: list[Any]) -> None:
        """Write records that stand in columns."""
        self._target.write(csv_lines(columns))
        self.done.written += len(columns[0])

    def record(self, record: Record) -> None:
        """Write a record that stands apart, or report it."""
        fault = self._fault(record)
        if fault is None:
            self._target.write(csv_line(record.cells or []))
            self.done.written += 1
        else:
            self._report(record.line, fault)
            self.done.left_out += 1

    def _fault(self, record: Record) -> str | None:
        fault = record_fault(record, self._width)
        if fault is not None and not (fault[0] == "ragged" and self._ragged == "keep"):
            return fault[1]
        return "This record holds bytes that are not of the file's encoding." if undecodable(record) else None


def convert(
    source: IO[bytes], target: IO[bytes], *, wishes: dict[str, Any], ragged: Ragged, report: Report
) -> Converted:
    """Write a file's records as CSV. Raises UnreadableFile and DialectError before anything is written."""
    reading = recognise(source, schema=None, wishes=wishes, longest=LONGEST_RECORD)
    conversion = Conversion(target, width=len(reading.labels), ragged=ragged, report=report)
    target.write(csv_line(reading.labels))
    for block in blocks_of(reading, source):
        for stretch in stretches(block, block.apart):
            if isinstance(stretch, Record):
                conversion.record(stretch)
            else:
                conversion.columns([cells[stretch] for cells in block.columns])
    conversion.done.totals, conversion.done.first_line = reading.footer_records, reading.first_line
    return conversion.done
