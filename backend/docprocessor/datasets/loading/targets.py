"""Where a load's rows go: into the dataset's table, into a new one beside it, or into a rehearsal's temporary one."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import transaction
from psycopg import sql

from docprocessor.datasets.loading.key_lookup import KeyLookup
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.database import raw_cursor, settings
from docprocessor.datasets.storage.side_tables import SWAP_WAITS, SWAPS_AT_MOST
from docprocessor.lib.problems import AppError


class Target:
    """The tables of one load: `table` takes its rows, `before` keeps what they change, `unchanged` what they do not.

    A rehearsal does everything that the load would do, but in temporary tables: rows of the dataset's table that
    records meet are copied into its own, and change there in their stead.
    """

    def __init__(
        self, dataset: Dataset, load: Load, *, replaces: bool, matches: bool, may_repeat: bool, dry_run: bool
    ) -> None:
        self._dataset, self._load = dataset, load
        self._replaces, self._matches, self._dry_run = replaces, matches, dry_run
        self._finds_images = matches and may_repeat
        self._next = self._named(side_tables.next_name(load))
        self._aside = dry_run or replaces
        self.table = self._next if self._aside else dataset.relation
        self.before = self._named(side_tables.before_name(dataset))
        self.unchanged = self._named(side_tables.unchanged_name(load))
        self.has_others = not replaces and self._others_exist()

    def make(self) -> None:
        """Make the tables beside the dataset's, unless they are there."""
        if self._is_published():
            return
        if self._aside:
            side_tables.create_copy(self._dataset, self._next, temporary=self._dry_run)
        if self._matches:
            side_tables.create_before(self._dataset, self.before, temporary=self._dry_run)
            if self._finds_images:
                side_tables.index_images(self._dataset, self.before, self._load)
            side_tables.create_unchanged(self._dataset, self.unchanged, self._load, temporary=self._dry_run)

    def prepare(self, lookups: Sequence[KeyLookup], texts: Sequence[Sequence[Any]]) -> None:
        """Make ready for records with these keys, each the texts of its parts."""
        if not self._dry_run:
            return
        self.make()  # a transaction that was rolled back took temporary tables with it, if it had made them
        if self.has_others:
            for lookup, parts in zip(lookups, texts, strict=True):
                self._rehearse_with(lookup, parts)

    def publish(self) -> None:
        """Put the rows in the dataset's place, where that is the mode, and drop what nobody needs any more.

        Raises AppError `dataset_in_use` when others read the old table for so long that it cannot be renamed.
        """
        if self._replaces and not self._dry_run and not self._is_published():
            self._swap()
        self.discard()

    def discard(self) -> None:
        """Drop what the load keeps only while it goes on."""
        tables = [self._next] if self._aside else []
        if self._matches:
            tables.append(self.unchanged)
            tables += [self.before] if self._dry_run else []
        side_tables.drop(*tables)
        if self._finds_images and not self._dry_run:
            side_tables.drop_index_of_images(self._dataset, self._load)

    def _named(self, name: str) -> sql.Identifier:
        return sql.Identifier("pg_temp", name) if self._dry_run else side_tables.beside(self._dataset, name)

    def _is_published(self) -> bool:
        return self._replaces and side_tables.exists(self._dataset, side_tables.replaced_name(self._load))

    def _others_exist(self) -> bool:
        query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE _load <> {})").format(
            self._dataset.relation, sql.Literal(self._load.pk)
        )
        with raw_cursor() as cursor:
            return cursor.execute(query).fetchone() == (True,)

    def _rehearse_with(self, lookup: KeyLookup, texts: Sequence[Any]) -> None:
        """Copy the rows that records may meet, each but once.

        One that is there already has its primary key there still, or is one that nothing can change.
        """
        columns = [*(field.name for field in self._dataset.table_schema.fields), "_load", "_row"]
        statement = sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM {} CROSS JOIN LATERAL"
            " (SELECT * FROM {} AS t WHERE {} LIMIT 1) AS t ON CONFLICT DO NOTHING"
        ).format(
            self.table,
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Identifier("t", name) for name in columns),
            lookup.asked,
            self._dataset.relation,
            lookup.matches("t"),
        )
        lookup.execute(statement, texts)

    def _swap(self) -> None:
        for _ in range(SWAPS_AT_MOST):
            try:
                with transaction.atomic(), settings(lock_timeout=SWAP_WAITS):
                    side_tables.swap_in(self._dataset, self._load)
                return
            except psycopg.errors.LockNotAvailable:
                continue
        message = "Others have been reading this dataset for so long that its rows could not be replaced; try again."
        raise AppError("dataset_in_use", message, retryable=True)
