"""The records of a block in the file's order: those in columns, and those apart from them. Pure: no Django."""

from collections.abc import Iterator, Sequence

import numpy as np

from docprocessor.imports.tabular.records import Block, Record


def stretches(block: Block, apart: Sequence[Record]) -> Iterator[slice | Record]:
    """Yield, in order, each record that stands apart, and between them the stretches of records in columns."""
    places = np.searchsorted(block.rows, np.array([record.row for record in apart], dtype=np.int64)).tolist()
    start = 0
    for record, end in zip(apart, places, strict=True):
        if start < end:
            yield slice(start, end)
        yield record
        start = end
    if start < len(block.rows):
        yield slice(start, len(block.rows))
