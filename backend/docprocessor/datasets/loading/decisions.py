"""What becomes of each record of a batch: by its keys, one after another as they stand in the file. Pure: no Django.

The outcome is that of a table that each record reaches by itself, in order; how a file is cut into batches changes
nothing. Only records that have a key in common with another record or row are looked at one by one.

The *identity* of a record is its primary key; where the schema has none, each of its unique keys. `duplicates` says
what becomes of a record whose identity is there already. Another key that belongs to another row is a fault always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from docprocessor.datasets.loading.keys import Integers

RowId = tuple[int, int]  # the load and the record that a row of the table came from
NOBODY: Final = -1


class Fate(IntEnum):
    """What becomes of a record."""

    INSERTED = 0
    MATCHED = 1  # it changes the row with its primary key, or finds it unchanged
    SKIPPED = 2
    REFUSED = 3


class Conflict(NamedTuple):
    """Why a record is refused: its key (by number) is that of a row, or of the file's record `first` (its row)."""

    place: int
    key: int
    first: int | None


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of a batch's records, as the batch and the table have it.

    `groups` numbers records that share it within the batch. `load` and `row` are those of the table's row that has
    it, `origin` is the record of this file that the row came from or was found unchanged by; NOBODY: there is none.
    """

    groups: Integers
    load: Integers
    row: Integers
    origin: Integers


@dataclass(slots=True)
class Decisions:
    """The fate of each record, and what it entails.

    `conflicts` were found one by one; `taken` are, by key, places of records whose key stands in the table already.
    `victims` are rows of this very load that make room for a later record: (key, place of the record), to be found
    by that key of that record. `unmatched` are places of records that would be new rows and may not.
    """

    fates: NDArray[np.int8]
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[tuple[int, Integers]] = field(default_factory=list)
    victims: list[tuple[int, int]] = field(default_factory=list)
    unmatched: list[int] = field(default_factory=list)


def decide_inserts(
    rows: Integers, keys: Sequence[KeyView], *, identity: frozenset[int], duplicates: str, may_add: bool
) -> Decisions:
    """Decide about records that become rows or nothing: the modes insert and replace."""
    return _Inserts(rows, keys, duplicates, may_add=may_add, identity=identity).decided()


def decide_matches(rows: Integers, keys: Sequence[KeyView], *, duplicates: str, may_add: bool) -> Decisions:
    """Decide about records that change the row with their primary key, the first of `keys`: upsert and update."""
    return _Matches(rows, keys, duplicates, may_add=may_add).decided()


class _Judge:
    """What both kinds of decisions share: who holds which key now, among the records of the batch."""

    def __init__(self, rows: Integers, keys: Sequence[KeyView], duplicates: str, *, may_add: bool) -> None:
        self._rows = rows
        self._keys = keys
        self._duplicates = duplicates
        self._may_add = may_add
        self._holders: list[dict[int, int]] = [{} for _ in keys]
        self._moved: dict[RowId, int] = {}  # rows that the batch changes or takes out, and for which record
        self._groups: list[list[int]] = []
        self._loads: list[list[int]] = []
        self._rows_found: list[list[int]] = []
        self._origins: list[list[int]] = []
        self.made = Decisions(np.full(len(rows), Fate.INSERTED, np.int8))

    def decided(self) -> Decisions:
        fates = self.made.fates
        looked_at = np.flatnonzero(self._start()).tolist()
        if looked_at:
            # One by one, lists are several times quicker than arrays.
            self._groups = [view.groups.tolist() for view in self._keys]
            self._loads = [view.load.tolist() for view in self._keys]
            self._rows_found = [view.row.tolist() for view in self._keys]
            self._origins = [view.origin.tolist() for view in self._keys]
        for place in looked_at:
            fates[place] = self._fate(place)
        return self.made

    def _start(self) -> NDArray[np.bool_]:
        """Decide about everybody else; returns who is to be looked at."""
        raise NotImplementedError

    def _fate(self, place: int) -> Fate:
        raise NotImplementedError

    def _holder(self, key: int, place: int) -> int | None:
        group = self._groups[key][place]
        return self._holders[key].get(group) if group >= 0 else None

    def _owner(self, key: int, place: int) -> RowId | None:
        load = self._loads[key][place]
        return None if load == NOBODY else (load, self._rows_found[key][place])

    def _first(self, key: int, place: int) -> int | None:
        """Return the record of this file that the row with the key came from; None for another load's row."""
        origin = self._origins[key][place]
        return None if origin == NOBODY else origin

    def _take(self, place: int) -> None:
        for holders, groups in zip(self._holders, self._groups, strict=True):
            group = groups[place]
            if group >= 0:
                holders[group] = place

    def _supersede(self, place: int) -> None:
        self.made.fates[place] = Fate.SKIPPED
        for holders, groups in zip(self._holders, self._groups, strict=True):
            group = groups[place]
            if holders.get(group) == place:
                del holders[group]

    def _refuse(self, found: list[Conflict]) -> Fate:
        self.made.conflicts += found
        return Fate.REFUSED


class _Held(NamedTuple):
    """A key that a record of the batch has taken, or a row of the table; `first` as in Conflict."""

    key: int
    first: int | None
    holder: int | None
    owner: RowId | None


class _Inserts(_Judge):
    def __init__(
        self, rows: Integers, keys: Sequence[KeyView], duplicates: str, *, may_add: bool, identity: frozenset[int]
    ) -> None:
        super().__init__(rows, keys, duplicates, may_add=may_add)
        self._identity = identity

    def _start(self) -> NDArray[np.bool_]:
        met = np.zeros(len(self._rows), np.bool_)
        by_itself = np.ones(len(self._rows), np.bool_)
        for view in self._keys:
            met |= (view.groups >= 0) | (view.load != NOBODY)
            by_itself &= (view.groups < 0) & (view.origin == NOBODY)
        if not self._may_add:
            self.made.unmatched += np.flatnonzero(~met).tolist()
            self.made.fates[~met] = Fate.REFUSED
        # Rows of other loads stay where they are, so who meets only those need not wait for its turn.
        self._decide_at_once(met & by_itself)
        return met & ~by_itself

    def _decide_at_once(self, left: NDArray[np.bool_]) -> None:
        if self._duplicates == "skip":
            for number in self._identity:
                skipped = left & (self._keys[number].load != NOBODY)
                self.made.fates[skipped] = Fate.SKIPPED
                left &= ~skipped
        self.made.fates[left] = Fate.REFUSED
        for number, view in enumerate(self._keys):
            self.made.taken.append((number, np.flatnonzero(left & (view.load != NOBODY))))

    def _fate(self, place: int) -> Fate:
        held = self._held(place)
        if self._duplicates == "skip" and any(each.key in self._identity for each in held):
            return Fate.SKIPPED
        found, superseded = held, []
        if self._duplicates == "last_wins":
            superseded = [each for each in held if each.key in self._identity and each.first is not None]
            # Other keys of what makes room are free, too.
            theirs = {(each.holder, each.owner) for each in superseded}
            found = [each for each in held if (each.holder, each.owner) not in theirs]
        if found:
            return self._refuse([Conflict(place, each.key, each.first) for each in found])
        if not self._may_add:
            self.made.unmatched.append(place)
            return Fate.REFUSED
        for each in superseded:
            if each.holder is not None:
                self._supersede(each.holder)
            elif each.owner is not None and each.owner not in self._moved:
                self._moved[each.owner] = place
                self.made.victims.append((each.key, place))
        self._take(place)
        return Fate.INSERTED

    def _held(self, place: int) -> list[_Held]:
        """Return the keys of a record that somebody has already, and who."""
        held = []
        for key in range(len(self._keys)):
            holder = self._holder(key, place)
            if holder is not None:
                held.append(_Held(key, int(self._rows[holder]), holder, None))
                continue
            owner = self._owner(key, place)
            if owner is not None and owner not in self._moved:
                held.append(_Held(key, self._first(key, place), None, owner))
        return held


class _Matches(_Judge):
    def _start(self) -> NDArray[np.bool_]:
        primary = self._keys[0]
        matched = primary.load != NOBODY
        looked_at = (primary.groups >= 0) | (primary.origin != NOBODY)
        for view in self._keys[1:]:
            elsewhere = (view.load != primary.load) | (view.row != primary.row)
            looked_at |= (view.groups >= 0) | ((view.load != NOBODY) & elsewhere)
        self.made.fates[matched] = Fate.MATCHED
        if not self._may_add:
            new = ~matched & ~looked_at
            self.made.unmatched += np.flatnonzero(new).tolist()
            self.made.fates[new] = Fate.REFUSED
        # Where several keys meet, a record may want what another gives up by its change.
        if len(self._keys) > 1 and looked_at.any():
            changed = np.flatnonzero(matched & ~looked_at)
            ids = zip(primary.load[changed].tolist(), primary.row[changed].tolist(), strict=True)
            self._moved = dict(zip(ids, changed.tolist(), strict=True))
        return np.asarray(looked_at, np.bool_)

    def _fate(self, place: int) -> Fate:
        own = self._owner(0, place)
        earlier = self._holder(0, place)
        first = int(self._rows[earlier]) if earlier is not None else self._first(0, place)
        repeats = first is not None and self._duplicates != "last_wins"
        if repeats and self._duplicates == "skip":
            return Fate.SKIPPED
        found = [Conflict(place, 0, first)] if repeats else []
        found += self._taken(place, own, earlier)
        if found:
            return self._refuse(found)
        if own is None and not self._may_add:
            self.made.unmatched.append(place)
            return Fate.REFUSED
        if earlier is not None:
            self._supersede(earlier)
        self._take(place)
        if own is None:
            return Fate.INSERTED
        self._moved[own] = place
        return Fate.MATCHED

    def _taken(self, place: int, own: RowId | None, earlier: int | None) -> list[Conflict]:
        """Return the other keys that are those of another row than a record's own."""
        taken = []
        for key in range(1, len(self._keys)):
            holder = self._holder(key, place)
            if holder is not None:
                if holder != earlier:
                    taken.append(Conflict(place, key, int(self._rows[holder])))
                continue
            owner = self._owner(key, place)
            if owner is not None and owner != own and not self._given_up(owner, place):
                taken.append(Conflict(place, key, self._first(key, place)))
        return taken

    def _given_up(self, owner: RowId, place: int) -> bool:
        """Say whether an earlier record of the batch changes the row: had it kept this value, it would hold it."""
        by = self._moved.get(owner)
        return by is not None and by < place
