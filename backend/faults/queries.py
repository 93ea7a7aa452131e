"""What the harness asks PostgreSQL, past every proxy and through every restart."""

import time
from types import SimpleNamespace
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

APPLICATION = "faults"
AWAY_SECONDS = 30


class Database:
    """One connection, made anew when the server has gone."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: psycopg.Connection[Any] | None = None

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the caller's own."""
        return psycopg.connect(self.url, autocommit=True, application_name=APPLICATION)

    def rows(self, query: LiteralString | sql.Composed, *values: Any) -> list[SimpleNamespace]:
        """Every row that a query returns; waits for a server that is coming up."""
        deadline = time.monotonic() + AWAY_SECONDS
        while True:
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = self.connect()
                with self._connection.cursor(row_factory=dict_row) as cursor:
                    cursor.execute(query, values)
                    return [SimpleNamespace(**row) for row in cursor] if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                self._connection = None
                time.sleep(0.05)

    def row(self, query: LiteralString | sql.Composed, *values: Any) -> SimpleNamespace:
        """The only row."""
        (row,) = self.rows(query, *values)
        return row

    def value(self, query: LiteralString | sql.Composed, *values: Any) -> Any:
        """The only value of the only row."""
        (value,) = vars(self.row(query, *values)).values()
        return value

    def close(self) -> None:
        if self._connection:
            self._connection.close()
