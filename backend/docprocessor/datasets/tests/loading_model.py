"""What loading means, written down as plainly as can be: a list of rows, and one record after another."""

from collections import Counter


class Row:
    def __init__(self, values, *, by=None):
        self.values = dict(values)
        self.by = by  # the record of the file that it is as it is by
        self.first = None if by else dict(values)  # what it was before the file, if it was
        self.seen = None  # the record of the file that found it so


class Model:
    """A table with keys of which the first is the primary one (if `has_primary`)."""

    def __init__(self, rows, keys, *, mode, duplicates, has_primary=True):
        self.rows = [] if mode == "replace" else [Row(row) for row in rows]
        self.keys, self.mode, self.duplicates, self.has_primary = keys, mode, duplicates, has_primary
        self.fate = {}
        self.faults = []

    @property
    def sums(self):
        counts = Counter(self.fate.values())
        return tuple(counts[name] for name in ("inserted", "updated", "unchanged", "skipped", "refused"))

    def having(self, key, record):
        """The row with the record's key."""
        parts = [record[name] for name in key if name in record]
        if len(parts) < len(key) or None in parts:
            return None
        return next((row for row in self.rows if [row.values[name] for name in key] == parts), None)

    def give(self, number, record):
        faults = []
        fate = (
            self.matched(number, record, faults)
            if self.mode in ("upsert", "update")
            else self.added(number, record, faults)
        )
        self.fate[number] = "refused" if faults else fate
        self.faults += [(number, key[0], code) for key, code in faults]

    def origin(self, row):
        return row.by or row.seen

    def code(self, row):
        return "duplicate_in_file" if self.origin(row) else "duplicate_in_table"

    def insert(self, number, record, fields):
        self.rows.append(Row({name: record.get(name) for name in fields}, by=number))

    def added(self, number, record, faults):
        held = [(key, row) for key in self.keys if (row := self.having(key, record))]
        is_identity = lambda key: not self.has_primary or key == self.keys[0]  # noqa: E731
        if self.duplicates == "skip" and any(is_identity(key) for key, _ in held):
            return "skipped"
        goes = []
        if self.duplicates == "last_wins":
            goes = [row for key, row in held if is_identity(key) and self.origin(row)]
        faults += [(key, self.code(row)) for key, row in held if row not in goes]
        if faults:
            return None
        for row in goes:
            self.fate[self.origin(row)] = "skipped"
        self.rows = [row for row in self.rows if row not in goes]
        self.insert(number, record, FIELDS)
        return "inserted"

    def matched(self, number, record, faults):
        own = self.having(self.keys[0], record)
        repeats = own is not None and self.origin(own) is not None
        if repeats and self.duplicates == "skip":
            return "skipped"
        if repeats and self.duplicates == "reject":
            faults.append((self.keys[0], "duplicate_in_file"))
        held = [(key, self.having(key, record)) for key in self.keys[1:]]
        faults += [(key, self.code(row)) for key, row in held if row and row is not own]
        if not own and not faults and self.mode == "update":
            faults.append((self.keys[0], "not_in_table"))
        if faults:
            return None
        if own is None:
            self.insert(number, record, FIELDS)
            return "inserted"
        if repeats:
            self.fate[self.origin(own)] = "skipped"
        return self.changed(own, number, record)

    def changed(self, row, number, record):
        """The row is as this record says, and as if no earlier record of the file had met it."""
        row.values.update(record)
        row.by, row.seen = number, None
        if row.first is None:
            return "inserted"
        if row.values != row.first:
            return "updated"
        row.by, row.seen = None, number
        return "unchanged"


FIELDS = ("a", "b", "c", "d")
