"""Loading valid records into a dataset's table: duplicates told apart, then COPY."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from django.db import connection, transaction
from psycopg import sql

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.tables import pg_type
from docprocessor.datasets.validation import Fault
from docprocessor.datasets.values import Value, comparable


class ValidRecord(NamedTuple):
    """A record whose values are right by themselves: its number in its source, a value for each field."""

    row: int
    values: Sequence[Value | None]


Refusal = tuple[int, Fault]  # the record's number, and why it cannot go in


class Loader:
    """Loads one job's records into one dataset. Everything happens in the caller's transaction.

    Keys of accepted records are kept in memory, to find duplicates within the source; a new Loader of the
    same load reads them back from the table.
    """

    def __init__(self, dataset: Dataset, load: Load) -> None:
        self.dataset = dataset
        self.load = load
        schema = dataset.table_schema
        self._names = [field.name for field in schema.fields]
        places = {name: index for index, name in enumerate(self._names)}
        self._keys = [(key, tuple(places[name] for name in key)) for key in schema.unique_keys]
        self._seen: list[dict[tuple[Any, ...], int]] = [self._loaded_keys(key) for key, _ in self._keys]
        self._fresh: list[dict[tuple[Any, ...], int]] = []  # of the batch at hand
        # Nothing to ask an empty table; a writer who comes later shows by a unique violation.
        self.table_has_others = self._others_exist()
        self._copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            dataset.relation, sql.SQL(", ").join(map(sql.Identifier, [*self._names, "_load", "_row"]))
        )

    def without_duplicates(self, records: Sequence[ValidRecord]) -> tuple[list[ValidRecord], list[Refusal]]:
        """Part records into those whose keys are new and those whose keys the table or the source has already."""
        refusals: list[Refusal] = []
        in_table = [self._hits(key, places, records) for key, places in self._keys]
        fresh: list[dict[tuple[Any, ...], int]] = [{} for _ in self._keys]
        accepted: list[ValidRecord] = []
        for index, record in enumerate(records):
            keys = [_key(record, places) for _, places in self._keys]
            faults = self._duplicate_faults(index, record, keys, in_table, fresh)
            if faults:
                refusals += [(record.row, fault) for fault in faults]
                continue
            accepted.append(record)
            for key, new in zip(keys, fresh, strict=True):
                if key is not None:
                    new[key] = record.row
        self._fresh = fresh
        return accepted, refusals

    def insert(self, records: Sequence[ValidRecord]) -> list[Refusal]:
        """COPY records into the table; returns those that PostgreSQL itself does not take.

        A batch that fails for what is in it (a row too wide for a page, say) is halved until the record at
        fault stands alone, so that its neighbours go in.
        Raises psycopg.errors.UniqueViolation when another writer committed one of the keys meanwhile.
        """
        if not records:
            return []
        try:
            with transaction.atomic():
                self._copy_in(records)
        except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
            if len(records) == 1:
                reason = error.diag.message_primary or str(error)
                return [(records[0].row, Fault(None, "not_storable", None, f"PostgreSQL does not take it: {reason}."))]
            half = len(records) // 2
            return self.insert(records[:half]) + self.insert(records[half:])
        return []

    def remember(self, *, refused: Iterable[Refusal] = ()) -> None:
        """Keep the keys of the batch that has just been committed, but for those that PostgreSQL refused."""
        not_in = {row for row, _ in refused}
        for seen, fresh in zip(self._seen, self._fresh, strict=True):
            seen.update((key, row) for key, row in fresh.items() if row not in not_in)

    def _copy_in(self, records: Sequence[ValidRecord]) -> None:
        load = str(self.load.pk)
        with connection.cursor() as cursor, cursor.copy(self._copy) as copy:
            for record in records:
                texts = [None if value is None else value.text for value in record.values]
                copy.write_row((*texts, load, str(record.row)))

    def _duplicate_faults(
        self,
        index: int,
        record: ValidRecord,
        keys: list[tuple[Any, ...] | None],
        in_table: list[set[int]],
        fresh: list[dict[tuple[Any, ...], int]],
    ) -> list[Fault]:
        faults = []
        for number, (names, places) in enumerate(self._keys):
            key = keys[number]
            if key is None:
                continue
            taken = index in in_table[number]
            first = self._seen[number].get(key) or fresh[number].get(key)
            if not taken and first is None:
                continue
            shown = ", ".join("" if (cell := record.values[place]) is None else cell.text for place in places)
            what = " and ".join(names)
            if taken:
                message = f"The table already has a row with this {what}."
                faults.append(Fault(names[0], "duplicate_in_table", shown, message))
            else:
                message = f"Row {first:,} of the file has the same {what}."
                faults.append(Fault(names[0], "duplicate_in_file", shown, message))
        return faults

    def _hits(self, key: tuple[str, ...], places: tuple[int, ...], records: Sequence[ValidRecord]) -> set[int]:
        """Return which records' keys stand in the table by another load; PostgreSQL itself compares them."""
        if not records or not self.table_has_others:
            return set()
        schema = self.dataset.table_schema
        arrays = [[None if (v := record.values[place]) is None else v.text for record in records] for place in places]
        names = [sql.Identifier(f"k{number}") for number in range(len(key))]
        matches = sql.SQL(" AND ").join(
            sql.SQL("t.{} = u.{}::{}").format(sql.Identifier(name), alias, pg_type(schema[name]))
            for name, alias in zip(key, names, strict=True)
        )
        query = sql.SQL(
            "SELECT u.i - 1 FROM unnest({}) WITH ORDINALITY AS u({}, i) JOIN {} AS t ON {} WHERE t._load <> {}"
        ).format(
            sql.SQL(", ").join([sql.SQL("%s::text[]")] * len(arrays)),
            sql.SQL(", ").join(names),
            self.dataset.relation,
            matches,
            sql.Placeholder(),
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [*arrays, self.load.pk])
            return {row[0] for row in cursor.fetchall()}

    def _others_exist(self) -> bool:
        query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE _load <> %s)").format(self.dataset.relation)
        with connection.cursor() as cursor:
            cursor.execute(query, [self.load.pk])
            return bool(cursor.fetchone()[0])

    def _loaded_keys(self, key: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
        query = sql.SQL("SELECT {}, _row FROM {} WHERE _load = %s").format(
            sql.SQL(", ").join(map(sql.Identifier, key)), self.dataset.relation
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [self.load.pk])
            rows = cursor.fetchall()
        return {tuple(map(comparable, row[:-1])): row[-1] for row in rows if None not in row}


def _key(record: ValidRecord, places: tuple[int, ...]) -> tuple[Any, ...] | None:
    """Return a record's key, or None when a part of it has no value: such rows are never duplicates (SQL:2016)."""
    parts = [record.values[place] for place in places]
    if any(part is None for part in parts):
        return None
    return tuple(comparable(part.typed) for part in parts if part is not None)
