"""The rejected records of an import, as a file to be mended and imported again."""

import codecs
from collections.abc import Iterator
from itertools import groupby, tee
from typing import IO

from django.conf import settings

from docprocessor.datasets.export import csv_lines
from docprocessor.imports.encoding import PLAIN_ASCII
from docprocessor.imports.files import stored_file
from docprocessor.imports.mapping import SERVICE_COLUMNS
from docprocessor.imports.models import ImportJob
from docprocessor.imports.reading import Reading
from docprocessor.imports.reject_cells import as_it_is, guarded, name_in_rejects

LINES_A_CHUNK = 1_000


def rejects_csv(job: ImportJob, *, safe: bool) -> Iterator[bytes]:
    """Return the rejected records in the file's order, read again from the file itself, as pieces of a CSV file.

    The service columns come first, so that records with too few or too many cells keep exactly those. Columns
    without a header are called after their fields. Unless all of the file is ASCII there is a byte order mark:
    among few records, damaged bytes could make UTF-8 look like another encoding.
    `safe` puts an apostrophe before what a spreadsheet would run as a formula; such a file is for
    looking at, the other one imports again unchanged.
    Raises AppError 410 when the file is no longer kept.
    """
    if job.reading is None:
        return iter([csv_lines([list(SERVICE_COLUMNS)])])
    return _pieces(job, Reading.from_json(job.reading), stored_file(job), safe=safe)


def _pieces(job: ImportJob, reading: Reading, file: IO[bytes], *, safe: bool) -> Iterator[bytes]:
    write = guarded if safe else as_it_is
    keep = [place for place, label in enumerate(reading.labels) if label not in SERVICE_COLUMNS]
    lines = [[*SERVICE_COLUMNS, *(write(name_in_rejects(reading, place)) for place in keep)]]
    if reading.encoding_evidence != PLAIN_ASCII:
        yield codecs.BOM_UTF8
    rejected, asked = tee(_rejected(job))
    with file:
        longest = settings.IMPORT_MAX_RECORD_BYTES
        records = reading.records(file, longest=longest, wanted=(row for row, _ in asked))
        for record, (row, errors) in zip(records, rejected, strict=True):
            cells = [record.raw] if record.cells is None else _own_cells(record.cells, keep, len(reading.labels))
            lines.append([str(row), str(record.line), *map(write, [errors, *cells])])
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
    issues = job.issues.order_by("row", "place").values_list("row", "column", "message")
    for row, faults in groupby(issues.iterator(chunk_size=2_000), key=lambda issue: issue[0]):
        yield row, " | ".join(f"{column}: {message}" if column else message for _, column, message in faults)
