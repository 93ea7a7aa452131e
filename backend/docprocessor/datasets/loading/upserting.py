"""Putting a few records into a dataset by its primary key, in one statement that others cannot come between.

Files go in by the million, and can be undone: see `loading`. Here a hundred records come at a time, from many jobs
at once and often with the same keys; what a row was before is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
from django.db import transaction
from psycopg import sql

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage.columns import listed
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.tables import LOAD, ROW, pg_type

# What PostgreSQL refuses a single record for: a value that another row has, or one that it cannot keep.
REFUSED: Final = (psycopg.errors.UniqueViolation, psycopg.DataError, psycopg.errors.ProgramLimitExceeded)

Values = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that PostgreSQL did not take: its number, the field if one is to blame, and why."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of records; `skipped` are those whose key a later one has."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: list[Refused] = field(default_factory=list)

    def __add__(self, other: Upserted) -> Upserted:
        return Upserted(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.skipped + other.skipped,
            self.refused + other.refused,
        )


class Upserter:
    """Puts records of some fields into a dataset with a primary key, in the caller's transactions.

    Keys must be equal exactly when their texts are. Rows are locked in the order of their keys, so two that have the
    same ones wait for each other and never both at once.
    """

    def __init__(self, dataset: Dataset, load: Load, names: Sequence[str]) -> None:
        schema = dataset.table_schema
        self._places = [names.index(name) for name in schema.primary_key]
        self._others = [" and ".join(key) for key in schema.unique_keys[1:]]
        values = [name for name in names if name not in schema.primary_key]
        # xmax is 0 in a row that is new: one that was there has been locked first.
        self._statement = sql.SQL(
            "INSERT INTO {table} AS t ({columns}, {row}, {load})"
            " SELECT *, {load_id} FROM unnest({arrays}, %s::bigint[]) AS asked"
            " ON CONFLICT ({key}) DO UPDATE SET ({changed}) = ROW({new})"
            " WHERE ({old_values}) IS DISTINCT FROM ({new_values}) RETURNING xmax = 0"
        ).format(
            table=dataset.relation,
            columns=listed(names),
            row=sql.Identifier(ROW),
            load=sql.Identifier(LOAD),
            load_id=sql.Literal(load.pk),
            arrays=sql.SQL(", ").join(sql.SQL("%s::{}[]").format(pg_type(schema[name])) for name in names),
            key=listed(schema.primary_key),
            changed=listed([*values, ROW, LOAD]),
            new=listed([*values, ROW, LOAD], "excluded"),
            old_values=listed(values, "t"),
            new_values=listed(values, "excluded"),
        )

    def upsert(self, rows: Sequence[int], records: Sequence[Values]) -> Upserted:
        """Put records in, each the texts of its fields, with their numbers; of those with one key the last stands."""
        last = {tuple(record[place] or "" for place in self._places): at for at, record in enumerate(records)}
        standing = [last[key] for key in sorted(last)]
        outcome = self._upserted([(rows[at], records[at]) for at in standing])
        return outcome + Upserted(skipped=len(records) - len(standing))

    def _upserted(self, numbered: Sequence[tuple[int, Values]]) -> Upserted:
        if not numbered:
            return Upserted()
        try:
            with transaction.atomic(), raw_cursor() as cursor:
                columns = [list(column) for column in zip(*(record for _, record in numbered), strict=True)]
                cursor.execute(self._statement, [*columns, [row for row, _ in numbered]])
                are_new = [is_new for (is_new,) in cursor.fetchall()]
        except REFUSED as error:
            if len(numbered) == 1:
                return Upserted(refused=[self._refusal(numbered[0][0], error)])
            # By halves: the one that is to blame is found, and the others go in.
            half = len(numbered) // 2
            return self._upserted(numbered[:half]) + self._upserted(numbered[half:])
        inserted = sum(are_new)
        return Upserted(inserted, len(are_new) - inserted, len(numbered) - len(are_new))

    def _refusal(self, row: int, error: psycopg.Error) -> Refused:
        if isinstance(error, psycopg.errors.UniqueViolation):
            what = " or ".join(self._others)
            return Refused(row, self._others[0] if len(self._others) == 1 else "", f"Another row has this {what}.")
        return Refused(row, "", f"PostgreSQL does not take it: {error.diag.message_primary or error}.")
