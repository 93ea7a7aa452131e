"""Which types the columns of a file have, by every value of it. Pure: no Django.

A type is inferred only when each value reads back as it was written: leading zeros, long digits, signs and
anything two people could read differently stay text. The evidence is kept, to be shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

from docprocessor.datasets.schema import DEFAULT_FALSE, DEFAULT_TRUE
from docprocessor.imports.text import printable

# What stands around a value without belonging to it: the white space that `str.strip` takes away, as a class for RE2.
WHITE_SPACE: Final = r"[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
# Past 15 digits, spreadsheets have rounded already what they show; such digits are names, not quantities.
_INTEGER: Final = r"(?:0|-?[1-9][0-9]{0,14})"
# Of -0, a table keeps 0.
_NUMBER: Final = r"(?!-0(?:\.0*)?\Z)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,30})?"
_NUMBER_RE2: Final = r"(?:0(?:\.[0-9]{1,30})?|-?[1-9][0-9]{0,14}(?:\.[0-9]{1,30})?|-0\.[0-9]{0,14}[1-9][0-9]{0,15})"
_DATE: Final = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
# A pattern that knows the calendar: the days of each month, leap years, and that there is no year 0.
_YEAR_RE2: Final = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR_RE2: Final = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DATE_RE2: Final = (
    rf"(?:{_YEAR_RE2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rf"|{_LEAP_YEAR_RE2}-02-29)"
)
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_OF_DAY: Final = r"[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_OFFSET: Final = r"[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]"
# In the first and the last year there is, an offset may lead out of them.
_DATETIME_RE2: Final = (
    rf"(?:{_DATE_RE2}{_OF_DAY}Z?|[1-8][0-9]{{3}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8]){_OF_DAY}{_OFFSET})"
)
_UUID: Final = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_LEADING_ZERO: Final = r"[+-]?0[0-9]+(?:\.[0-9]+)?"
_LONG_DIGITS: Final = r"[+-]?[0-9]{16,}"
_AMBIGUOUS_DATE: Final = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
SAMPLES_AT_MOST: Final = 3
LONGEST_SAMPLE: Final = 100


@dataclass(frozen=True)
class ColumnType:
    """A type that a column may have: its name and format in Table Schema's words, the values it takes, and what
    else its field says.

    `proof` is a pattern for RE2, which takes nothing but values of the type; it may leave some of them to `takes`.
    """

    name: str
    body: str
    format: str = "default"
    proof: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(self.body + r"\Z"))
        object.__setattr__(self, "proof", self.proof or self.body)

    def takes(self, text: str) -> bool:
        """Say whether a text, white space around it taken away, is a value of the type."""
        return self.pattern.match(text) is not None and _exists(self.name, text)


def _boolean(true: str, false: str) -> ColumnType:
    """Booleans in one spelling, which comes first among those taken because it is the one that is written."""
    more = {
        "trueValues": [true, *(each for each in DEFAULT_TRUE if each != true)],
        "falseValues": [false, *(each for each in DEFAULT_FALSE if each != false)],
    }
    return ColumnType("boolean", rf"(?:{true}|{false})", more={} if true == DEFAULT_TRUE[0] else more)


# From narrow to wide: a column that is not all of one falls to the next of its family, in the end to text.
_FAMILIES: Final = (
    (ColumnType("integer", _INTEGER), ColumnType("number", _NUMBER, proof=_NUMBER_RE2)),
    (_boolean("true", "false"),),
    (_boolean("True", "False"),),
    (_boolean("TRUE", "FALSE"),),
    (ColumnType("date", _DATE, proof=_DATE_RE2),),
    (ColumnType("datetime", rf"{_DATE}{_OF_DAY}(?:Z|{_OFFSET})?", proof=_DATETIME_RE2),),
    (ColumnType("time", _TIME),),
    (ColumnType("string", _UUID, "uuid"),),
)
_TEXT: Final = ColumnType("string", "")
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Reason(NamedTuple):
    """Why values that look like another type stay text: its code, what they look like, and how it is said of one of
    them and of several."""

    code: str
    body: str
    pattern: re.Pattern[str]
    one: str
    several: str

    @classmethod
    def of(cls, code: str, body: str, one: str, several: str) -> Self:
        """Return a reason, its pattern compiled."""
        return cls(code, body, re.compile(body + r"\Z"), one, several)


REASONS: Final = (
    Reason.of("leading_zero", _LEADING_ZERO, "1 value starts with 0", "{n:,} values start with 0"),
    Reason.of("long_digits", _LONG_DIGITS, "1 value has more than 15 digits", "{n:,} values have more than 15 digits"),
    Reason.of(
        "ambiguous_date",
        _AMBIGUOUS_DATE,
        "1 value is a date whose day and month could be mistaken",
        "{n:,} values are dates whose day and month could be mistaken",
    ),
)


@dataclass
class ColumnInference:
    """What has been seen of one column.

    `steps` are the types that its values may still have, the present one first; none before the first value. In
    a column that has become text, `reasons` counts the values that look like another type, provided that the
    value which made it text is one of them. `samples` are up to three texts that decided.
    """

    values: int = 0
    empty: int = 0
    steps: tuple[ColumnType, ...] = ()
    is_text: bool = False
    reasons: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)

    def see(self, cell: str) -> None:
        """Take one more cell into account."""
        if not cell:
            self.empty += 1
            return
        self.values += 1
        self.weigh(cell)

    def weigh(self, cell: str) -> bool:
        """Take into account what the text of a value says of the type; return whether it has changed by it."""
        text = cell.strip()
        if self.is_text:
            if self.reasons:
                self._note_reason(text)
            return False
        if self.steps and self.steps[0].takes(text):
            return False
        steps = self.steps or _family(text)
        while steps and not steps[0].takes(text):
            steps = steps[1:]
        self.steps, self.is_text, self.samples = steps, not steps, []
        self.add_sample(text)
        if self.is_text:
            self._note_reason(text)
        return True

    def add_sample(self, text: str) -> None:
        """Keep one of the texts that decided, as long as there are few."""
        shown = printable(text, longest=LONGEST_SAMPLE)
        if len(self.samples) < SAMPLES_AT_MOST and shown not in self.samples:
            self.samples.append(shown)

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
        for reason in REASONS:
            if number := self.reasons.get(reason.code):
                return f"kept as text: {reason.one if number == 1 else reason.several.format(n=number)}"
        return f"all {self.values:,} values"

    def as_evidence(self) -> dict[str, Any]:
        """Return the evidence as data."""
        name, format_ = self.type
        return {
            "type": name,
            "format": format_,
            "values": self.values,
            "empty": self.empty,
            "reasons": dict(self.reasons),
            "samples": list(self.samples),
            "evidence": self.evidence(),
        }

    @property
    def _type(self) -> ColumnType:
        return self.steps[0] if self.steps else _TEXT

    def _note_reason(self, text: str) -> None:
        for reason in REASONS:
            if reason.pattern.match(text):
                self.reasons[reason.code] = self.reasons.get(reason.code, 0) + 1
                self.add_sample(text)


class Inference:
    """Sees every record of a file and then knows the type of each column."""

    def __init__(self, width: int) -> None:
        self.columns = [ColumnInference() for _ in range(width)]

    def see(self, cells: Sequence[str]) -> None:
        """Take one more record into account; ragged ones say nothing certain and are passed over."""
        if len(cells) == len(self.columns):
            for column, cell in zip(self.columns, cells, strict=True):
                column.see(cell)


def _family(text: str) -> tuple[ColumnType, ...]:
    return next((family for family in _FAMILIES if any(each.pattern.match(text) for each in family)), ())


def _exists(type_: str, text: str) -> bool:
    """Say whether a date is in the calendar; a pattern cannot."""
    if type_ not in ("date", "datetime"):
        return True
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 29 if month == 2 and leap else _MONTH_DAYS[month - 1]
    has_offset = type_ == "datetime" and text[-6] in "+-"
    return (1 < year < 9999 if has_offset else year > 0) and day <= longest
