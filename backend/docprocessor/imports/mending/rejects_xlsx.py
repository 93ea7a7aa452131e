"""The rejected records of an import, as a workbook to be mended and merged: faulty cells are filled, and say why."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from docprocessor.datasets.exporting.workbook_writing import MOST_ROWS, TextSheet, new_workbook, pieces
from docprocessor.imports.files import stored_file
from docprocessor.imports.mending.reject_cells import in_sheet
from docprocessor.imports.mending.rejected_records import RejectColumns, rejected_records
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS
from docprocessor.imports.tabular.reading import Reading
from docprocessor.lib.problems import AppError

MOST_COLUMNS: Final = 16_384
# A note is a drawing, which spreadsheets are slow with; beyond these, the column `_errors` says it.
MOST_NOTES: Final = 10_000
FAULTY: Final = "#FFC7CE"  # what Excel itself calls "bad"
_ERRORS: Final = SERVICE_COLUMNS.index("_errors")


def rejects_xlsx(job: ImportJob) -> Iterator[bytes]:
    """Return the rejected records in the file's order, as they were tried, as pieces of a workbook, which is made whole
    before the first piece. All cells are texts, so that 007 stays 007.

    Raises AppError: 409 for more than a sheet holds, 410 when the file is no longer kept.
    """
    reading = Reading.from_json(job.reading) if job.reading else None
    columns = len(reading.labels) + len(SERVICE_COLUMNS) if reading else 0
    if job.failed_rows >= MOST_ROWS or columns > MOST_COLUMNS:
        message = (
            f"A sheet takes {MOST_ROWS - 1:,} records of {MOST_COLUMNS:,} columns, and these are {job.failed_rows:,}"
            f" of {columns:,}; take them as CSV."
        )
        raise AppError("too_large_for_a_sheet", message, status=HTTPStatus.CONFLICT)
    if reading is not None:
        stored_file(job).close()
    with new_workbook() as (file, workbook, sheet):
        _Writing(workbook, sheet).write(job, reading)
    return pieces(file)


class _Writing:
    def __init__(self, workbook: Any, sheet: TextSheet) -> None:
        self._sheet = sheet
        self._text = workbook.add_format({"num_format": "@"})
        self._faulty = workbook.add_format({"num_format": "@", "bg_color": FAULTY})
        self._bold = workbook.add_format({"num_format": "@", "bold": True})
        self._notes = 0

    def write(self, job: ImportJob, reading: Reading | None) -> None:
        columns = RejectColumns(reading) if reading else None
        names = [*SERVICE_COLUMNS, *(columns.names if columns else [])]
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(names) - 1, None, self._text)  # what is typed into it stays text as well
        for place, name in enumerate(names):
            self._sheet.put_text(0, place, in_sheet(name), self._bold)
        if reading is None or columns is None:
            return
        for line, rejected in enumerate(rejected_records(job, reading), start=1):
            record = rejected.record
            messages: dict[int, list[str]] = {}
            for column, message in rejected.faults:
                own = columns.place_of.get(column)
                place = _ERRORS if own is None else len(SERVICE_COLUMNS) + own
                messages.setdefault(place, []).append(message)
            cells = [str(record.row), str(record.line), rejected.errors, *columns.cells(record)]
            self._write_record(line, cells, messages)

    def _write_record(self, line: int, cells: list[str], messages: dict[int, list[str]]) -> None:
        for place in range(max(len(cells), *(place + 1 for place in messages))):
            cell = in_sheet(cells[place]) if place < len(cells) else ""
            self._sheet.put_text(line, place, cell, self._faulty if place in messages else self._text)
        for place, said in messages.items():
            if self._notes < MOST_NOTES and place != _ERRORS:
                self._notes += 1
                self._sheet.write_comment(line, place, in_sheet("\n".join(said)))
