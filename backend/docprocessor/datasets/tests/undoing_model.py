"""What loads and their undoing mean, written down as plainly as can be: a pile of versions for each key."""

from typing import NamedTuple

from .loading_model import Model


class Version(NamedTuple):
    load: int
    row: int | None  # the record of its load; None: the load replaced all rows and has none of this key
    values: dict | None


class History:
    """The table is the topmost version of each pile; undoing a load takes its versions out of the piles."""

    def __init__(self, keys, *, has_primary):
        self.keys, self.has_primary = keys, has_primary
        self.uniques = keys[1:] if has_primary else keys
        self.piles = {}
        self.cut = set()  # keys of piles of which less is known here than was kept in the database
        self.under = {}  # which replacement each load is buried by
        self.replaced_by = None  # the load whose replaced table is kept

    @property
    def table(self):
        return {key: pile[-1] for key, pile in self.piles.items() if pile and pile[-1].values is not None}

    def load(self, load, records, *, mode, duplicates):
        rows = [version.values for version in self.table.values()]
        model = Model(rows, self.keys, mode=mode, duplicates=duplicates, has_primary=self.has_primary)
        for number, record in enumerate(records, start=1):
            model.give(number, record)
        if mode == "replace":
            for pile in self.piles.values():
                pile.append(Version(load, None, None))
            self.under |= {other: load for other, by in self.under.items() if by is None}
            self.replaced_by = load
        self.under[load] = None
        for row in model.rows:
            if row.by:
                self.put(load, row)
        return model

    def put(self, load, row):
        key = tuple(row.values[name] for name in self.keys[0]) if self.has_primary else (load, row.by)
        pile = self.piles.setdefault(key, [])
        if pile and pile[-1].load == load:  # this load's own, which said that there is none
            pile.pop()
        pile.append(Version(load, row.by, row.values))

    def can_undo(self, load, *, replaces):
        return load in self.under and self.under[load] is None and (not replaces or self.replaced_by == load)

    def undo(self, load, *, replaces):
        """Take a load back; returns (removed, restored) and the keys of rows that stay."""
        own = {key for key, pile in self.piles.items() if any(version.load == load for version in pile)}
        topmost = {key for key in own if self.piles[key][-1].load == load}
        kept = {key for key in own - topmost if self.has_left(self.piles[key], load)}
        back = {key: found for key in topmost if (found := self.found(self.piles[key], load)) and found.values}
        taken = self.taken(load, topmost, back)
        before = {key for key in topmost if key in self.table}
        for key in own - taken:
            self.piles[key] = [version for version in self.piles[key] if version.load != load]
        for key in taken:
            self.piles[key] = [version for version in self.piles[key] if version.load == load and version.values]
        self.cut |= taken
        del self.under[load]
        if replaces:
            self.under = {other: None if by == load else by for other, by in self.under.items()}
            self.replaced_by = None
        out = before - taken
        if replaces:
            return (len(out), len(back)), kept, taken
        return (len(out - set(back)), len(back)), kept, taken

    @staticmethod
    def found(pile, load):
        """What the load found where it put its own version."""
        below = [version for version in pile if version.load != load]
        return below[-1] if below else None

    @staticmethod
    def has_left(pile, load):
        """Whether there was a row of the load's, or one that it took away."""
        place = next(place for place, version in enumerate(pile) if version.load == load)
        return pile[place].values is not None or (place > 0 and pile[place - 1].values is not None)

    def taken(self, load, topmost, back):
        """Which rows cannot come back, because others have their values; they leave `back`."""
        stay = {key: version.values for key, version in self.table.items() if key not in topmost}
        taken = set()
        while True:
            count = len(taken)
            for unique in self.uniques:
                held = [(None, values) for values in stay.values()] + [(key, each.values) for key, each in back.items()]
                stuck = {
                    key
                    for key, version in back.items()
                    if any(other != key and alike(unique, version.values, values) for other, values in held)
                }
                for key in stuck:
                    del back[key]
                    if (top := self.piles[key][-1]).values is not None:
                        stay[key] = top.values
                taken |= stuck
            if len(taken) == count:
                return taken


def alike(unique, one, other):
    parts = [one[name] for name in unique]
    return None not in parts and parts == [other[name] for name in unique]
