"""Finding rows by the keys of records, thousands at a time. PostgreSQL itself says what equals what."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from docprocessor.datasets.loading.bigints import bigints
from docprocessor.datasets.loading.decisions import NOBODY
from docprocessor.datasets.loading.keys import Integers, integers, with_values
from docprocessor.datasets.schema import TableSchema
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.tables import pg_type


class KeyLookup:
    """Finds rows by one key. `texts` are always those of the key's own fields, in its order.

    The keys go over as arrays, and a LATERAL subquery with a LIMIT leaves the planner no way but one descent of the
    unique index for each, whatever the table's size and however old its statistics.
    """

    def __init__(self, schema: TableSchema, key: tuple[str, ...]) -> None:
        self.key = key
        self._types = [pg_type(schema[name]) for name in key]
        self._is_integer = len(key) == 1 and schema[key[0]].type in ("integer", "year")
        self._names = [sql.Identifier(f"_k{number}") for number in range(len(key))]
        arrays = sql.SQL(", ").join(sql.SQL("%s::{}[]").format(type_) for type_ in self._types)
        self.asked = sql.SQL("unnest({}) WITH ORDINALITY AS asked ({}, _place)").format(
            arrays, sql.SQL(", ").join(self._names)
        )

    def matches(self, alias: str) -> sql.Composed:
        """Return the condition that a table's row has the key that is asked for."""
        return sql.SQL(" AND ").join(
            sql.SQL("{}.{} = asked.{}").format(sql.Identifier(alias), sql.Identifier(name), asked)
            for name, asked in zip(self.key, self._names, strict=True)
        )

    def find(self, relation: sql.Composable, texts: Sequence[Any]) -> tuple[Integers, Integers]:
        """Return, for each record, the load and the record that the row with its key came from; NOBODY: no row."""
        if self._is_integer:
            return self._find_integers(relation, texts[0])
        found = sql.SQL("SELECT t._load, t._row FROM {} AS t WHERE {} LIMIT 1").format(relation, self.matches("t"))
        query = sql.SQL(
            "SELECT array_agg(_place), array_agg(_load), array_agg(_row) FROM {} CROSS JOIN LATERAL ({}) AS found"
        ).format(self.asked, found)
        places, loads, rows = self.run(query, texts)
        return _scattered(len(texts[0]), places, loads), _scattered(len(texts[0]), places, rows)

    def run(self, query: sql.Composed, texts: Sequence[Any]) -> list[Integers]:
        """Run a query on `asked` that returns one row of bigint arrays, the first of them places of records."""
        present, places = with_values(texts)
        found = bigints(query, [array_literal(each) for each in present])
        found[0] = places[found[0] - 1]  # PostgreSQL counts from 1, and only those that were asked for
        return found

    def execute(self, statement: sql.Composed, texts: Sequence[Any]) -> None:
        """Run a statement on `asked` that returns nothing."""
        present, _ = with_values(texts)
        with raw_cursor() as cursor:
            cursor.execute(statement, [array_literal(each) for each in present])

    def _find_integers(self, relation: sql.Composable, texts: Any) -> tuple[Integers, Integers]:
        """Find by one list of integers, which PostgreSQL looks up in order, from leaf to leaf of the index."""
        loads, rows = np.full(len(texts), NOBODY), np.full(len(texts), NOBODY)
        (present,), places = with_values([texts])
        if not len(places):
            return loads, rows
        query = sql.SQL(
            "SELECT array_agg({key}::bigint), array_agg(_load), array_agg(_row) FROM {relation}"
            " WHERE {key} = ANY(%s::bigint[])"
        ).format(key=sql.Identifier(self.key[0]), relation=relation)
        found, found_loads, found_rows = bigints(query, ["{" + _joined(present, ",") + "}"])
        if len(found):
            order = np.argsort(found)
            values = integers(present)
            near = order[np.minimum(np.searchsorted(found, values, sorter=order), len(found) - 1)]
            hit = found[near] == values
            loads[places[hit]], rows[places[hit]] = found_loads[near[hit]], found_rows[near[hit]]
        return loads, rows


def array_literal(texts: Any) -> str:
    """Return texts as PostgreSQL writes an array (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO)."""
    if not len(texts):
        return "{}"
    for character in ("\\", '"'):
        texts = pc.replace_substring(texts, character, "\\" + character)
    return '{"' + _joined(texts, '","') + '"}'


def _joined(texts: Any, separator: str) -> str:
    ends = pa.array([0, len(texts)], pa.int32())
    joined: str = pc.binary_join(pa.ListArray.from_arrays(ends, texts), separator)[0].as_py()
    return joined


def _scattered(size: int, places: Integers, values: Integers) -> Integers:
    whole = np.full(size, NOBODY)
    whole[places] = values
    return whole
