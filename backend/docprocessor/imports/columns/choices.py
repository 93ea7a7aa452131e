"""Which other types a column could be given, by some of its values: for a person to choose, never taken by itself.

Pure: no Django. A choice says in Table Schema's words what the column's field would be, and in a phrase what it would
make of the values.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from docprocessor.datasets.checking.values import NotAValue, Value, reader_of
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.text import printable

# Where a few values make a column text, refusing those may be worth it; a choice reads no smaller share than this.
LEAST_READ: Final = 0.8
# A longer value is a text to anybody.
LONGEST_VALUE: Final = 100
LONGEST_EXAMPLE: Final = 40
YEARS: Final = range(1500, 2101)
# The mark before decimals, and the one between thousands.
MARKS: Final = ((".", ","), (",", "."), (",", ""), (",", " "), (".", " "), (".", "'"), (",", "\N{NO-BREAK SPACE}"))
BOOLEANS: Final = (
    ("1", "0"),
    ("true", "false"),
    ("yes", "no"),
    ("on", "off"),
    ("si", "no"),
    ("sí", "no"),
    ("oui", "non"),
    ("ja", "nein"),
    ("sim", "não"),
    ("t", "f"),
    ("y", "n"),
    ("s", "n"),
    ("j", "n"),
)
_NUMERIC_DATE: Final = re.compile(
    r"(?P<first>[0-9]{1,4})(?P<sign>[/.-])[0-9]{1,2}(?P=sign)(?P<last>[0-9]{1,4})"
    r"(?P<hours>(?P<gap>T| )[0-9]{1,2}:[0-9]{2}(?P<seconds>:[0-9]{2})?)?\Z"
)
_COMPACT_DATE: Final = re.compile(r"(?:19|20)[0-9]{6}\Z")
_NAMED_MONTH: Final = re.compile(r"[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{2,4}\Z|[A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4}\Z")
_NAMED_MONTH_FORMATS: Final = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y")
_TIME: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?P<seconds>:[0-9]{2})?\Z")

Spec = dict[str, Any]
Values = list[tuple[str, Value]]  # each with its text
# A type, and what says in a phrase what it makes of the values.
_Offer = tuple[Spec, Callable[[Values], str]]


class _Choice(NamedTuple):
    """A type, what it makes of the values that it reads, and how many it refuses."""

    spec: Spec
    say: Callable[[Values], str]
    read: Values
    refused: int

    @property
    def made(self) -> tuple[str, ...]:
        return tuple(value.text for _, value in self.read)

    def as_json(self) -> dict[str, Any]:
        count = len(self.read) + self.refused
        refused = f"; {self.refused:,} of {count:,} sample values would be refused" if self.refused else ""
        return {"format": "default", **self.spec, "reason": self.say(self.read) + refused}


def choices(values: Sequence[str], present: Spec) -> list[dict[str, Any]]:
    """Return the types that a column could have instead of the `present` one, as a field of Table Schema says them
    (`type`, `format` and what else there is to it), each with its `reason`. `values`: some of the column's."""
    is_text = present == {"type": "string"}
    found: list[_Choice] = []
    if values and max(map(len, values)) <= LONGEST_VALUE:
        texts = [value.strip() for value in values]
        for offers in (_numbers, _booleans, _years, _dates, _times, _formatted_texts):
            read = (_choice(spec, say, texts) for spec, say in offers(texts, present) if spec != present)
            found += _apart(each for each in read if len(each.read) >= len(texts) * (LEAST_READ if is_text else 1))
    made = [each.as_json() for each in found]
    if not is_text:
        made.append({"type": "string", "format": "default", "reason": "Each value stays as it is written"})
    return made


def _choice(spec: Spec, say: Callable[[Values], str], texts: list[str]) -> _Choice:
    read = reader_of(parse_schema({"fields": [{"name": "column", **spec}]}).fields[0])
    values: Values = []
    refused = 0
    for text in texts:
        try:
            values.append((text, read(text)))
        except NotAValue:
            refused += 1
        if refused > len(texts) * (1 - LEAST_READ):
            break
    return _Choice(spec, say, values, refused)


def _apart(found: Iterator[_Choice]) -> list[_Choice]:
    """Of several ways to read one type, return those that read the most values; of those that make the same of them,
    the first."""
    kept: list[_Choice] = []
    for each in sorted(found, key=lambda choice: choice.refused):
        rivals = [choice for choice in kept if choice.spec["type"] == each.spec["type"]]
        if not rivals or (each.refused == rivals[0].refused and all(each.made != rival.made for rival in rivals)):
            kept.append(each)
    return kept


def _numbers(texts: list[str], present: Spec) -> Iterator[_Offer]:
    """Whole numbers and others, also with a comma for a point and with marks between thousands."""
    if not any(character.isdigit() for text in texts for character in text):
        return
    if present["type"] != "number":
        yield {"type": "integer"}, partial(_what_changes, ".")
        yield {"type": "number"}, partial(_what_changes, ".")
    for decimal, group in MARKS:
        mark = group or decimal
        if any(mark in text for text in texts):
            marks = ({} if decimal == "." else {"decimalChar": decimal}) | ({"groupChar": group} if group else {})
            telling = partial(_what_changes, group if decimal == "." else decimal)
            if group:
                yield {"type": "integer", **marks}, telling
            yield {"type": "number", **marks}, telling


def _what_changes(mark: str, read: Values) -> str:
    """Say what one of the values becomes: one with the mark that others could read otherwise, if there is one."""
    told = [each for each in read if mark in each[0]] or read
    text, value = next((each for each in told if each[0] != each[1].text), told[0])
    if text != value.text:
        return f"{_shown(text)} becomes {_shown(value.text)}"
    if isinstance(value.typed, int):
        return f"{_shown(text)} is a whole number"
    return f"{_shown(text)} stays as it is" if mark in text else "Decimals are taken as well"


def _booleans(texts: list[str], present: Spec) -> Iterator[_Offer]:
    """One of two words, as the file spells them."""
    words = dict.fromkeys(texts)
    met = {word.casefold() for word in words}
    for true, false in BOOLEANS:
        letters = len(true) == 1 and not true.isdigit()  # one of them alone could be any code
        if present["type"] != "boolean" and met <= {true, false} and not (letters and len(met) < 2):
            spelt = [
                list(
                    dict.fromkeys(
                        [*(each for each in words if each.casefold() == word), word, word.title(), word.upper()]
                    )
                )
                for word in (true, false)
            ]
            said = f"{spelt[0][0]} is true, {spelt[1][0]} is false"
            yield {"type": "boolean", "trueValues": spelt[0], "falseValues": spelt[1]}, _saying(said)
            return


def _saying(said: str) -> Callable[[Values], str]:
    return lambda _: said


def _years(texts: list[str], present: Spec) -> Iterator[_Offer]:
    if all(len(text) == 4 and text.isascii() and text.isdigit() and int(text) in YEARS for text in texts):
        yield {"type": "year"}, partial(_first_is, "a year")


def _dates(texts: list[str], present: Spec) -> Iterator[_Offer]:
    """Days written in another order than from year to day; where that could be two, both."""
    if present["type"] not in ("string", "integer"):
        return
    numeric = next((found for text in texts if (found := _NUMERIC_DATE.match(text))), None)
    if numeric is not None:
        sign = numeric["sign"]
        hours = "" if not numeric["hours"] else f"{numeric['gap']}%H:%M{':%S' if numeric['seconds'] else ''}"
        type_ = "datetime" if hours else "date"
        year = "%Y" if len(numeric["last"]) == 4 else "%y"
        orders = (["%Y", "%m", "%d"],) if len(numeric["first"]) > 2 else (["%d", "%m", year], ["%m", "%d", year])
        for order in orders:
            yield {"type": type_, "format": sign.join(order) + hours}, _what_day
    elif any(map(_COMPACT_DATE.match, texts)):
        yield {"type": "date", "format": "%Y%m%d"}, _what_day
    elif any(map(_NAMED_MONTH.match, texts)):
        for form in _NAMED_MONTH_FORMATS:
            yield {"type": "date", "format": form}, _what_day


def _what_day(read: Values) -> str:
    """Say which day one of the values is: one that another could take for another day, if there is one."""
    days: list[tuple[str, date]] = [(text, value.typed) for text, value in read]
    text, day = next((each for each in days if each[1].day <= 12 and each[1].day != each[1].month), days[0])
    return f"{_shown(text)} is {day.day} {calendar.month_name[day.month]} {day.year}"


def _times(texts: list[str], present: Spec) -> Iterator[_Offer]:
    """Times of day whose hours are written with one digit."""
    if found := next(filter(None, map(_TIME.match, texts)), None):
        yield {"type": "time", "format": "%H:%M:%S" if found["seconds"] else "%H:%M"}, partial(_what_changes, ":")


def _formatted_texts(texts: list[str], present: Spec) -> Iterator[_Offer]:
    if present["type"] != "string":
        return
    for name, sign, kind in (("email", "@", "an email address"), ("uri", "://", "a URI"), ("uuid", "-", "a UUID")):
        if any(sign in text for text in texts):
            yield {"type": "string", "format": name}, partial(_first_is, kind)


def _first_is(kind: str, read: Values) -> str:
    return f"{_shown(read[0][0])} is {kind}"


def _shown(text: str) -> str:
    return printable(text, longest=LONGEST_EXAMPLE)
