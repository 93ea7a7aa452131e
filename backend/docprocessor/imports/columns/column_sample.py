"""Some values of a column, held against the fields that it could go into. Pure: no Django."""

from collections.abc import Mapping, Sequence
from typing import Final

from docprocessor.datasets.checking.validation import CheckedField
from docprocessor.imports.text import printable

SHOWN: Final = 3
LONGEST_SHOWN: Final = 100
_KINDS: Final = {
    "integer": ("is a whole number", "are whole numbers"),
    "number": ("is a number", "are numbers"),
    "boolean": ("is a yes or no", "are yes or no"),
    "date": ("is a date", "are dates"),
    "datetime": ("is a date with its time", "are dates with their times"),
    "time": ("is a time of day", "are times of day"),
    "year": ("is a year", "are years"),
    "email": ("is an email address", "are email addresses"),
    "uri": ("is a URI", "are URIs"),
    "uuid": ("is a UUID", "are UUIDs"),
}


class ColumnSample:
    """Cells of one column, the blank ones passed over. `fields`: what they may be held against, by name."""

    def __init__(self, cells: Sequence[str], fields: Mapping[str, CheckedField]) -> None:
        self._cells = [cell for cell in cells if cell and not cell.isspace()]
        self._fields = fields
        self._counted: dict[str, tuple[int, int]] = {}

    @property
    def shown(self) -> tuple[str, ...]:
        """The first few values that differ."""
        return tuple(printable(cell, longest=LONGEST_SHOWN) for cell in [*dict.fromkeys(self._cells)][:SHOWN])

    def valid_share(self, name: str) -> float | None:
        """Return which share of the values a field takes; None where nothing can be said: it takes any text, or there
        are no values."""
        valid, values = self._count(name)
        return valid / values if values else None

    def evidence(self, name: str) -> str:
        """Say in a phrase what the values say for a field or against it; empty where that is nothing."""
        valid, values = self._count(name)
        if not values:
            return ""
        field = self._fields[name]
        one, several = _KINDS.get(field.field.format) or _KINDS.get(field.field.type) or ("", "")
        if field.rules or not one:
            one, several = "is one that it takes", "are ones that it takes"
        values_seen = "sample value" if valid == values == 1 else "sample values"
        return f"{valid:,} of {values:,} {values_seen} {one if valid == 1 else several}"

    def _count(self, name: str) -> tuple[int, int]:
        """Return how many of the values a field takes, and how many tell; none do where it takes any text."""
        if name not in self._counted:
            field = self._fields[name]
            says_nothing = field.field.type in ("string", "any") and field.field.format == "default" and not field.rules
            values = [] if says_nothing else [cell for cell in self._cells if not field.is_missing(cell)]
            self._counted[name] = (sum(1 for cell in values if not field.judge(cell)[1]), len(values))
        return self._counted[name]
