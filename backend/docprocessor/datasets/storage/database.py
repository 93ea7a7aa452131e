"""A cursor of psycopg's own on Django's connection: its errors come unwrapped, its results in binary."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


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


def _set(cursor: psycopg.Cursor[Any], names: list[str], values: list[str]) -> None:
    cursor.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS s (name, value)", [names, values]
    )
