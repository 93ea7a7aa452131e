"""Whether the rows that are stored keep a new schema."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django.db import connection, transaction
from psycopg import sql

from docprocessor.datasets.checking.validation import CheckedField, Validator
from docprocessor.datasets.checking.values import Value, comparable
from docprocessor.datasets.exporting.export import as_text
from docprocessor.datasets.reshaping.schema_difference import Difference, storage
from docprocessor.datasets.reshaping.value_conversion import Conversion
from docprocessor.datasets.schema import Field
from docprocessor.datasets.storage.columns import listed
from docprocessor.datasets.storage.database import raw_cursor

SAMPLES: Final = 5
BATCH: Final = 5_000

NO_VALUE: Final = ("missing_value", "This would stand for no value.")
NOT_EXACT: Final = ("not_exact", "The new type or format does not hold all that this says.")


class Sample(NamedTuple):
    """A row that does not keep a rule: by which load it came, its number there, and what it has."""

    load: int
    row: int
    value: str | None


@dataclass(frozen=True)
class Violation:
    """How many rows do not keep a rule, and the first few."""

    field: str
    code: str
    message: str
    count: int
    samples: list[Sample]


class StoredRows:
    """A table of a dataset's rows, held against a new schema. In one that has no keys, values may repeat.

    `look` is called often, and raises what shall end it.
    """

    def __init__(
        self, table: sql.Identifier, difference: Difference, look: Callable[[], None], *, has_keys: bool = True
    ) -> None:
        self.table, self._difference, self._look = table, difference, look
        self.has_keys = has_keys
        self._validator = Validator(difference.new)
        self.conversions = {new.name: Conversion(old, new) for old, new in difference.retyped}

    def violations(self) -> list[Violation]:
        """Return what is not as the new schema wants it. Only when there is nothing are the conversions whole."""
        found = [violation for pair in self._difference.to_judge for violation in self._judged(*pair)]
        for conversion in self.conversions.values():
            conversion.ready()
        found += [violation for field in self._difference.newly_required for violation in self._without_value(field)]
        if found or not self.has_keys:
            return found
        return [violation for key in self._keys_to_check() for violation in self._repeated(key)]

    def drop(self) -> None:
        """Drop what was made to convert values."""
        for conversion in self.conversions.values():
            conversion.drop()

    # --- Values -----------------------------------------------------------------------------------

    def _judged(self, old: Field, new: Field) -> Iterator[Violation]:
        """Judge each different value of a field once."""
        [checked] = [field for field in self._validator.fields if field.name == new.name]
        conversion = self.conversions.get(new.name)
        counts: dict[tuple[str, str], int] = {}
        samples: dict[tuple[str, str], list[str]] = {}
        for batch in self._different_values(new.name):
            self._look()
            converted = []
            for stored, key, count in batch:
                value, faults = _judge(stored, old, checked)
                if value is not None and conversion:
                    converted.append((key, value.text))
                for fault in faults:
                    counts[fault] = counts.get(fault, 0) + count
                    if len(texts := samples.setdefault(fault, [])) < SAMPLES:
                        texts.append(key)
            if conversion:
                conversion.add(converted)
        column = sql.Identifier(new.name)
        for (code, message), count in counts.items():
            rows = self._sampled(sql.SQL("{}::text = ANY(%s)").format(column), column, [samples[code, message]])
            yield Violation(new.name, code, message, count, rows)

    def _different_values(self, name: str) -> Iterator[list[tuple[Any, str, int]]]:
        """Yield the values of a field, each as Python has it and as PostgreSQL writes it, with how many rows have it.

        1.5 and 1.50 are equal, and yet two.
        """
        statement = sql.SQL("SELECT {0}, {0}::text, count(*) FROM {1} WHERE {0} IS NOT NULL GROUP BY 1, 2").format(
            sql.Identifier(name), self.table
        )
        connection.ensure_connection()
        with connection.connection.cursor(name=f"values_{uuid4().hex}") as cursor:
            cursor.execute(statement)
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def _without_value(self, field: Field) -> Iterator[Violation]:
        is_new = field.name not in self._difference.old
        message = "A value is required here."
        if is_new:
            message = (
                "The rows that are there have no value for a new field; add it without the rule, "
                "fill it by an import, then require it."
            )
        where = sql.SQL("true") if is_new else sql.SQL("{} IS NULL").format(sql.Identifier(field.name))
        if count := self._count(where):
            yield Violation(field.name, "required", message, count, self._sampled(where, sql.SQL("NULL")))

    # --- Keys -------------------------------------------------------------------------------------

    def _keys_to_check(self) -> list[tuple[str, ...]]:
        """Return the keys that may repeat: new ones, and those of values that become others."""
        difference = self._difference
        retyped = {new.name for _, new in difference.retyped}
        return [
            key
            for key in difference.new.unique_keys
            if (key not in difference.old.unique_keys or retyped & set(key))
            and all(name in difference.old for name in key)  # a new field has no value in any row
        ]

    def _repeated(self, key: tuple[str, ...]) -> Iterator[Violation]:
        parts = [
            conversion.expression if (conversion := self.conversions.get(name)) else sql.Identifier(name)
            for name in key
        ]
        names = [f"_part_{place}" for place in range(len(key))]
        columns = sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(part, sql.Identifier(name)) for part, name in zip(parts, names, strict=True)
        )
        present = sql.SQL(" AND ").join(sql.SQL("{} IS NOT NULL").format(sql.Identifier(name)) for name in names)
        repeated = sql.SQL(
            "(SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY {names}) AS _times FROM"
            " (SELECT {columns}, _load, _row FROM {table}) AS part WHERE {present}) AS counted WHERE _times > 1)"
        ).format(names=listed(names), columns=columns, table=self.table, present=present)
        self._look()
        with raw_cursor() as cursor:
            [(count,)] = cursor.execute(sql.SQL("SELECT count(*) FROM {} AS r").format(repeated)).fetchall()
            if not count:
                return
            rows = cursor.execute(
                sql.SQL(
                    "SELECT _load, _row, concat_ws(', ', {names}) FROM {rows} AS r ORDER BY {names} LIMIT {limit}"
                ).format(names=listed(names), rows=repeated, limit=sql.Literal(SAMPLES))
            ).fetchall()
        message = "These rows share what no two rows may have alike."
        yield Violation(", ".join(key), "duplicate", message, count, [Sample(*row) for row in rows])

    # --- Statements -------------------------------------------------------------------------------

    def _count(self, where: sql.Composable) -> int:
        self._look()
        with raw_cursor() as cursor:
            row = cursor.execute(sql.SQL("SELECT count(*) FROM {} WHERE {}").format(self.table, where)).fetchone()
        return int(row[0]) if row else 0

    def _sampled(self, where: sql.Composable, column: sql.Composable, params: Sequence[Any] = ()) -> list[Sample]:
        statement = sql.SQL("SELECT _load, _row, {}::text FROM {} WHERE {} ORDER BY _load, _row LIMIT {}").format(
            column, self.table, where, sql.Literal(SAMPLES)
        )
        with transaction.atomic(), raw_cursor() as cursor:
            return [Sample(*row) for row in cursor.execute(statement, params).fetchall()]


def _judge(stored: Any, old: Field, checked: CheckedField) -> tuple[Value | None, list[tuple[str, str]]]:
    """Return what a stored value becomes, and what is wrong with it: it is written as its field writes it, and read
    again by the new one."""
    new = checked.field
    converts = storage(old) != storage(new)
    text = as_text(stored, old if converts else new)
    value, faults = checked.judge(text)
    if value is None and not checked.is_missing(text):
        return None, [(fault.code, fault.message) for fault in faults]
    if value is None:
        return None, [NO_VALUE]
    found = [(fault.code, fault.message) for fault in faults]
    if not (_keeps_digits(text, value, old, new) if converts else comparable(value.typed) == comparable(stored)):
        found.append(NOT_EXACT)
    return value, found


def _keeps_digits(text: str, value: Value, old: Field, new: Field) -> bool:
    """Say whether a text that becomes a number says no more than the number: 007 does, and +7, and 1e3."""
    if storage(old) != "string" or new.type not in ("integer", "number"):
        return True
    return text.strip().replace(new.group_char, "") == as_text(value.typed, new)
