"""The rejected records of an import, as a file to be mended and imported again."""

from collections.abc import Iterator
from itertools import groupby
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from docprocessor.datasets.export import csv_lines
from docprocessor.imports.mapping import SERVICE_COLUMNS
from docprocessor.imports.models import ImportJob
from docprocessor.imports.recognition import Reading

LINES_A_CHUNK = 1_000
# What a spreadsheet may take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def rejects_csv(job: ImportJob, *, safe: bool) -> Iterator[bytes]:
    """Yield the rejected records in the file's order, read again from the file itself.

    The service columns come first, so that records with too few or too many cells keep exactly those.
    `safe` puts an apostrophe before what a spreadsheet would run as a formula; such a file is for
    looking at, the other one imports again unchanged.
    """
    if job.reading is None:
        yield csv_lines([list(SERVICE_COLUMNS)])
        return
    reading = Reading.from_json(job.reading)
    guard = _guarded if safe else _unchanged
    rejected = _rejected(job)
    wanted = next(rejected, None)
    lines = [[*SERVICE_COLUMNS, *guard([label for label in reading.labels if label not in SERVICE_COLUMNS])]]
    keep = [place for place, label in enumerate(reading.labels) if label not in SERVICE_COLUMNS]
    with default_storage.open(job.file_key) as stored:
        file: IO[bytes] = stored.file or stored
        for record in reading.records(file, longest=settings.IMPORT_MAX_RECORD_BYTES):
            if wanted is None:
                break
            if record.row != wanted[0]:
                continue
            cells = [record.raw] if record.cells is None else _own_cells(record.cells, keep, len(reading.labels))
            lines.append([str(record.row), str(record.line), *guard([wanted[1], *cells])])
            wanted = next(rejected, None)
            if len(lines) >= LINES_A_CHUNK:
                yield csv_lines(lines)
                lines = []
    yield csv_lines(lines)


def _own_cells(cells: list[str], keep: list[int], width: int) -> list[str]:
    """Return a record without the service columns that it had itself, coming from an earlier rejects file."""
    if len(keep) == width:
        return cells
    return [cells[place] for place in keep if place < len(cells)] + cells[width:]


def _rejected(job: ImportJob) -> Iterator[tuple[int, str]]:
    """Yield each rejected record's number and all its faults in one text."""
    issues = job.issues.order_by("row", "id").values_list("row", "column", "message")
    for row, faults in groupby(issues.iterator(chunk_size=2_000), key=lambda issue: issue[0]):
        yield row, " | ".join(f"{column}: {message}" if column else message for _, column, message in faults)


def _unchanged(cells: list[str]) -> list[str]:
    return cells


def _guarded(cells: list[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _is_number(cell) else cell for cell in cells]


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdecimal()
