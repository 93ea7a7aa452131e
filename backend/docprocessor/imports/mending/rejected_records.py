"""The records of an import that could not go in, as they are by now, with their faults."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Final, NamedTuple

from docprocessor.imports.editing.patching import patched
from docprocessor.imports.lookup.record_lookup import records_of
from docprocessor.imports.mending.reject_cells import name_in_rejects
from docprocessor.imports.models import Edit, ImportJob
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.records import Record

RECORDS_AT_A_TIME: Final = 1_000


class Fault(NamedTuple):
    """What is wrong with a record; the column "" is the record as a whole."""

    column: str
    message: str


class Rejected(NamedTuple):
    """A record as it was tried: with what was edited."""

    record: Record
    faults: list[Fault]

    @property
    def errors(self) -> str:
        """All faults in one text."""
        return " | ".join(f"{each.column}: {each.message}" if each.column else each.message for each in self.faults)


class RejectColumns:
    """The import's columns as its rejects files have them, after the service columns: those without a header are
    called after their fields, and service columns that the file itself had, being a rejects file, are left out."""

    def __init__(self, reading: Reading) -> None:
        self._width = len(reading.labels)
        self._kept = [place for place, label in enumerate(reading.labels) if label not in SERVICE_COLUMNS]
        self.names = [name_in_rejects(reading, place) for place in self._kept]
        self.place_of = {reading.labels[place]: number for number, place in enumerate(self._kept)}

    def cells(self, record: Record) -> list[str]:
        """Return a record's cells; of one that has too many or too few, exactly those."""
        if record.cells is None:
            return [record.raw]
        if len(self._kept) == self._width:
            return record.cells
        own = [record.cells[place] for place in self._kept if place < len(record.cells)]
        return own + record.cells[self._width :]


def rejected_records(job: ImportJob, reading: Reading) -> Iterator[Rejected]:
    """Yield the rejected records of an import in the file's order, read again from the file itself."""
    issues = job.issues.order_by("row", "place").values_list("row", "column", "message")
    by_record = groupby(issues.iterator(chunk_size=2_000), key=lambda issue: issue[0])
    coming = ((row, [Fault(*fault) for _, *fault in group]) for row, group in by_record)
    while page := dict(islice(coming, RECORDS_AT_A_TIME)):
        edits = dict(Edit.objects.filter(patch=job.patch_id, row__in=list(page)).values_list("row", "cells"))
        for record in records_of(job, page):
            yield Rejected(patched(record, reading.labels, edits.get(record.row, {})), page[record.row])
