"""A column's cells as Arrow and NumPy see them. Pure: no Django."""

from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
# With more positions than one in so many bytes, finding whose cell each is takes longer than a regular expression.
_SPARSE: Final = 16


class Cells:
    """Texts in a `pa.StringArray` without nulls; lengths and offsets are in bytes."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def offsets(self) -> NDArray[np.int32]:
        """Where each cell begins in the array's buffer, and where the last one ends."""
        if not len(self.array):
            return np.zeros(1, np.int32)
        buffer = self.array.buffers()[1]
        return np.frombuffer(buffer, np.int32, len(self.array) + 1, self.array.offset * 4)

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        return np.diff(self.offsets)

    @cached_property
    def data(self) -> NDArray[np.uint8]:
        """The bytes of all these cells and of no others."""
        buffer = self.array.buffers()[2]
        if buffer is None:
            return np.zeros(0, np.uint8)
        return np.frombuffer(buffer, np.uint8)[self.offsets[0] : self.offsets[-1]]

    @cached_property
    def lowest(self) -> int:
        """The lowest byte there is; 255 where there is none."""
        return int(self.data.min(initial=255))

    def holding(self, where: Mask) -> Mask | None:
        """Say which cells hold any of the bytes marked in `where`; None when that would take long."""
        held = np.zeros(len(self), np.bool_)
        if np.count_nonzero(where) > len(where) // _SPARSE:
            return None
        held[np.searchsorted(self.offsets[1:] - self.offsets[0], np.flatnonzero(where), side="right")] = True
        return held


class Pattern:
    """A regular expression for RE2, which cells match as a whole."""

    def __init__(self, expression: str) -> None:
        """Raises pyarrow.ArrowInvalid when RE2 does not take it."""
        self._options = pc.MatchSubstringOptions(rf"\A(?:{expression})\z")
        self.matches(pa.array([""], pa.string()))  # only then is it compiled

    def matches(self, array: Any) -> Mask:
        """Say which texts of an array without nulls match."""
        return as_mask(pc.call_function("match_substring_regex", [array], self._options))


class Texts:
    """A set of texts, to find cells by."""

    def __init__(self, texts: Any) -> None:
        self._options = pc.SetLookupOptions(pa.array(sorted(texts), pa.string()))

    def holds(self, array: Any) -> Mask:
        """Say which texts of an array without nulls are in the set."""
        return as_mask(pc.call_function("is_in", [array], self._options))


def as_mask(array: Any) -> Mask:
    """Turn a pa.BooleanArray without nulls into NumPy's form."""
    mask: Mask = array.to_numpy(zero_copy_only=False)
    return mask


def has_nul(array: Any) -> Mask:
    """Say which texts of an array without nulls hold a NUL character."""
    return as_mask(pc.match_substring(array, "\x00"))
