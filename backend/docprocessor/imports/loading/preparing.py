"""From a block of a file's records to what can be loaded, and the faults of the rest. Without the database."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from docprocessor.datasets.checking.column_validation import ColumnValidator
from docprocessor.datasets.checking.validation import Fault, Validator
from docprocessor.datasets.loading.loading import Batch, Preparer
from docprocessor.datasets.loading.refusals import Refusals
from docprocessor.datasets.schema import TableSchema
from docprocessor.imports.loading.issues import Issue, IssueGroup, Written, grouped, write_issues
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.record_faults import record_fault
from docprocessor.imports.tabular.records import Block, Position, Record


class Prepared(NamedTuple):
    """A block of records, parted: those that are right by themselves, and the faults of the others."""

    batch: Batch
    rows: NDArray[np.int64]  # of the batch, with the physical line of each
    lines: NDArray[np.int64]
    issues: Written | None
    faulty: int  # how many records have issues
    left_out: int  # how many are to stay out
    size: int  # how many records the block had
    end: Position


class Preparation:
    """Checks a file's records against a schema, in the file's own words, and makes batches of them."""

    def __init__(
        self, job_id: UUID, reading: Reading, schema: TableSchema, names: Sequence[str], preparer: Preparer
    ) -> None:
        self._job_id = job_id
        place_of = {name: place for place, name in enumerate(reading.columns) if name is not None}
        self._places = [place_of[name] for name in names]
        self._label_of = {name: reading.labels[place] for name, place in place_of.items()}
        self._order = {self._label_of[name]: place for place, name in enumerate(names)}
        self._width = len(reading.labels)
        self._columns = ColumnValidator(schema, names)
        self._cells = Validator(schema, names)
        self._preparer = preparer

    def prepare(self, block: Block) -> Prepared:
        """Return what a block brings."""
        rows, lines, texts, issues, faulty = self._checked(block)
        extra, more, others = self._judge_apart(block.apart)
        if extra:
            rows, lines, texts = _merged(rows, lines, texts, extra)
        batch = self._preparer.prepare(rows, texts, is_plain=block.is_plain and not extra)
        written = write_issues(self._job_id, issues + more)
        return Prepared(batch, rows, lines, written, faulty + others, block.left_out, block.size, block.end)

    def remember(self, block: Block) -> None:
        """Take note of the keys of records that an earlier attempt has loaded already."""
        rows, lines, texts, *_ = self._checked(block)
        extra, *_ = self._judge_apart(block.apart)
        if extra:
            rows, lines, texts = _merged(rows, lines, texts, extra)
        self._preparer.remember(rows, texts)

    def refused(self, prepared: Prepared, refusals: Sequence[Refusals]) -> Written | None:
        """Return the issues of records that were right by themselves, but not with what else there is."""
        groups = [
            IssueGroup(
                self._label(group.column),
                group.code,
                group.message,
                group.rows,
                prepared.lines[np.searchsorted(prepared.rows, group.rows)],
                group.values,
            )
            for group in refusals
        ]
        return write_issues(self._job_id, groups)

    def _label(self, field: str | None) -> str:
        return "" if field is None else self._label_of.get(field, field)

    def _issue(self, row: int, line: int, fault: Fault) -> Issue:
        """Return a fault of a field as an issue of the file's column."""
        return Issue(row, line, self._label(fault.column), fault.code, fault.value, fault.message)

    def _checked(
        self, block: Block
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], list[pa.StringArray], list[IssueGroup], int]:
        checked = self._columns.check([block.columns[place] for place in self._places])
        good = checked.good
        issues = [
            IssueGroup(
                self._label(group.column),
                group.code,
                group.message,
                block.rows[group.index],
                block.lines[group.index],
                group.values,
            )
            for group in checked.faults
        ]
        if good.all():
            return block.rows, block.lines, checked.texts, issues, 0
        mask = pa.array(good)
        texts = [text.filter(mask) for text in checked.texts]
        return block.rows[good], block.lines[good], texts, issues, int(len(good) - good.sum())

    def _judge_apart(
        self, records: Sequence[Record]
    ) -> tuple[list[tuple[int, int, list[str | None]]], list[IssueGroup], int]:
        """Return which records apart are right after all, the faults of the others, and how many others there are."""
        right: list[tuple[int, int, list[str | None]]] = []
        issues: list[Issue] = []
        for record in records:
            faults = list(self._faults(record, right))
            issues += faults
        # Each record's faults stand in the order of its columns, whichever record had such a fault first.
        in_order = sorted(grouped(issues), key=lambda group: self._order.get(group.column, -1))
        return right, in_order, len(records) - len(right)

    def _faults(self, record: Record, right: list[tuple[int, int, list[str | None]]]) -> Iterator[Issue]:
        unfit = record_fault(record, self._width)
        if unfit is not None:
            code, message = unfit
            value = record.raw if record.cells is None else ",".join(record.cells)
            yield Issue(record.row, record.line, None, code, value, message)
            return
        cells = record.cells or []
        values, faults = self._cells.check([cells[place] for place in self._places])
        if not faults:
            right.append((record.row, record.line, [None if value is None else value.text for value in values]))
        yield from (self._issue(record.row, record.line, fault) for fault in faults)


def _merged(
    rows: NDArray[np.int64],
    lines: NDArray[np.int64],
    texts: list[pa.StringArray],
    extra: Sequence[tuple[int, int, list[str | None]]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[pa.StringArray]]:
    """Put a few more records among the others, in the file's order."""
    rows = np.concatenate([rows, np.array([each[0] for each in extra], np.int64)])
    lines = np.concatenate([lines, np.array([each[1] for each in extra], np.int64)])
    order = np.argsort(rows, kind="stable")
    taken = pa.array(order)
    texts = [
        pa.concat_arrays([text, pa.array([each[2][place] for each in extra], pa.string())]).take(taken)
        for place, text in enumerate(texts)
    ]
    return rows[order], lines[order], texts
