"""What is sent to be reported, read strictly: each fault with its path, but no more of them than a person reads."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeVar

from docprocessor.reports.events import DEFAULT_TYPE, MAX_EVENTS, Event

LONGEST_STUDENT: Final = 100
LONGEST_NAMESPACE: Final = 200
LONGEST_UNIT: Final = 100
LONGEST_TYPE: Final = 100
LONGEST_NAME: Final = 100  # that is repeated of what is not known
MOST_FAULTS: Final = 100
MEMBERS: Final = frozenset({"student_id", "namespace", "events"})
EVENT_MEMBERS: Final = frozenset({"unit", "type", "created_time"})
# Of ISO 8601 what programs write, and a blank for the T; Python's own reader takes more, such as weeks.
TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:[Zz]|[+-]\d\d(?::?\d\d)?))?)?", re.ASCII
)
NOT_A_TIME: Final = "This is a time such as 2024-07-21 03:04:55 or 2024-07-21T03:04:55Z."
NO_SUCH_TIME: Final = "There is no such time."
Faults = dict[str, list[str]]
T = TypeVar("T")


class Unreadable(Exception):
    """A value that is not what it must be; the message is its sender's to read."""


class Submission(NamedTuple):
    """Whom a report is about, and what they did, in the order in which it was sent."""

    student_id: str
    namespace: str
    events: list[Event]


def read_submission(sent: Any) -> tuple[Submission | None, Faults]:
    """Return what a request's body asks to be reported, or what is wrong with it by its path, such as
    `events.3.created_time`."""
    if not isinstance(sent, dict):
        return None, {"non_field_errors": ["This is a JSON object."]}
    faults: Faults = {}
    _refuse_unknown(sent, MEMBERS, "", faults)
    student_id = _read(_student, sent.get("student_id"), "student_id", faults)
    namespace = _read(_namespace, sent.get("namespace"), "namespace", faults)
    events = _events(sent.get("events", []), faults)
    if faults or student_id is None or namespace is None:
        return None, _bounded(faults)
    return Submission(student_id, namespace, events), {}


def read_time(text: str) -> datetime:
    """Return the moment in UTC that a text names; one without a zone is UTC. Raises Unreadable."""
    if not TIME.fullmatch(text):
        raise Unreadable(NOT_A_TIME)
    try:
        read = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(NO_SUCH_TIME) from None


def read_text(value: Any, longest: int) -> str:
    """Return a text without blanks around it. Raises Unreadable when it is none, empty, too long, or cannot be
    printed."""
    if not isinstance(value, str):
        raise Unreadable("This is a text.")
    text = value.strip()
    if not 1 <= len(text) <= longest:
        raise Unreadable(f"This has 1 to {longest} characters.")
    if not text.isprintable():
        raise Unreadable("This holds a character that cannot be printed.")
    return text


def _events(sent: Any, faults: Faults) -> list[Event]:
    if not isinstance(sent, list):
        faults["events"] = ["This is a list of events."]
        return []
    if len(sent) > MAX_EVENTS:
        faults["events"] = [f"These are {len(sent):,} events; a report takes {MAX_EVENTS:,} at most."]
        return []
    read = (_event(each, f"events.{place}", faults) for place, each in enumerate(sent))
    return [event for event in read if event is not None]


def _event(sent: Any, path: str, faults: Faults) -> Event | None:
    if not isinstance(sent, dict):
        faults[path] = ["This is an object with the member unit."]
        return None
    before = len(faults)
    _refuse_unknown(sent, EVENT_MEMBERS, f"{path}.", faults)
    unit = _read(_unit, sent.get("unit"), f"{path}.unit", faults)
    type_ = _read(_type, sent.get("type"), f"{path}.type", faults)
    at = _read(_at, sent.get("created_time"), f"{path}.created_time", faults)
    return Event(unit, type_, at) if unit and type_ and len(faults) == before else None


def _refuse_unknown(sent: dict[str, Any], members: frozenset[str], path: str, faults: Faults) -> None:
    for name in sent:
        if name not in members:
            faults[f"{path}{name[:LONGEST_NAME]}"] = ["There is no such member."]


def _read(read: Callable[[Any], T], value: Any, path: str, faults: Faults) -> T | None:
    try:
        return read(value)
    except Unreadable as refusal:
        faults[path] = [str(refusal)]
        return None


def _student(value: Any) -> str:
    if value is None:
        raise Unreadable("A report needs its student.")
    return read_text(value, LONGEST_STUDENT)


def _namespace(value: Any) -> str:
    return "" if value in (None, "") else read_text(value, LONGEST_NAMESPACE)


def _unit(value: Any) -> str:
    if value is None:
        raise Unreadable("Each event needs its unit.")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    elif not isinstance(value, str):
        raise Unreadable("This is a whole number or a text.")
    return read_text(value, LONGEST_UNIT)


def _type(value: Any) -> str:
    return DEFAULT_TYPE if value is None else read_text(value, LONGEST_TYPE)


def _at(value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable(NOT_A_TIME)
    return read_time(value.strip())


def _bounded(faults: Faults) -> Faults:
    """Keep the first faults, and say how many more there are."""
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    named = dict(list(faults.items())[:MOST_FAULTS])
    return named | {"non_field_errors": [f"There are {more:,} more faults; these are the first {MOST_FAULTS}."]}
