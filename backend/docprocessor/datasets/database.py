"""A cursor of psycopg's own on Django's connection: its errors come unwrapped, its results in binary."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

# In PostgreSQL's binary form of an array, after 20 bytes of header: each element's length, then itself.
_HEADER_BYTES: Final = 20
_ELEMENT: Final = np.dtype([("length", ">i4"), ("value", ">i8")])


@contextmanager
def raw_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Open a cursor in the transaction at hand."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        yield cursor


@contextmanager
def settings(**values: str) -> Iterator[None]:
    """Set parameters of PostgreSQL for a part of the transaction; a rollback restores them by itself."""
    names = list(values)
    with raw_cursor() as cursor:
        cursor.execute("SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [names])
        before = [row[0] for row in cursor.fetchall()]
        _set(cursor, names, list(values.values()))
        yield
        _set(cursor, names, before)


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


def _set(cursor: psycopg.Cursor[Any], names: list[str], values: list[str]) -> None:
    cursor.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS s (name, value)", [names, values]
    )
