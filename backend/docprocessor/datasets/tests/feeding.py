"""Gives records to a Loader as an import does: batch by batch, prepared, each in a transaction of its own."""

from collections import Counter

import numpy as np
import pyarrow as pa
from django.db import connection, transaction
from psycopg import sql

from docprocessor.datasets.checking.validation import Fault, Validator
from docprocessor.datasets.loading.loading import Loader, Preparer
from docprocessor.datasets.storage.database import raw_cursor


class Feed:
    """A file that goes into a dataset; `restart` goes on as another process would."""

    def __init__(self, dataset, load, *, names=None, expected_rows=100, **wishes):
        self.dataset, self.load, self.wishes, self.expected_rows = dataset, load, wishes, expected_rows
        self.names = names or [field.name for field in dataset.table_schema.fields]
        self.row = 0
        self.books = Counter()
        self.refusals = []  # (row, column, code)
        self.faults = []
        self.fates = {}  # of each record that is not refused, as the batches told it
        self.remembered = []
        self.restart()

    def restart(self):
        self.loader = Loader(self.dataset, self.load, names=self.names, **self.wishes)
        self.preparer = Preparer(self.dataset.table_schema, self.names, self.load.pk, self.expected_rows)
        for rows, texts in self.remembered:
            self.preparer.remember(rows, texts)

    def prepared(self, *records):
        """The next records as a batch."""
        texts = texts_of(self.dataset, self.names, records)
        rows = np.arange(self.row + 1, self.row + 1 + len(records))
        self.row += len(records)
        self.remembered.append((rows, texts))
        return self.preparer.prepare(rows, texts, is_plain=False)

    def give(self, *records):
        """Load records as one batch; returns what it added to the books."""
        batch = self.prepared(*records)
        with transaction.atomic():
            outcome = self.loader.load(batch)
        return self.note(batch, outcome)

    def note(self, batch, outcome):
        faults = faults_of(outcome)
        refused = {row for row, _ in faults}
        assert outcome.refused == len(refused)
        self.fates |= {row: "inserted" for row in batch.rows.tolist() if row not in refused}
        for part in outcome.fates:
            for name in part._fields:
                self.fates |= dict.fromkeys(getattr(part, name).tolist(), name)
        counts = {name: getattr(outcome, name) for name in ("inserted", "updated", "unchanged", "skipped")}
        assert sum(counts.values()) + len(refused) == len(batch)
        for name, number in (counts | {"refused": len(refused)}).items():
            self.books[name] += number
        assert all(number >= 0 for number in self.books.values())
        self.faults += faults
        self.refusals += [(row, fault.column, fault.code) for row, fault in faults]
        return outcome

    def by_tables(self):
        """The records that the tables know of, by what became of them: updated, found unchanged, or in at all."""
        known = self.loader.whereabouts
        statements = {"in": known.came_in()}
        if self.wishes.get("mode") in ("upsert", "update"):
            statements |= {"updated": known.updated(), "unchanged": known.unchanged()}
        found = {}
        with raw_cursor() as cursor:
            for name, statement in statements.items():
                cursor.execute(sql.SQL("SELECT _row FROM ({}) AS found ORDER BY 1").format(statement))
                found[name] = [row for (row,) in cursor]
        return found

    @property
    def sums(self):
        """The books: inserted, updated, unchanged, skipped, refused."""
        return tuple(self.books[name] for name in ("inserted", "updated", "unchanged", "skipped", "refused"))


def faults_of(outcome):
    """Every fault with the number of its record, in the file's order."""
    found = []
    for group in outcome.refusals:
        messages = [group.message] * len(group.rows) if isinstance(group.message, str) else group.message.to_pylist()
        for row, message, value in zip(group.rows.tolist(), messages, group.values.to_pylist(), strict=True):
            found.append((row, Fault(group.column, group.code, value, message)))
    return sorted(found, key=lambda each: each[0])


def texts_of(dataset, names, records):
    """The records' values as PostgreSQL takes them, a column for each field."""
    schema = dataset.table_schema
    validator = Validator(schema, names)
    columns = []
    for record in records:
        values, faults = validator.check([None if cell is None else str(cell) for cell in record])
        assert not faults
        columns.append([None if value is None else value.text for value in values])
    return [pa.array([record[place] for record in columns], pa.string()) for place in range(len(names))]


def query(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def contents(name="things", order="1"):
    return query(f"SELECT * FROM data_acme.{name} ORDER BY {order}")


def tables():
    """Everything in the workspace's schema and in the session's temporary one."""
    found = query(
        "SELECT relname FROM pg_class WHERE relnamespace IN (to_regnamespace('data_acme'), pg_my_temp_schema())"
        " AND relkind = 'r' ORDER BY 1"
    )
    return [row[0] for row in found]
