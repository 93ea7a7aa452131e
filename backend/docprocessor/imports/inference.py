"""Which types the columns of a file have, by every value of it. Pure: no Django.

A type is inferred only when each value reads back as it was written: leading zeros, long digits, signs and
anything two people could read differently stay text. The evidence is kept, to be shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from docprocessor.datasets.schema import DEFAULT_FALSE, DEFAULT_TRUE

# Past 15 digits, spreadsheets have rounded already what they show; such digits are names, not quantities.
_INTEGER: Final = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
# Of -0, a table keeps 0.
_NUMBER: Final = re.compile(r"(?!-0(?:\.0*)?\Z)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,30})?\Z")
_DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\Z")
_DATETIME: Final = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]"
    r"(?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\Z")
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
_LEADING_ZERO: Final = re.compile(r"[+-]?0[0-9]+(?:\.[0-9]+)?\Z")
_LONG_DIGITS: Final = re.compile(r"[+-]?[0-9]{16,}\Z")
_AMBIGUOUS_DATE: Final = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}\Z")


class _Type(NamedTuple):
    """A type that a column may have: its name and format in Table Schema's words, the values it takes, and what
    else its field says."""

    name: str
    pattern: re.Pattern[str]
    format: str = "default"
    more: Mapping[str, Any] = MappingProxyType({})


def _boolean(true: str, false: str) -> _Type:
    """Booleans in one spelling, which comes first among those taken because it is the one that is written."""
    more = {
        "trueValues": [true, *(each for each in DEFAULT_TRUE if each != true)],
        "falseValues": [false, *(each for each in DEFAULT_FALSE if each != false)],
    }
    return _Type("boolean", re.compile(rf"(?:{true}|{false})\Z"), more={} if true == DEFAULT_TRUE[0] else more)


# From narrow to wide: a column that is not all of one falls to the next of its family, in the end to text.
_FAMILIES: Final = (
    (_Type("integer", _INTEGER), _Type("number", _NUMBER)),
    (_boolean("true", "false"),),
    (_boolean("True", "False"),),
    (_boolean("TRUE", "FALSE"),),
    (_Type("date", _DATE),),
    (_Type("datetime", _DATETIME),),
    (_Type("time", _TIME),),
    (_Type("string", _UUID, "uuid"),),
)
_TEXT: Final = _Type("string", re.compile(""))
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_REASONS: Final = (
    ("leading_zero", _LEADING_ZERO, "1 value starts with 0", "{n:,} values start with 0"),
    ("long_digits", _LONG_DIGITS, "1 value has more than 15 digits", "{n:,} values have more than 15 digits"),
    (
        "ambiguous_date",
        _AMBIGUOUS_DATE,
        "1 value is a date whose day and month could be mistaken",
        "{n:,} values are dates whose day and month could be mistaken",
    ),
)


@dataclass
class ColumnInference:
    """What has been seen of one column."""

    values: int = 0
    empty: int = 0
    _steps: list[_Type] = field(default_factory=list)
    _is_text: bool = False
    reasons: dict[str, int] = field(default_factory=dict)

    def see(self, cell: str) -> None:
        """Take one more value into account."""
        if not cell:
            self.empty += 1
            return
        self.values += 1
        text = cell.strip()
        if self._is_text:
            if self.reasons:
                self._note_reason(text)
            return
        if not self._steps:
            self._choose_family(text)
        while self._steps and not (self._steps[0].pattern.match(text) and _exists(self._steps[0].name, text)):
            self._steps.pop(0)
        if not self._steps:
            self._is_text = True
            self._note_reason(text)

    @property
    def type(self) -> tuple[str, str]:
        """The type and format of the column, in Table Schema's words."""
        return self._type.name, self._type.format

    def as_field(self) -> dict[str, Any]:
        """Return what the column's field says of its values, in Table Schema's words."""
        plain = self._type.format == "default"
        return {"type": self._type.name, **({} if plain else {"format": self._type.format}), **self._type.more}

    def evidence(self) -> str:
        """Say in a phrase what speaks for the type."""
        if not self.values:
            return "no values"
        for code, _, one, several in _REASONS:
            if code in self.reasons:
                number = self.reasons[code]
                return f"kept as text: {one if number == 1 else several.format(n=number)}"
        return f"all {self.values:,} values"

    @property
    def _type(self) -> _Type:
        return _TEXT if self._is_text or not self._steps else self._steps[0]

    def _choose_family(self, text: str) -> None:
        for family in _FAMILIES:
            if any(each.pattern.match(text) for each in family):
                self._steps = list(family)
                return

    def _note_reason(self, text: str) -> None:
        for code, pattern, *_ in _REASONS:
            if pattern.match(text):
                self.reasons[code] = self.reasons.get(code, 0) + 1


class Inference:
    """Sees every record of a file and then knows the type of each column."""

    def __init__(self, width: int) -> None:
        self.columns = [ColumnInference() for _ in range(width)]

    def see(self, cells: Sequence[str]) -> None:
        """Take one more record into account; ragged ones say nothing certain and are passed over."""
        if len(cells) == len(self.columns):
            for column, cell in zip(self.columns, cells, strict=True):
                column.see(cell)


def _exists(type_: str, text: str) -> bool:
    """Say whether a date is in the calendar; a pattern cannot."""
    if type_ not in ("date", "datetime"):
        return True
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 29 if month == 2 and leap else _MONTH_DAYS[month - 1]
    return year > 0 and day <= longest
