"""Reading one value from its text: exactly, or not at all. Pure: no Django.

A reader takes the text of a cell and returns the typed value and the text PostgreSQL stores for it.
White space around anything but text carries no meaning and is passed over; nothing else is.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from docprocessor.datasets.schema import Field

BIGINT: Final = range(-(2**63), 2**63)
# PostgreSQL's numeric holds far more; a number of more digits than this in a spreadsheet is not a number.
MOST_DIGITS: Final = 1_000
_TOO_LARGE: Final = Decimal(f"1e{MOST_DIGITS}")
YEARS: Final = range(1, 10_000)

# A decimal digit of another script; Python would read it, and only in some places.
_FOREIGN_DIGIT: Final = re.compile(r"[^\D0-9]")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+\Z")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\Z")
_SPECIAL_NUMBERS: Final = {"NaN": "NaN", "INF": "Infinity", "-INF": "-Infinity"}
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?\Z")
_DATETIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
_YEAR: Final = re.compile(r"[0-9]{4}\Z")
# The WHATWG's definition of a valid e-mail address, with at least one dot in the domain.
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+\Z")
# RFC 3986: a scheme, then only characters that a URI may hold, each percent sign followed by two hex digits.
URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+\Z")
UUID_FORM: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")


class Value(NamedTuple):
    """A value as Python compares it, and as PostgreSQL reads it."""

    typed: Any
    text: str


def comparable(value: Any) -> Any:
    """Return a value that equals what PostgreSQL holds equal to it: there, NaN equals itself."""
    return "NaN" if is_nan(value) else value


def is_nan(value: Any) -> bool:
    """Say whether a value is a number's NaN, which Python compares with nothing."""
    return isinstance(value, Decimal) and value.is_nan()


class NotAValue(ValueError):
    """The text is not a value of its type; `code` says which kind of fault it is."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def number_text(value: int | Decimal) -> str:
    """Return a number as the standard writes it: exactly, digit by digit, and INF for PostgreSQL's Infinity."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)  # str() makes 1E-7 of 0.0000001
    return {"Infinity": "INF", "-Infinity": "-INF"}.get(text, text)


Reader = Callable[[str], Value]


def reader_of(field: Field) -> Reader:
    """Return the function that reads a field's values. The function raises NotAValue."""
    if field.type in ("string", "any"):
        return _STRING_READERS[field.format]
    if field.type == "integer":
        return _integer_reader(field.group_char)
    if field.type == "number":
        return _number_reader(field.decimal_char, field.group_char)
    if field.type == "boolean":
        return _boolean_reader(field.true_values, field.false_values)
    if field.type == "year":
        return _year
    if field.format != "default":
        return _strptime_reader(field.type, field.format)
    return {"date": _date, "datetime": _datetime, "time": _time}[field.type]


def _plain(text: str) -> Value:
    return Value(text, text)


def _matching(pattern: re.Pattern[str], code: str, message: str) -> Reader:
    def read(text: str) -> Value:
        if not pattern.match(text):
            raise NotAValue(code, message)
        return Value(text, text)

    return read


def _uuid(text: str) -> Value:
    if not UUID_FORM.match(text.strip()):
        raise NotAValue("uuid", "This is not a UUID.")
    value = UUID(text.strip())
    return Value(value, str(value))


_STRING_READERS: Final[dict[str, Reader]] = {
    "default": _plain,
    "email": _matching(EMAIL, "email", "This is not an email address."),
    "uri": _matching(URI, "uri", "This is not a URI with its scheme, such as https://example.com."),
    "uuid": _uuid,
}


def _integer_reader(group_char: str) -> Reader:
    groups = _grouping(group_char)

    def read(text: str) -> Value:
        bare = groups(text.strip())
        if bare is None or not _INTEGER.match(bare):
            raise NotAValue("integer", "This is not a whole number.")
        # int() of thousands of digits takes long, and bigint ends at 19.
        value = int(bare) if len(bare) <= 40 else BIGINT.stop
        if value not in BIGINT:
            raise NotAValue("out_of_range", "This whole number has more digits than the table can hold.")
        return Value(value, str(value))

    return read


def _number_reader(decimal_char: str, group_char: str) -> Reader:
    groups = _grouping(group_char, decimal_char)

    def read(text: str) -> Value:
        stripped = text.strip()
        if stripped in _SPECIAL_NUMBERS:
            return Value(Decimal(_SPECIAL_NUMBERS[stripped]), _SPECIAL_NUMBERS[stripped])
        bare = groups(stripped)
        if bare is not None and decimal_char != ".":
            bare = None if "." in bare else bare.replace(decimal_char, ".")
        if bare is None or not _NUMBER.match(bare):
            raise NotAValue("number", "This is not a number.")
        # Counted as PostgreSQL will write it, so that what was taken once is taken again.
        value = Decimal(bare) if len(bare) <= 2 * MOST_DIGITS else _TOO_LARGE
        too_many = len(bare) > MOST_DIGITS and len(value.as_tuple().digits) > MOST_DIGITS
        if too_many or abs(value.adjusted()) >= MOST_DIGITS:
            raise NotAValue("out_of_range", f"This number has more than {MOST_DIGITS:,} digits.")
        return Value(value, str(value))

    return read


def _grouping(group_char: str, decimal_char: str | None = None) -> Callable[[str], str | None]:
    """Return a function that takes the group characters out, or answers None where they stand wrongly."""
    if not group_char:
        return lambda text: text
    mark = re.escape(group_char)
    fraction = rf"(?:{re.escape(decimal_char)}[0-9]*)?" if decimal_char else ""
    grouped = re.compile(rf"[+-]?[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+{fraction}\Z")

    def take_out(text: str) -> str | None:
        if group_char not in text:
            return text
        return text.replace(group_char, "") if grouped.match(text) else None

    return take_out


def _boolean_reader(true_values: tuple[str, ...], false_values: tuple[str, ...]) -> Reader:
    known = {text: Value(True, "t") for text in true_values} | {text: Value(False, "f") for text in false_values}
    listed = ", ".join((*true_values, *false_values))

    def read(text: str) -> Value:
        value = known.get(text) or known.get(text.strip())
        if value is None:
            raise NotAValue("boolean", f"This is none of: {listed}.")
        return value

    return read


def _date(text: str) -> Value:
    text = text.strip()
    try:
        if _DATE.match(text):
            return Value(date.fromisoformat(text), text)
    except ValueError:
        raise NotAValue("date", "There is no such day in the calendar.") from None
    raise NotAValue("date", "This is not a date in the form 2024-12-31.")


def _time(text: str) -> Value:
    text = text.strip()
    try:
        if _TIME.match(text):
            return Value(time.fromisoformat(text), text)
    except ValueError:
        raise NotAValue("time", "There is no such time of day.") from None
    raise NotAValue("time", "This is not a time of day in the form 23:59:59.")


def _datetime(text: str) -> Value:
    text = text.strip()
    try:
        if _DATETIME.match(text):
            return _instant(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise NotAValue("datetime", "There is no such day or time.") from None
    raise NotAValue("datetime", "This is not a date and time in the form 2024-12-31T23:59:59Z.")


def _instant(value: datetime) -> Value:
    """A time without an offset is UTC, as Table Schema's default format has it."""
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return Value(value, value.isoformat())


def _year(text: str) -> Value:
    text = text.strip()
    if not _YEAR.match(text) or int(text) not in YEARS:
        raise NotAValue("year", "This is not a year of four digits.")
    return Value(int(text), text)


def _strptime_reader(type_: str, pattern: str) -> Reader:
    def read(text: str) -> Value:
        try:
            if _FOREIGN_DIGIT.search(text):
                raise ValueError
            moment = datetime.strptime(text.strip(), pattern)  # noqa: DTZ007  (_instant gives it its zone)
            if type_ == "datetime":
                return _instant(moment)
        except (ValueError, OverflowError):
            raise NotAValue(type_, f"This does not have the form {pattern}.") from None
        part: date | time = moment.date() if type_ == "date" else moment.time()
        return Value(part, part.isoformat())

    return read
