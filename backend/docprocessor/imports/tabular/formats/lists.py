"""Blocks of records that come one by one. Pure: no Django."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np
import pyarrow as pa

from docprocessor.imports.tabular.records import Block, Position, Record

# A block's texts are held together; Arrow's columns take 2 GB at most.
MOST_CHARACTERS: Final = 16 * 1024**2


def blocks_of(placed: Iterable[tuple[Record, Position]], *, width: int, most_rows: int) -> Iterator[Block]:
    """Yield records in blocks. `placed`: each record, and the place behind it; `width`: how many columns there are."""
    left = iter(placed)
    while part := _part(left, most_rows):
        records = [record for record, _ in part]
        yield _block(records, width, part[-1][1])


def _part(left: Iterator[tuple[Record, Position]], most_rows: int) -> list[tuple[Record, Position]]:
    part = []
    size = 0
    for each in islice(left, most_rows):
        part.append(each)
        size += sum(map(len, each[0].cells or (each[0].raw,)))
        if size > MOST_CHARACTERS:
            break
    return part


def _block(records: Sequence[Record], width: int, end: Position) -> Block:
    fitting = [record for record in records if record.cells is not None and len(record.cells) == width]
    try:
        columns = _columns(fitting, width)
    except UnicodeEncodeError:
        fitting = [record for record in fitting if all(map(_is_encodable, record.cells or ()))]
        columns = _columns(fitting, width)
    rows = {record.row for record in fitting}
    return Block(
        rows=np.array([record.row for record in fitting], dtype=np.int64),
        lines=np.array([record.line for record in fitting], dtype=np.int64),
        columns=columns,
        apart=[record for record in records if record.row not in rows],
        end=end,
    )


def _columns(records: Sequence[Record], width: int) -> list[pa.StringArray]:
    if not records:
        return [pa.array([], pa.string()) for _ in range(width)]
    cells = zip(*(record.cells or () for record in records), strict=True)
    return [pa.array(column, pa.string()) for column in cells]


def _is_encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
