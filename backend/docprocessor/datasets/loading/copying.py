"""Records as PostgreSQL's COPY reads them in its text format
(https://www.postgresql.org/docs/current/sql-copy.html). Pure: no Django."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from docprocessor.datasets.checking.cells import Cells

_JOIN: Final = pc.JoinOptions(null_handling="replace", null_replacement=r"\N")
# The backslash first, or it would escape the others' escapes.
_ESCAPES: Final = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))
# Arrow counts the bytes of its usual strings in 32 bits; escaping may double them.
_MOST_BYTES: Final = 2**30 - 1


def copy_lines(texts: Sequence[Any], rows: NDArray[np.int64], source: int | UUID, *, is_plain: bool) -> Any:
    r"""Return a line for each record: its texts, its number, and what it came from; a null is `\N`.

    Texts are arrays of `pa.string()`. When they are plain, none holds a tab, a line end or a backslash.
    The lines can be filtered and sliced; `payload` gives their bytes.
    """
    columns = list(texts) if is_plain else [_escaped(array) for array in texts]
    type_ = pa.string() if sum(column.nbytes for column in columns) <= _MOST_BYTES else pa.large_string()
    columns = [column.cast(type_) for column in (*columns, pa.array(rows))]
    parts = [*columns, pa.scalar(f"{source}\n", type_), pa.scalar("\t", type_)]
    return pc.call_function("binary_join_element_wise", parts, _JOIN)


def payload(lines: Any) -> memoryview:
    """Return the bytes of all lines, one after another, without copying them."""
    if not len(lines):
        return memoryview(b"")
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, np.int64 if lines.type == pa.large_string() else np.int32)
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _escaped(array: Any) -> Any:
    cells = Cells(array)
    where = cells.data == ord("\\")
    if cells.lowest <= ord("\r"):
        where |= (cells.data == ord("\t")) | (cells.data == ord("\n")) | (cells.data == ord("\r"))
    if not where.any():
        return array
    held = cells.holding(where)
    if held is None:
        return _replaced(array)
    mask = pa.array(held)
    return pc.replace_with_mask(array, mask, _replaced(array.filter(mask)))


def _replaced(array: Any) -> Any:
    for character, escape in _ESCAPES:
        array = pc.replace_substring(array, character, escape)
    return array
