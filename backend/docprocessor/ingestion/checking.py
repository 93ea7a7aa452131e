"""Are these student records valid, and if not, why: JSON's types here, values by the validator of files.

Pure: no database.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from docprocessor.datasets.checking.column_validation import ColumnValidator
from docprocessor.datasets.schema import TableSchema
from docprocessor.ingestion.payloads import Record
from docprocessor.ingestion.students import NAMES, SCHEMA

BIRTH: Final = "date_of_birth"
# Of a record with more names that are no field's, the others are counted.
MOST_UNKNOWN: Final = 10
LONGEST_NAME: Final = 100
_UNSTORABLE: Final = {0: "\N{SYMBOL FOR NULL}"} | dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


class Fault(NamedTuple):
    """One reason why a record does not go in; records count from 0."""

    record: int
    field: str
    message: str


class Checked(NamedTuple):
    """Records, parted: the indexes of those that are valid, ascending, with the texts of their fields in the order of
    `NAMES`, null where there is no value; and all faults of the others, in the order of records and fields."""

    good: list[int]
    texts: list[tuple[str | None, ...]]
    faults: list[Fault]


class RecordChecker:
    """Checks records by what a student is, and by the rules of the dataset that they go into."""

    def __init__(self, schema: TableSchema, today: date) -> None:
        """`today`: birth lies before it."""
        self._today = today.isoformat()
        self._validators = [ColumnValidator(SCHEMA, NAMES)]
        if schema != SCHEMA:
            self._validators.append(ColumnValidator(schema, NAMES))

    def check(self, records: Sequence[Record]) -> Checked:
        """Return what is valid and what is not."""
        found = _Found(len(records))
        columns = [
            pa.array([found.text(index, name, record) for index, record in enumerate(records)], pa.string())
            for name in NAMES
        ]
        texts = columns
        for validator in self._validators:
            checked = validator.check(columns)
            texts = checked.texts
            for group in checked.faults:
                for index in group.index.tolist():
                    found.add(index, group.column, group.message)
        self._look_at_births(columns[NAMES.index(BIRTH)], found)
        for index, record in enumerate(records):
            if not record.keys() <= _KNOWN:
                found.unknown(index, [name for name in record if name not in _KNOWN])
        good = np.flatnonzero(found.good)
        kept = [text.take(pa.array(good)).to_pylist() for text in texts]
        return Checked(good.tolist(), list(zip(*kept, strict=True)), found.faults())

    def _look_at_births(self, column: Any, found: "_Found") -> None:
        """A rule of the schema names one day for ever; this one is about the day on which it is asked."""
        for index, text in enumerate(column.to_pylist()):
            if text and text.strip() >= self._today and not found.has(index, BIRTH):
                found.add(index, BIRTH, "This day is not in the past.")


class _Found:
    """What has been found of some records so far: the first fault of each field, of each record."""

    def __init__(self, size: int) -> None:
        self.good = np.ones(size, np.bool_)
        self._messages: dict[tuple[int, int, str], str] = {}

    def text(self, index: int, name: str, record: Record) -> str | None:
        """Return a value as a file would write it; None where there is none, or one of another type."""
        value = record.get(name)
        if value is None:
            return None
        expected, read = _READERS[SCHEMA[name].type]
        text = read(value)
        if text is None:
            self.add(index, name, f"This is {_called(value)}; {expected} is expected.")
        elif not _is_whole(text):
            self.add(index, name, "This holds half a character, which cannot be stored.")
            return None
        elif not text.strip() and SCHEMA.is_required(name):
            return None  # nobody is called by a space
        return text

    def add(self, index: int, name: str, message: str) -> None:
        """Note a fault, unless the field has one."""
        self.good[index] = False
        self._messages.setdefault((index, NAMES.index(name), name), message)

    def has(self, index: int, name: str) -> bool:
        """Say whether a field has a fault."""
        return (index, NAMES.index(name), name) in self._messages

    def unknown(self, index: int, names: Sequence[str]) -> None:
        """Note names that no field has."""
        self.good[index] = False
        listed = names[:MOST_UNKNOWN]
        for place, name in enumerate(listed, start=len(NAMES)):
            self._messages[index, place, _storable(name)[:LONGEST_NAME]] = "There is no such field."
        if more := len(names) - len(listed):
            last = (index, len(NAMES) + MOST_UNKNOWN, "")
            self._messages[last] = f"{more:,} more names of this record are no fields."

    def faults(self) -> list[Fault]:
        """Return all, in the order of records and fields."""
        return [Fault(index, name, message) for (index, _, name), message in sorted(self._messages.items())]


_KNOWN: Final = frozenset(NAMES)


def _storable(text: str) -> str:
    return text if text.isascii() and "\x00" not in text else text.translate(_UNSTORABLE)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # JSON may name one half of a pair (RFC 8259, section 8.2)
        return False
    return True


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Any) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


_READERS: Final[dict[str, tuple[str, Callable[[Any], str | None]]]] = {
    "string": ("a string", _string),
    "date": ("a string such as 2012-03-14", _string),
    "integer": ("a whole number", _integer),
}


def _called(value: Any) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
    return "an object"
