"""Thousands of numbers from PostgreSQL at once, without a Python object for each."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

from docprocessor.datasets.storage.database import raw_cursor

# In PostgreSQL's binary form of an array, after 20 bytes of header: each element's length, then itself.
_HEADER_BYTES: Final = 20
_ELEMENT: Final = np.dtype([("length", ">i4"), ("value", ">i8")])


def bigints(query: sql.Composed, params: Sequence[Any] = ()) -> list[NDArray[np.int64]]:
    """Run a query that answers with one row of bigint arrays without nulls; they are read as the bytes they come in."""
    with raw_cursor() as cursor:
        result = cursor.execute(query, params or None, binary=True).pgresult
        if result is None:
            raise psycopg.InterfaceError("the query returned no result")
        return [_bigints(result.get_value(0, column)) for column in range(result.nfields)]


def _bigints(data: bytes | None) -> NDArray[np.int64]:
    if data is None:  # array_agg of no rows
        return np.empty(0, np.int64)
    return np.frombuffer(data, _ELEMENT, offset=_HEADER_BYTES)["value"].astype(np.int64)
