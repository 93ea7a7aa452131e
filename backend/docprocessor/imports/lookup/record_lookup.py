"""Records of an import's file by their numbers, however large the file is."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Final

from django.conf import settings
from django.db import transaction

from docprocessor.imports.editing.patching import fits
from docprocessor.imports.files import stored_file
from docprocessor.imports.loading.landmarks import starts_for
from docprocessor.imports.lookup.record_copy import copied_records, copied_text, has_copy, make_copy, needs_copy
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Record
from docprocessor.lib.locks import hold

ROWS_AT_A_TIME: Final = 1_000


def records_of(job: ImportJob, rows: Iterable[int]) -> Iterator[Record]:
    """Yield the records of these rows, which ascend, as they stand in the file of an import that has been settled.

    Raises AppError 410 when the file is no longer kept.
    """
    reading = Reading.from_json(job.reading or {})
    wanted = iter(rows)
    if needs_copy(reading):
        _ensure_copy(job, reading)
        if reading.format != "delimited":
            with copied_records(job.file_key, reading) as read:
                yield from read(wanted)
            return
        file, reading = copied_text(job.file_key, reading)
    else:
        file = stored_file(job)
    with closing(file):
        longest = settings.IMPORT_MAX_RECORD_BYTES
        while part := list(islice(wanted, ROWS_AT_A_TIME)):
            for start, found in starts_for(job, part):
                yield from reading.records(file, longest=longest, wanted=found, start=start)


def cells_in_column(job: ImportJob, place: int) -> Iterator[tuple[int, str]]:
    """Yield the cells of a column, each with its record's number, of all records that fit their columns.

    Raises AppError 410 when the file is no longer kept.
    """
    reading = Reading.from_json(job.reading or {})
    if reading.format != "delimited":
        yield from _cells(records_of(job, range(1, job.total_rows + 1)), place, len(reading.labels))
        return
    with closing(stored_file(job)) as file:
        for block in reading.blocks(
            file,
            total=job.total_rows,
            longest=settings.IMPORT_MAX_RECORD_BYTES,
            most_rows=settings.IMPORT_BATCH_ROWS,
        ):
            yield from zip(block.rows.tolist(), block.columns[place].to_pylist(), strict=True)
            yield from _cells(block.apart, place, len(reading.labels))


def _cells(records: Iterable[Record], place: int, width: int) -> Iterator[tuple[int, str]]:
    return ((record.row, (record.cells or [])[place]) for record in records if fits(record, width))


def _ensure_copy(job: ImportJob, reading: Reading) -> None:
    with closing(stored_file(job)) as file:  # also looks whether it may be read still
        if has_copy(job.file_key, reading):
            return
        with transaction.atomic():
            hold("records of", job.file_key)  # who else asks meanwhile, waits for this one
            if not has_copy(job.file_key, reading):
                make_copy(job.file_key, reading, file)
