"""Which field each column of a file could go into, and why: by its name, by names that are much alike, by its values.

Pure: no Django. What has a field's name goes into it without being asked (see `mapping`); what only has one much
alike is suggested, to be looked at by a person, and only where its values are such as the field takes.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz, process

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.schema import Field, TableSchema
from docprocessor.imports.columns.column_sample import ColumnSample
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS, Match, field_finder

Status = Literal["matched", "suggested", "unmapped"]
How = Literal["exact", "title", "alias", "normalised", "place", "fuzzy", "remembered", "none"]

SCORES: Final = {"exact": 1.0, "title": 0.98, "alias": 0.96, "normalised": 0.94, "place": 0.9}
# The most that a name much alike can score; values of the field's type add to it.
FUZZY: Final = 0.8
FOR_VALUES: Final = 0.1
# From here on, names are much alike: `mail` and `email` are, `order number` and `phone number` are not.
LEAST_ALIKE: Final = 77.0
# Words of one name that are all in the other's: `Name` for `first name`.
PART_OF_NAME: Final = 0.9
CANDIDATES: Final = 5
# Most values must be such as the field takes; a few faulty ones are what reviewing is for.
LEAST_VALID: Final = 0.8
# Labels times names of fields that are held against each other: a second's work or two.
MOST_COMPARED: Final = 2_500_000
OF_REJECTS: Final = "Left out: a rejects file carries it besides the file's own columns"
NOTHING: Final[Mapping[str, Any]] = {}
_NUMBERS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Suggestion:
    """The field that a column goes into, or could; None where it goes into none. `score` is from 0 to 1."""

    label: str
    samples: tuple[str, ...]
    field: str | None = None
    status: Status = "unmapped"
    how: How = "none"
    score: float = 0.0
    reason: str = "No field has a name like this"

    def as_json(self) -> dict[str, Any]:
        """Return it as it is served."""
        return asdict(self)


class _Candidate(NamedTuple):
    """A column by its place, a field that it could go into, and what speaks for it."""

    score: float
    place: int
    field: str
    word: str
    is_valid: bool


def suggest(
    labels: Sequence[str],
    values: Sequence[Sequence[str]],
    schema: TableSchema,
    *,
    by_place: Mapping[str, str] = NOTHING,
    remembered: Mapping[str, str | None] = NOTHING,
) -> list[Suggestion]:
    """Return what becomes of each column. `values`: some cells of each; `by_place` and `remembered`: the fields of
    columns by their labels, where the file has no header, and as they were mapped the last time."""
    fields = {field.name: field for field in Validator(schema).fields}
    seen = [ColumnSample(each, fields) for each in values]
    found = [Suggestion(label, each.shown) for label, each in zip(labels, seen, strict=True)]
    free = {field.name: field for field in schema.fields}
    for place, label in enumerate(labels):
        if label in SERVICE_COLUMNS:
            found[place] = replace(found[place], reason=OF_REJECTS)
        elif label in remembered and (remembered[label] is None or remembered[label] in free):
            found[place] = _as_last_time(found[place], remembered[label])
            free.pop(remembered[label] or "", None)
        elif label in by_place:
            reason = _with_values("By its place, as the file has no header", seen[place], by_place[label])
            found[place] = replace(
                found[place], field=by_place[label], status="matched", how="place", score=SCORES["place"], reason=reason
            )
            del free[by_place[label]]
    _match(found, seen, schema, free)
    _suggest_alike(found, seen, schema, free)
    return [_with_what_has_gone(each, remembered.get(each.label), schema) for each in found]


def missing_fields(found: Sequence[Suggestion], schema: TableSchema) -> list[str]:
    """Return the required fields that no column goes into."""
    taken = {each.field for each in found}
    return [field.name for field in schema.fields if schema.is_required(field.name) and field.name not in taken]


def _as_last_time(column: Suggestion, name: str | None) -> Suggestion:
    if name is None:
        return replace(column, how="remembered", score=1.0, reason="Left out, as the last time")
    return replace(column, field=name, status="matched", how="remembered", score=1.0, reason="As the last time")


def _with_what_has_gone(column: Suggestion, name: str | None, schema: TableSchema) -> Suggestion:
    """Say so where a column went into a field the last time that the dataset no longer has."""
    if name is None or name in schema:
        return column
    gone = f"it went into {name} the last time, which is no longer a field"
    return replace(column, reason=f"{column.reason}; {gone}")


def _match(found: list[Suggestion], seen: list[ColumnSample], schema: TableSchema, free: dict[str, Field]) -> None:
    """Give each field to the column that has its name, the very words before others."""
    find = field_finder(schema)
    matches = [(place, match) for place in _open(found) if (match := find(found[place].label))]
    for place, match in sorted(matches, key=lambda each: -SCORES[each[1].how]):
        column = found[place]
        if free.pop(match.field, None) is None:
            taker = next(each.label for each in found if each.field == match.field)
            found[place] = replace(column, reason=f"It means {match.field} as well, which the column {taker} goes into")
            continue
        reason = _with_values(_on_name(match), seen[place], match.field)
        found[place] = replace(
            column, field=match.field, status="matched", how=match.how, score=SCORES[match.how], reason=reason
        )


def _suggest_alike(
    found: list[Suggestion], seen: list[ColumnSample], schema: TableSchema, free: dict[str, Field]
) -> None:
    """Give the fields that are left to the columns with the names most alike, required fields first; where the values
    speak against it, only say so."""

    def order(candidate: _Candidate) -> tuple[bool, float, bool, int, str]:
        is_optional = not schema.is_required(candidate.field)
        return (not candidate.is_valid, -candidate.score, is_optional, candidate.place, candidate.field)

    for candidate in sorted(_candidates(found, seen, free), key=order):
        column, name = found[candidate.place], candidate.field
        if column.field is not None or column.reason != Suggestion.reason or name not in free:
            continue
        reason = _with_values(f"A name similar to {candidate.word}", seen[candidate.place], name)
        found[candidate.place] = replace(column, reason=reason)
        if candidate.is_valid:
            score = round(candidate.score, 2)
            found[candidate.place] = replace(
                column, field=name, status="suggested", how="fuzzy", score=score, reason=reason
            )
            del free[name]


def _candidates(found: list[Suggestion], seen: list[ColumnSample], free: dict[str, Field]) -> Iterator[_Candidate]:
    """Yield the pairs of columns and fields whose names are much alike."""
    words = [
        (field.name, word) for field in free.values() for word in (field.name, field.title, *field.aliases) if word
    ]
    plain = [_words(word) for _, word in words]
    places = _open(found)
    if len(places) * len(words) > MOST_COMPARED:
        return
    for place in places:
        alike: dict[str, tuple[float, str]] = {}
        for number, likeness in _alike(_words(found[place].label), plain):
            name, word = words[number]
            alike[name] = max(alike.get(name, (0.0, "")), (likeness, word))
        for name, (likeness, word) in alike.items():
            share = seen[place].valid_share(name)
            score = likeness / 100 * FUZZY + FOR_VALUES * (share or 0)
            yield _Candidate(score, place, name, word, is_valid=share is None or share >= LEAST_VALID)


def _alike(label: str, names: list[str]) -> Iterator[tuple[int, float]]:
    """Yield the places of the names that are much alike, and how much: up to 100."""
    for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, PART_OF_NAME)):
        alike = process.extract(label, names, scorer=scorer, score_cutoff=LEAST_ALIKE / weight, limit=CANDIDATES)
        for name, score, number in alike:
            if _same_numbers(label, name):
                yield number, score * weight


def _same_numbers(one: str, other: str) -> bool:
    """`phone 1` is not `phone 2`, whatever else they share."""
    numbers, others = _NUMBERS.findall(one), _NUMBERS.findall(other)
    return not numbers or not others or numbers == others


def _words(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).casefold()))


def _open(found: Sequence[Suggestion]) -> list[int]:
    """Return the places of the columns that nothing has been said of."""
    return [
        place
        for place, each in enumerate(found)
        if each.field is None and each.how == "none" and each.label not in SERVICE_COLUMNS
    ]


def _on_name(match: Match) -> str:
    if match.how == "exact":
        return "Same name"
    if match.how == "title":
        return f"The title of {match.field}"
    return (
        f"Known as {match.word}"
        if match.how == "alias"
        else f"Same name as {match.word} apart from case, spaces or signs"
    )


def _with_values(name: str, values: ColumnSample, field: str) -> str:
    """Return a reason by name, with what the values say for it or against it."""
    share = values.valid_share(field)
    if share is None:
        return name
    return f"{name}, {'and' if share >= LEAST_VALID else 'but'} {values.evidence(field)}"
