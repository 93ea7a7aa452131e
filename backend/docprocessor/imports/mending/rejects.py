"""The rejected records of an import, as a CSV file to be mended and brought in again."""

import codecs
from collections.abc import Iterator

from docprocessor.datasets.exporting.export import csv_lines
from docprocessor.imports.files import stored_file
from docprocessor.imports.mending.reject_cells import as_it_is, guarded
from docprocessor.imports.mending.rejected_records import RejectColumns, rejected_records
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tabular.encoding import PLAIN_ASCII
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS
from docprocessor.imports.tabular.reading import Reading

LINES_A_CHUNK = 1_000


def rejects_csv(job: ImportJob, *, safe: bool) -> Iterator[bytes]:
    """Return the rejected records in the file's order, as they were tried, as pieces of a CSV file.

    The service columns come first, so that records with too few or too many cells keep exactly those. Unless all of
    it is ASCII there is a byte order mark: among few records, damaged bytes could make UTF-8 look like another
    encoding. `safe` puts an apostrophe before what a spreadsheet would run as a formula; merged, it is taken off
    again, but imported as a file of its own, it would stay.
    Raises AppError 410 when the file is no longer kept.
    """
    if job.reading is None:
        return iter([csv_lines([list(SERVICE_COLUMNS)])])
    stored_file(job).close()
    return _pieces(job, Reading.from_json(job.reading), safe=safe)


def _pieces(job: ImportJob, reading: Reading, *, safe: bool) -> Iterator[bytes]:
    write = guarded if safe else as_it_is
    columns = RejectColumns(reading)
    lines = [[*SERVICE_COLUMNS, *map(write, columns.names)]]
    if reading.encoding_evidence != PLAIN_ASCII or job.patch_id is not None:
        yield codecs.BOM_UTF8
    for rejected in rejected_records(job, reading):
        record = rejected.record
        cells = map(write, [rejected.errors, *columns.cells(record)])
        lines.append([str(record.row), str(record.line), *cells])
        if len(lines) >= LINES_A_CHUNK:
            yield csv_lines(lines)
            lines = []
    yield csv_lines(lines)
