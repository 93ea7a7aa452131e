"""What somebody gives back of an import's rejected records, and which edits of them that makes. Pure: no Django."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final, NamedTuple

from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.editing.patching import fits
from docprocessor.imports.mending.reject_cells import (
    guarded,
    in_sheet,
    is_storable,
    name_in_rejects,
    record_number,
    stand_for,
    stands_for,
)
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS, field_finder
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.recognition import recognise
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.tabular.unreadable import UnreadableFile

ROW: Final = SERVICE_COLUMNS[0]
_HEAD_BYTES: Final = 64 * 1024
_HEADER: Final = re.compile(rb'_row"?([,;\t|])')


class Correction(NamedTuple):
    """What is given for a record: its number, and cells by the import's labels.

    Of a file also the record's own cells in their order, and whether some of them are of no column of the import's.
    """

    row: int
    cells: dict[str, str]
    whole: list[str] | None = None
    has_more: bool = False


class Passed(NamedTuple):
    """A record of a file that says nothing that could be used, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Columns:
    """Which columns of what is given are which of the import's; None is another."""

    labels: list[str | None]
    strange: list[str]  # the names of those that are none


class CorrectedFile:
    """A file of corrected records. Raises UnreadableFile and DialectError when it cannot be one."""

    def __init__(self, file: IO[bytes], reading: Reading, schema: TableSchema, *, longest: int) -> None:
        self._file, self._longest = file, longest
        self._reading = _recognised(file, schema, longest)
        given = self._reading.labels
        self._row_at = given.index(ROW)
        self._own = [place for place, label in enumerate(given) if label not in SERVICE_COLUMNS]
        self.columns = columns_of([given[place] for place in self._own], reading, schema)
        self.is_sheet = self._reading.format == "xlsx"

    def __iter__(self) -> Iterator[Correction | Passed]:
        width = len(self._reading.labels)
        for record in self._reading.records(self._file, longest=self._longest):
            cells = record.cells or []
            row = record_number(cells[self._row_at]) if len(cells) > self._row_at else None
            if row is None:
                yield Passed(record.line, f"it has no record's number in the column {ROW}")
                continue
            own = [cells[place] for place in self._own if place < len(cells)] + cells[width:]
            named = list(zip(self.columns.labels, own, strict=False)) if len(cells) == width else []
            known = {label: text for label, text in named if label is not None}
            yield Correction(row, known, own, has_more=any(text for label, text in named if label is None))


def _recognised(file: IO[bytes], schema: TableSchema, longest: int) -> Reading:
    """Say how a file is read whose header holds `_row`, however little its records look like a table."""
    file.seek(0)
    head = file.read(_HEAD_BYTES).replace(b"\0", b"")  # of UTF-16, every other byte
    header = _HEADER.search(head)
    wishes: dict[str, Any] = {"header_row": 1}
    if header:
        wishes = {"header_row": head.count(b"\n", 0, header.start()) + 1, "delimiter": header[1].decode()}
    for wished in ({**wishes, "footer": 0}, {"footer": 0}):
        file.seek(0)
        reading = recognise(file, schema=schema, wishes=wished, longest=longest)
        if ROW in reading.labels:
            return reading
    sentence = f"The file has no column {ROW}, which says which record each of its own is; the rejects file has it."
    raise UnreadableFile("no_row_numbers", sentence)


def columns_of(names: Sequence[str], reading: Reading, schema: TableSchema) -> Columns:
    """Return which columns names stand for: a label as it is given out in any format, or else its field.

    Raises UnreadableFile when two stand for one.
    """
    find, by_field = field_finder(schema), dict(zip(reading.columns, reading.labels, strict=False))
    given_out = [
        (name_in_rejects(reading, place), label)
        for place, label in enumerate(reading.labels)
        if label not in SERVICE_COLUMNS
    ]
    by_name: dict[str, str] = {}
    for written in (in_sheet, guarded, str):
        by_name |= {written(name): label for name, label in given_out}
    labels: list[str | None] = []
    for name in names:
        meant = find(name)
        label = by_name.get(name) or (by_field.get(meant.field) if meant else None)
        if label is not None and label in labels:
            raise UnreadableFile("ambiguous_columns", f"Two columns of what was sent mean {label!r}; one is {name!r}.")
        labels.append(label)
    return Columns(labels, [name for name, label in zip(names, labels, strict=True) if label is None])


def edited_cells(
    record: Record, before: Mapping[str, str], given: Correction, labels: Sequence[str], *, is_sheet: bool
) -> dict[str, str] | None:
    """Return a record's edits after a correction, None where it cannot be used. `before`: its edits until now.

    What is as it was given out is no edit, in whatever format that was; what is as the file has it is none either.
    """
    known = list(record.cells or [record.raw])
    if fits(record, len(labels)):
        return _changed(dict(zip(labels, known, strict=True)), before, given.cells)
    if given.whole is not None and not before and stand_for(given.whole, known, is_sheet=is_sheet):
        return {}
    return _changed({}, before, given.cells) if given.cells and not given.has_more else None


def _changed(known: Mapping[str, str], before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str] | None:
    after = dict(before)
    for label, text in cells.items():
        now = before.get(label, known.get(label))
        if now is not None and stands_for(text, now):
            continue
        if label in known and stands_for(text, known[label]):
            del after[label]
        elif not is_storable(text):
            return None
        else:
            after[label] = text
    return after
