"""What reading a file yields: records, one by one or in columns. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # who only reads records need not load Arrow
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


class Record(NamedTuple):
    """A record as it stands in the file. `row` counts data records from 1, `line` physical lines from 1.

    `cells` is None when it could not be parsed; then `fault` says why, and `raw` is its text.
    """

    row: int
    line: int
    cells: list[str] | None
    fault: tuple[str, str] | None = None
    raw: str = ""


class Position(NamedTuple):
    """A place between two records: bytes of the file's UTF-8 text before it, data records before it, and the
    physical line that comes next."""

    offset: int
    row: int
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of consecutive records, in columns.

    `columns` hold the text of each of the file's columns, without nulls; `rows` and `lines` are as long as they
    are. Records that columns cannot hold stand `apart`, in order: those that could not be parsed, have another
    number of cells, or hold bytes that do not decode. `is_plain` says that no cell in the columns holds a tab,
    a line end or a backslash. `left_out` counts records that are in it no more, on purpose.
    """

    rows: NDArray[np.int64]
    lines: NDArray[np.int64]
    columns: list[pa.StringArray]
    apart: list[Record]
    end: Position
    is_plain: bool = False
    left_out: int = 0

    @property
    def size(self) -> int:
        """How many records there are, those apart and left out included."""
        return len(self.rows) + len(self.apart) + self.left_out
