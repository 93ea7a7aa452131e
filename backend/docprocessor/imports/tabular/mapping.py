"""Which column of a file goes into which field of a dataset. Pure: no Django."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from docprocessor.datasets.schema import Field, TableSchema

# What reject files carry besides the file's own columns; coming back, they are passed over.
SERVICE_COLUMNS: Final = ("_row", "_line", "_errors")
NAMED_AT_MOST: Final = 10
_WORDS: Final[tuple[tuple[Literal["exact", "title", "alias"], Callable[[Field], Iterable[str]]], ...]] = (
    ("exact", lambda field: (field.name,)),
    ("title", lambda field: (field.title,)),
    ("alias", lambda field: field.aliases),
)


class MappingError(ValueError):
    """The file's columns cannot be put into the dataset's fields."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def unique_labels(cells: Sequence[str]) -> list[str]:
    """Return a name for each column of a header: blank ones by their place, repeated ones with a number."""
    labels: dict[str, None] = {}
    next_number: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        base = label = cell.strip()[:200] or f"column_{place}"
        while label in labels:
            number = next_number.get(base, 2)
            label, next_number[base] = f"{base}_{number}", number + 1
        labels[label] = None
    return list(labels)


class Match(NamedTuple):
    """A field that a label means, and by which of its words."""

    field: str
    how: Literal["exact", "title", "alias", "normalised"]
    word: str


def field_finder(schema: TableSchema) -> Callable[[str], Match | None]:
    """Return what finds the field that a label means: by its name, title or an alias, whatever the case, spaces and
    signs. Exact words go first, and names before titles before aliases."""
    exact: dict[str, Match] = {}
    plain: dict[str, Match] = {}
    for how, words_of in _WORDS:
        for field in schema.fields:
            for word in words_of(field):
                exact.setdefault(word, Match(field.name, how, word))
                plain.setdefault(plain_name(word), Match(field.name, "normalised", word))
    exact.pop("", None)
    plain.pop("", None)

    def find(label: str) -> Match | None:
        return None if label in SERVICE_COLUMNS else exact.get(label) or plain.get(plain_name(label))

    return find


def fields_by_place(labels: Sequence[str], schema: TableSchema) -> dict[str, str]:
    """Return the field of each column of a file that is said to have no header: one after the other, if there are as
    many columns as fields."""
    names = [field.name for field in schema.fields]
    return dict(zip(labels, names, strict=True)) if len(names) == len(labels) else {}


def map_columns(
    labels: Sequence[str],
    schema: TableSchema,
    wishes: Mapping[str, str | None] | None = None,
    *,
    needed: Sequence[str] | None = None,
) -> list[str | None]:
    """Return a field's name for each column, None for those that are left out.

    `wishes` names a field for a label, or None to leave it out; what it does not name is matched by name.
    `needed` are the fields that must have a column, all required ones unless it says otherwise.
    Raises MappingError when a wish names what is not there, two columns mean one field, or a needed
    field has no column.
    """
    wishes = wishes or {}
    for label, name in wishes.items():
        if label not in labels:
            raise MappingError("unknown_column", f"The mapping names a column {label!r} that the file does not have.")
        if name is not None and name not in schema:
            raise MappingError("unknown_field", f"The mapping names a field {name!r} that the dataset does not have.")
    find = field_finder(schema)
    wished = {name for name in wishes.values() if name is not None}
    columns: list[str | None] = []
    for label in labels:
        if label in wishes:
            columns.append(wishes[label])
            continue
        found = find(label)
        columns.append(None if found is None or found.field in wished else found.field)
    if needed is None:
        needed = [field.name for field in schema.fields if schema.is_required(field.name)]
    _check(labels, columns, schema, needed)
    return columns


def _check(labels: Sequence[str], columns: Sequence[str | None], schema: TableSchema, needed: Sequence[str]) -> None:
    if not any(columns):
        raise MappingError(
            "no_columns_match",
            f"None of the file's columns ({_listed(labels)}) is a field of the dataset"
            f" ({_listed([field.name for field in schema.fields])}). Its first line must hold the column names.",
        )
    taken: dict[str, str] = {}
    for label, name in zip(labels, columns, strict=True):
        if name is not None and name in taken:
            raise MappingError(
                "ambiguous_columns", f"The columns {taken[name]!r} and {label!r} both mean the field {name}."
            )
        if name is not None:
            taken[name] = label
    missing = [name for name in needed if name not in taken]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        raise MappingError(
            "missing_columns",
            f"The file lacks the required column{plural} {_listed(missing)}; it has {_listed(labels)}.",
        )


def plain_name(text: str) -> str:
    """Return what is left of a name without case, spaces and signs."""
    if text.isascii():
        return re.sub(r"[^0-9a-z]+", "", text.casefold())
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED_AT_MOST])
    return f"{shown} and {len(names) - NAMED_AT_MOST:,} more" if len(names) > NAMED_AT_MOST else shown
