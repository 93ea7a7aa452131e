"""Loading valid records into a dataset's table: what is to become of each, then COPY."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np
import psycopg
import pyarrow as pa
from django.db import transaction
from psycopg import sql

from docprocessor.datasets.loading import refusals
from docprocessor.datasets.loading.batches import Batch, Preparer
from docprocessor.datasets.loading.decisions import NOBODY, Decisions, Fate, KeyView, decide_inserts, decide_matches
from docprocessor.datasets.loading.key_lookup import KeyLookup
from docprocessor.datasets.loading.keys import Integers, present_keys
from docprocessor.datasets.loading.merging import Merged, Merger, Moved, copy_in
from docprocessor.datasets.loading.refusals import Refusals
from docprocessor.datasets.loading.targets import Target
from docprocessor.datasets.loading.whereabouts import Whereabouts
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage.database import settings
from docprocessor.lib.problems import AppError

__all__ = ["Batch", "Loader", "Outcome", "Preparer", "Refusals"]

Mode = Literal["insert", "upsert", "update", "replace"]
Duplicates = Literal["reject", "skip", "last_wins"]

NOBODYS: Final[Integers] = np.empty(0, np.int64)
# A row that is matched and then changed by somebody else is matched again; more often than this is a quarrel.
RACES_AT_MOST: Final = 5


class Fates(NamedTuple):
    """Which records have not simply become new rows, by their numbers in the file.

    Earlier records of the file whose place they have taken are among those `skipped`.
    """

    updated: Integers
    unchanged: Integers
    skipped: Integers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch adds to the books; all of it and the records refused are as many as the batch has records.

    A number can be negative: a record that takes an earlier one's place makes that one `skipped`.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    refusals: list[Refusals] = field(default_factory=list)
    fates: list[Fates] = field(default_factory=list)  # of parts of the batch, in their order

    @property
    def refused(self) -> int:
        """How many records have been refused; one may be for several reasons."""
        rows = [group.rows for group in self.refusals]
        return len(rows[0]) if len(rows) == 1 else len(np.unique(np.concatenate(rows))) if rows else 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.skipped + other.skipped,
            self.refusals + other.refusals,
            self.fates + other.fates,
        )


class Loader:
    """Loads one job's records into one dataset, batch by batch, in the file's order.

    Everything happens in the caller's transaction, and a batch that was rolled back can be loaded again. What a
    load has brought is known from the tables alone, so a new Loader goes on where another stopped; a rehearsal
    (`dry_run`) writes to temporary tables only, and so ends with its connection.

    Building one makes the tables that it needs beside the dataset's own. Raises AppError `mode_needs_key`.
    """

    def __init__(
        self,
        dataset: Dataset,
        load: Load,
        *,
        names: Sequence[str] | None = None,
        mode: Mode = "insert",
        duplicates: Duplicates = "reject",
        dry_run: bool = False,
    ) -> None:
        schema = dataset.table_schema
        fields = tuple(each.name for each in schema.fields)
        self._names = fields if names is None else tuple(names)
        self._mode, self._duplicates = mode, duplicates
        self._matches = mode in ("upsert", "update")
        keys = present_keys(schema, self._names)
        self._has_primary = bool(keys) and keys[0][0] == schema.primary_key
        if self._matches and not self._has_primary:
            raise AppError("mode_needs_key", f"The mode {mode} needs a primary key, and a column for all of it.")
        self._lookups = [KeyLookup(schema, key) for key, _ in keys]
        self._keys = keys
        # What a new row cannot do without and the file does not bring.
        self._lacking = next((name for name in fields if schema.is_required(name) and name not in self._names), None)
        self._target = Target(
            dataset,
            load,
            replaces=mode == "replace",
            matches=self._matches,
            may_repeat=duplicates == "last_wins",
            dry_run=dry_run,
        )
        self._target.make()
        self.whereabouts = Whereabouts(dataset, load, self._target)
        self._table = self._target.table
        self._load_id = load.pk
        self._merger = Merger(
            table=self._target.table,
            before=self._target.before,
            unchanged=self._target.unchanged,
            load=load.pk,
            key=schema.primary_key,
            fields=fields,
            names=self._names,
            may_repeat=duplicates == "last_wins",
        )

    @property
    def table_has_others(self) -> bool:
        """Whether the table may have rows of other loads: nothing is asked of one that has none.

        A writer who comes later shows by a unique violation.
        """
        return self._target.has_others

    @table_has_others.setter
    def table_has_others(self, value: bool) -> None:
        self._target.has_others = value

    def load(self, batch: Batch) -> Outcome:
        """Load a batch. Raises psycopg.errors.UniqueViolation or DeadlockDetected, after which it is to be rolled
        back and done again: another writer had one of the keys first."""
        try:
            # No plan may walk a whole table for one batch, and none lives long enough to be worth compiling.
            with transaction.atomic(), settings(enable_hashjoin="off", enable_mergejoin="off", jit="off"):
                return self._loaded(batch)
        except psycopg.errors.UniqueViolation:
            self.table_has_others = True
            raise

    def publish(self) -> None:
        """End the load, in the caller's transaction: in the mode replace, its rows take the dataset's place.

        Raises AppError `dataset_in_use` when others read the old table for so long that it cannot be renamed.
        """
        self._target.publish()

    def discard(self) -> None:
        """Drop what the load keeps only while it goes on."""
        self._target.discard()

    # --- One batch --------------------------------------------------------------------------------

    def _loaded(self, batch: Batch) -> Outcome:
        """Load records; where PostgreSQL does not take one of them (a row too wide for a page, say), by halves.

        Each half is loaded as a batch of its own, so a record that is not storable leaves its key to the next.
        """
        try:
            return self._loaded_whole(batch)
        except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
            if len(batch) == 1:
                return Outcome(refusals=[refusals.not_storable(batch, error.diag.message_primary or str(error))])
        half = len(batch) // 2
        return self._loaded(batch.part(0, half)) + self._loaded(batch.part(half, len(batch)))

    def _loaded_whole(self, batch: Batch) -> Outcome:
        for _ in range(RACES_AT_MOST):
            try:
                with transaction.atomic():
                    return self._apply(batch)
            except Moved:
                continue
        raise AppError("contended", "Others kept changing the same rows of this dataset; try again.", retryable=True)

    def _apply(self, batch: Batch) -> Outcome:
        everybody = np.arange(len(batch))
        self._target.prepare(
            self._lookups, [self._key_texts(batch, number, everybody) for number in range(len(self._lookups))]
        )
        views = [self._view(batch, number) for number in range(len(self._lookups))]
        decisions = self._decide(batch, views)
        self._make_room(batch, decisions)
        outcome, missing = self._merge(batch, decisions, views)
        new = decisions.fates == Fate.INSERTED
        coming = new | np.isin(batch.rows, missing) if len(missing) else new
        if coming.any():
            copy_in(self._table, self._names, _only(batch.lines, coming))
        passed_over = decisions.fates == Fate.SKIPPED
        displaced = np.array([views[key].origin[place] for key, place in decisions.victims], np.int64)
        return outcome + Outcome(
            inserted=int(new.sum()) - len(displaced),
            skipped=int(passed_over.sum()) + len(displaced),
            refusals=self._refusals(batch, decisions),
            fates=[Fates(NOBODYS, NOBODYS, np.concatenate([batch.rows[passed_over], displaced]))],
        )

    def _decide(self, batch: Batch, views: list[KeyView]) -> Decisions:
        if self._matches:
            may_add = self._mode == "upsert" and self._lacking is None
            return decide_matches(batch.rows, views, duplicates=self._duplicates, may_add=may_add)
        identity = frozenset({0} if self._has_primary else range(len(views)))
        return decide_inserts(
            batch.rows, views, identity=identity, duplicates=self._duplicates, may_add=self._lacking is None
        )

    def _view(self, batch: Batch, number: int) -> KeyView:
        """Ask the table for one key: of all records where it has rows of others, else of those that may repeat."""
        groups, repeats = batch.groups[number], batch.repeats[number]
        size = len(batch)
        load, row, origin = np.full(size, NOBODY), np.full(size, NOBODY), np.full(size, NOBODY)
        asked = np.arange(size) if self.table_has_others else np.flatnonzero(repeats)
        if len(asked):
            texts = self._key_texts(batch, number, asked)
            load[asked], row[asked] = self._lookups[number].find(self._table, texts)
        mine = load == self._load_id
        origin[mine] = row[mine]
        if self._matches:
            others = np.flatnonzero(repeats & (load != NOBODY) & ~mine)
            if len(others):
                origin[others] = self._found_unchanged(number, self._key_texts(batch, number, others))
        return KeyView(groups, load, row, origin)

    def _found_unchanged(self, number: int, texts: list[pa.StringArray]) -> Integers:
        """Return which records of the file found rows unchanged, by any key of those rows."""
        lookup = self._lookups[number]
        primary = self._lookups[0].key
        query = sql.SQL(
            "SELECT array_agg(_place), array_agg(_row) FROM {} CROSS JOIN LATERAL ("
            " SELECT u._row FROM {} AS t JOIN {} AS u ON {} WHERE {} LIMIT 1) AS found"
        ).format(
            lookup.asked,
            self._table,
            self._target.unchanged,
            sql.SQL(" AND ").join(sql.SQL("u.{0} = t.{0}").format(sql.Identifier(name)) for name in primary),
            lookup.matches("t"),
        )
        places, rows = lookup.run(query, texts)
        found = np.full(len(texts[0]), NOBODY)
        found[places] = rows
        return found

    def _make_room(self, batch: Batch, decisions: Decisions) -> None:
        """Take out rows of this load whose place later records take."""
        for number, lookup in enumerate(self._lookups):
            places = np.array([place for key, place in decisions.victims if key == number], np.int64)
            if not len(places):
                continue
            query = sql.SQL(
                "WITH gone AS (DELETE FROM {} AS t USING {} WHERE {} AND t._load = {} RETURNING _place)"
                " SELECT array_agg(_place) FROM gone"
            ).format(self._table, lookup.asked, lookup.matches("t"), sql.Literal(self._load_id))
            (gone,) = lookup.run(query, self._key_texts(batch, number, places))
            if len(gone) != len(places):
                raise Moved

    def _merge(self, batch: Batch, decisions: Decisions, views: list[KeyView]) -> tuple[Outcome, Integers]:
        """Change the rows that records match; a record before that met the same row becomes skipped.

        Returns also the records whose rows are still to be copied in.
        """
        matched = decisions.fates == Fate.MATCHED
        count = int(matched.sum())
        if not count:
            return Outcome(), NOBODYS
        primary = views[0]
        repeated = matched & (primary.origin != NOBODY)
        # Those that found their row unchanged, and now come again.
        known = int((repeated & (primary.load != self._load_id)).sum())
        merged = self._merger.merge(_only(batch.lines, matched), repeated=bool(repeated.any()))
        return _books(merged, batch.rows[matched], known, displaced=primary.origin[repeated]), merged.missing

    def _refusals(self, batch: Batch, decisions: Decisions) -> list[Refusals]:
        found = refusals.duplicates(batch, self._keys, decisions)
        if self._mode == "update":
            found += refusals.not_in_table(batch, self._keys[0], decisions.unmatched)
        else:
            found += refusals.lacking(batch, self._lacking, decisions.unmatched)
        return found

    def _key_texts(self, batch: Batch, number: int, places: Integers) -> list[pa.StringArray]:
        columns = [batch.texts[each] for each in self._keys[number][1]]
        return columns if len(places) == len(batch) else [column.take(pa.array(places)) for column in columns]


def _books(merged: Merged, rows: Integers, known: int, *, displaced: Integers) -> Outcome:
    """Return what merged records add to the books; what the file's earlier records had added moves to skipped.

    `known`: how many of those displaced had found their row unchanged.
    """
    changed = np.concatenate([merged.fresh, merged.again])
    unchanged = np.setdiff1d(rows, np.concatenate([changed, merged.own]), assume_unique=True)
    fates = Fates(
        updated=np.setdiff1d(changed, merged.reverted, assume_unique=True),
        unchanged=np.concatenate([unchanged, merged.reverted]),
        skipped=displaced,
    )
    return Outcome(
        updated=len(merged.fresh) - len(merged.reverted),
        unchanged=len(unchanged) + len(merged.reverted) - known,
        skipped=len(merged.again) + len(merged.own) + known,
        fates=[fates],
    )


def _only(lines: pa.Array, mask: np.typing.NDArray[np.bool_]) -> pa.Array:
    return lines if mask.all() else lines.filter(pa.array(mask))
