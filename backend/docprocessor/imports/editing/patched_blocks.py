"""A patch applied to blocks of records. Pure: no Django.

Few records are edited, so each of them leaves the columns and stands apart; a block without edits stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from docprocessor.imports.editing.patching import Change, patched
from docprocessor.imports.tabular.records import Block, Record


class Patching:
    """Applies changes to a file's records, block by block."""

    def __init__(self, labels: Sequence[str], changes: Mapping[int, Change]) -> None:
        """`changes` are by the record's number."""
        self._labels = labels
        self._changes = changes
        self._rows = np.array(sorted(changes), np.int64)

    def apply(self, block: Block) -> Block:
        """Return a block as it is to be; the records left out are only counted in it."""
        first = block.end.row - block.size  # its records follow one another
        place, end = np.searchsorted(self._rows, [first, block.end.row], side="right")
        if place == end:
            return block
        edited = self._rows[place:end]
        stays = ~np.isin(block.rows, edited)
        apart = [self._patched(record) for record in (*block.apart, *_records(block, ~stays))]
        kept = sorted(record for record in apart if record is not None)
        mask = pa.array(stays)
        return replace(
            block,
            rows=block.rows[stays],
            lines=block.lines[stays],
            columns=[column.filter(mask) for column in block.columns],
            apart=kept,
            left_out=len(apart) - len(kept),
        )

    def _patched(self, record: Record) -> Record | None:
        change = self._changes.get(record.row)
        if change is None:
            return record
        return None if change.left_out else patched(record, self._labels, change.cells)


def _records(block: Block, mask: NDArray[np.bool_]) -> list[Record]:
    """Return records that stand in columns, one by one."""
    places = np.flatnonzero(mask)
    cells = [column.take(pa.array(places)).to_pylist() for column in block.columns]
    return [
        Record(row, line, list(own))
        for row, line, own in zip(
            block.rows[places].tolist(), block.lines[places].tolist(), zip(*cells, strict=True), strict=True
        )
    ]
