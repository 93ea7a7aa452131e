"""What a patch makes of a record. Pure: no Django."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from docprocessor.imports.tabular.records import Record


class Change(NamedTuple):
    """What a patch says of one record: what stands in a column instead, by its label; or that it stays out."""

    cells: Mapping[str, str]
    left_out: bool = False


def patched(record: Record, labels: Sequence[str], cells: Mapping[str, str]) -> Record:
    """Return a record with other cells. One that does not fit its columns is mended by a cell for each of them,
    and by nothing less."""
    if not cells:
        return record
    if fits(record, len(labels)):
        own = record.cells or []
        return record._replace(cells=[cells.get(label, cell) for label, cell in zip(labels, own, strict=True)])
    if len(cells) < len(labels):
        return record
    return Record(record.row, record.line, [cells[label] for label in labels])


def fits(record: Record, width: int) -> bool:
    """Say whether a record has a cell for each column."""
    return record.cells is not None and len(record.cells) == width
