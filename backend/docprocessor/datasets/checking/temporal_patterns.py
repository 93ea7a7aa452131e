"""Regular expressions for days and times that there are, and how PostgreSQL writes them. Pure: no Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Days and months that go together in any year; the 29th of February is left to who looks at the year.
_DAYS_OF_MONTHS: Final = (
    ("(?:0[1-9]|1[0-9]|2[0-8])", "(?:0[1-9]|1[0-2])"),
    ("(?:29|30)", "(?:0[13-9]|1[0-2])"),
    ("31", "(?:0[13578]|1[02])"),
)
_SIXTY: Final = "[0-5][0-9]"
# The other directives of strptime() leave more than one reading, or depend on the language.
_DIRECTIVES: Final = {
    # All of such a year's moments are in years of four digits, wherever on Earth.
    "Y": "[1-8][0-9]{3}",
    "H": "(?:[01][0-9]|2[0-3])",
    "M": _SIXTY,
    "S": _SIXTY,
    "f": "[0-9]{1,6}",
    # PostgreSQL takes no offset of 16 hours.
    "z": f"(?:Z|[+-](?:0[0-9]|1[0-4]):?{_SIXTY})",
}
_TOKENS: Final = re.compile(r"%(.)|([^%])", re.DOTALL)


@dataclass(frozen=True)
class OwnFormat:
    """A strptime pattern in other words.

    What matches `matching` has this form for sure; replacing `parts` by `rewriting` in it makes what PostgreSQL
    reads. `literals` are the characters between the parts.
    """

    matching: str
    parts: str
    rewriting: str
    literals: str


def own_format(type_: str, pattern: str, *, fixed_width: bool = False) -> OwnFormat | None:
    """Compile a pattern of plain directives, such as %d/%m/%Y; None for any other.

    With a fixed width, what is rewritten sorts as its values do.
    """
    tokens = [(found[1] or "", "%" if found[1] == "%" else found[2]) for found in _TOKENS.finditer(pattern)]
    tokens = [("" if name == "%" else name, literal) for name, literal in tokens]
    names = [name for name, _ in tokens if name]
    known = set(names) <= {*_DIRECTIVES, "d", "m"}
    # strptime() takes any white space for white space, and none before or after.
    if not known or pattern != pattern.strip() or ("z" in names and type_ != "datetime"):
        return None
    before = [place > 0 and _may_be_a_digit(tokens[place - 1]) for place in range(len(tokens))]
    after = [_may_be_a_digit(token) for token in tokens[1:]] + [False]
    # Where one part ends and the next begins would be a guess.
    if any(touches and name in "fz" for (name, _), touches in zip(tokens, after, strict=True) if name):
        return None
    loose = [
        not fixed_width and name in ("d", "m", "H") and not (left or right)
        for (name, _), left, right in zip(tokens, before, after, strict=True)
    ]
    places = {name: f"\\{number}" for number, name in enumerate(names, 1)}
    return OwnFormat(
        matching="|".join(_expression(tokens, loose, days) for days in _DAYS_OF_MONTHS),
        parts="".join(_group(token, wide) for token, wide in zip(tokens, loose, strict=True)),
        rewriting=_rewriting(type_, places),
        literals="".join(literal for name, literal in tokens if not name),
    )


def _may_be_a_digit(token: tuple[str, str]) -> bool:
    name, literal = token
    return bool(name) or literal.isdigit()


def _expression(tokens: Sequence[tuple[str, str]], loose: Sequence[bool], days: tuple[str, str]) -> str:
    directives = {**_DIRECTIVES, "d": days[0], "m": days[1]}
    parts = []
    for (name, literal), is_loose in zip(tokens, loose, strict=True):
        part = directives[name] if name else re.escape(literal)
        parts.append(part.replace("(?:0[", "(?:0?[").replace("[01][", "[01]?[") if name and is_loose else part)
    return "".join(parts)


def _group(token: tuple[str, str], is_loose: bool) -> str:
    name, literal = token
    if not name:
        return re.escape(literal)
    widths = {"Y": "[0-9]{4}", "f": "[0-9]{1,6}", "z": "Z|[+-][0-9:]+"}
    return f"({widths.get(name, '[0-9]{1,2}' if is_loose else '[0-9]{2}')})"


def _rewriting(type_: str, places: dict[str, str]) -> str:
    date = "-".join(places.get(name, "") for name in "Ymd")
    time = ":".join(places.get(name, "00") for name in "HMS")
    time += f".{places['f']}" if "f" in places else ""
    return {"date": date, "time": time}.get(type_, f"{date} {time}{places.get('z', 'Z')}")


def _iso(pattern: str) -> str:
    found = own_format("datetime", pattern, fixed_width=True)
    assert found is not None  # noqa: S101  (patterns of this module alone)
    return f"(?:{found.matching})"


DATE: Final = _iso("%Y-%m-%d")
TIME: Final = rf"{_iso('%H:%M')}(?::{_SIXTY}(?:\.[0-9]{{1,6}})?)?"
DATETIME: Final = f"{DATE}[T ]{TIME}"
ZONED_DATETIME: Final = f"{DATETIME}{_DIRECTIVES['z']}"
