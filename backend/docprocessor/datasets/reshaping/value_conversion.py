"""Stored values of one type made into another, as if a file of them were read anew."""

from collections.abc import Iterable
from typing import Final
from uuid import uuid4

from psycopg import sql

from docprocessor.datasets.reshaping.schema_difference import storage
from docprocessor.datasets.schema import Field
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.tables import pg_type

# What PostgreSQL's own cast makes of it is what our reader would make of its text.
EXACT_CASTS: Final = frozenset(
    {("integer", "number"), ("integer", "string"), ("uuid", "string"), ("year", "integer"), ("year", "number")}
)


class Conversion:
    """What one table's values of a field become. PostgreSQL looks each up, by its text, among those it has been given.

    What has been made for it is dropped by `drop`, or by a rollback.
    """

    def __init__(self, old: Field, new: Field) -> None:
        self.name = new.name
        self._type = pg_type(new)
        self._is_cast = (storage(old), storage(new)) in EXACT_CASTS
        unique = uuid4().hex
        self._table = sql.Identifier("pg_temp", f"_values_{unique}")
        self._function = sql.Identifier("pg_temp", f"_value_{unique}")
        if not self._is_cast:
            self._make()

    @property
    def expression(self) -> sql.Composed:
        """The new value of a row, of the column's old one."""
        column = sql.Identifier(self.name)
        if self._is_cast:
            return sql.SQL("{}::{}").format(column, self._type)
        return sql.SQL("{}({}::text)").format(self._function, column)

    def add(self, values: Iterable[tuple[str, str]]) -> None:
        """Tell what values become: each as PostgreSQL writes it, and the new one as PostgreSQL takes it."""
        if self._is_cast:
            return
        with raw_cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(self._table)) as copy:
            for each in values:
                copy.write_row(each)

    def ready(self) -> None:
        """All values have been told."""
        if not self._is_cast:
            # Unlike others, this index takes texts of any length.
            self._execute("CREATE INDEX ON {table} USING hash (old)")
            self._execute("ANALYZE {table}")

    def drop(self) -> None:
        """Forget all of it."""
        if not self._is_cast:
            self._execute("DROP FUNCTION {function}")
            self._execute("DROP TABLE {table}")

    def _make(self) -> None:
        self._execute("CREATE TEMPORARY TABLE {table} (old text NOT NULL, new {type}) ON COMMIT DROP")
        self._execute(
            "CREATE FUNCTION {function}(text) RETURNS {type} LANGUAGE sql STABLE STRICT"
            " AS $$ SELECT new FROM {table} WHERE old = $1 $$"
        )

    def _execute(self, statement: str) -> None:
        with raw_cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(table=self._table, function=self._function, type=self._type))
