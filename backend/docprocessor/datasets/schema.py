"""Table Schema (https://datapackage.org/standard/table-schema/), read strictly. Pure: no Django.

What is not understood is refused when a schema is saved, never ignored when a record is checked.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime", "time", "year", "any"]

TYPES: Final = ("string", "integer", "number", "boolean", "date", "datetime", "time", "year", "any")
STRING_FORMATS: Final = ("default", "email", "uri", "uuid")
TEMPORAL: Final = ("date", "datetime", "time")
# A field's name is its column's name in PostgreSQL, so it is kept to what needs no quoting there.
# Names that start with an underscore are the system's.
FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
# Every table of PostgreSQL has these already.
SYSTEM_COLUMNS: Final = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PART_OF_A_NUMBER: Final = re.compile("[0-9eE+-]")
# No two parts of it are alike.
_SAMPLE: Final = datetime(2031, 11, 28, 17, 45, 59, tzinfo=UTC)
# PostgreSQL takes 1,600 columns a table; some are the system's.
MOST_FIELDS: Final = 1_500
CONSTRAINTS: Final[dict[str, frozenset[str]]] = {
    "required": frozenset(TYPES),
    "unique": frozenset(TYPES),
    "enum": frozenset(TYPES),
    "minimum": frozenset({"integer", "number", "date", "datetime", "time", "year"}),
    "maximum": frozenset({"integer", "number", "date", "datetime", "time", "year"}),
    "minLength": frozenset({"string"}),
    "maxLength": frozenset({"string"}),
    "pattern": frozenset({"string"}),
}
# Parts of the standard that would change which records are valid, and that nothing here checks.
UNSUPPORTED: Final = ("uniqueKeys", "foreignKeys")
UNSUPPORTED_IN_FIELD: Final = ("missingValues", "bareNumber", "categories")
# Levels of lists and objects; the standard's own documents have six.
DEEPEST: Final = 20
DEFAULT_TRUE: Final = ("true", "True", "TRUE", "1")
DEFAULT_FALSE: Final = ("false", "False", "FALSE", "0")


class SchemaError(ValueError):
    """A Table Schema that cannot be used; `errors` maps a path such as `fields.2.type` to its messages."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        path, messages = next(iter(errors.items()))
        super().__init__(f"{path}: {messages[0]}")


@dataclass(frozen=True)
class Constraints:
    """A field's rules, as the document words them; None where it sets none."""

    required: bool = False
    unique: bool = False
    enum: tuple[Any, ...] | None = None
    minimum: Any = None
    maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Field:
    """One column of a table: its name, its type and what its values look like as text."""

    name: str
    type: FieldType = "string"
    format: str = "default"
    title: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()  # what else files may call it; a property of ours beside the standard's
    example: str | None = None
    constraints: Constraints = Constraints()
    true_values: tuple[str, ...] = DEFAULT_TRUE
    false_values: tuple[str, ...] = DEFAULT_FALSE
    decimal_char: str = "."
    group_char: str = ""


@dataclass(frozen=True)
class TableSchema:
    """A whole table: its fields in order, its key, and the texts that stand for no value."""

    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    missing_values: frozenset[str] = frozenset({""})
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({each.name: each for each in self.fields})

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def is_required(self, name: str) -> bool:
        """Say whether every record needs a value there: by its rule, or as a part of the key."""
        return self._by_name[name].constraints.required or name in self.primary_key

    @property
    def unique_keys(self) -> tuple[tuple[str, ...], ...]:
        """Return every set of fields whose values no two rows may share, the primary key first."""
        singles = tuple((each.name,) for each in self.fields if each.constraints.unique)
        keys = ((self.primary_key,) if self.primary_key else ()) + singles
        return tuple(dict.fromkeys(keys))


def parse_schema(document: object) -> TableSchema:
    """Read a Table Schema document. Raises SchemaError naming everything that is wrong with it."""
    errors = _Errors()
    if not isinstance(document, Mapping):
        raise SchemaError({"schema": ["A Table Schema is a JSON object with a list of fields."]})
    _check_storable(document, errors)
    errors.raise_if_any()
    _check_supported(document, UNSUPPORTED, "", errors)
    listed = document.get("fields")
    if not isinstance(listed, list) or not listed:
        raise SchemaError({"fields": ["There must be a list of at least one field."]})
    if len(listed) > MOST_FIELDS:
        raise SchemaError({"fields": [f"There are {len(listed):,} fields; a dataset takes {MOST_FIELDS:,} at most."]})
    fields = [_field(item, f"fields.{index}", errors) for index, item in enumerate(listed)]
    names = [each.name for each in fields if each.name]
    for name in sorted({name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()):
        errors.add("fields", f"Two fields are called {name!r}.")
    missing = _texts(document.get("missingValues", [""]), "missingValues", errors)
    for index, each in enumerate(fields):
        _check_booleans(each, missing, f"fields.{index}", errors)
    key = _primary_key(document.get("primaryKey", []), names, errors)
    errors.raise_if_any()
    return TableSchema(tuple(fields), key, frozenset(missing))


class _Errors:
    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, path: str, message: str) -> None:
        self.found.setdefault(path, []).append(message)

    def raise_if_any(self) -> None:
        if self.found:
            raise SchemaError(self.found)


def _check_storable(document: object, errors: _Errors) -> None:
    """Find what PostgreSQL's jsonb does not hold: NUL, lone surrogates, infinities. Without recursion."""
    waiting: list[tuple[str, int, object]] = [("", 0, document)]
    while waiting:
        path, depth, value = waiting.pop()
        if depth > DEEPEST:
            errors.add(path, f"Nothing in a Table Schema is nested more than {DEEPEST} levels deep.")
        elif isinstance(value, Mapping):
            if not all(map(_is_storable, value)):
                errors.add(path or "schema", "A name in here holds a character that cannot be stored.")
                continue
            waiting += [(f"{path}.{name}" if path else name, depth + 1, part) for name, part in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}.{index}", depth + 1, part) for index, part in enumerate(value)]
        elif not _is_storable(value):
            errors.add(path, "This cannot be stored: it holds a NUL character, half a character or no finite number.")


def _is_storable(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and (value.isascii() or not _SURROGATE.search(value))
    return not isinstance(value, float) or math.isfinite(value)


def _check_supported(item: Mapping[str, Any], unsupported: tuple[str, ...], path: str, errors: _Errors) -> None:
    for name in unsupported:
        if name in item:
            errors.add(f"{path}{name}", f"{name} is not supported here.")


def _check_booleans(field: Field, missing: tuple[str, ...], path: str, errors: _Errors) -> None:
    if field.type != "boolean":
        return
    for name, values in (("trueValues", field.true_values), ("falseValues", field.false_values)):
        if not values:
            errors.add(f"{path}.{name}", "There must be at least one.")
        for value in sorted(set(values) & set(missing)):
            errors.add(f"{path}.{name}", f"{value!r} stands for no value already, by missingValues.")
    if set(field.true_values) & set(field.false_values):
        errors.add(f"{path}.trueValues", "A value cannot mean both true and false.")


def _field(item: object, path: str, errors: _Errors) -> Field:
    if not isinstance(item, Mapping):
        errors.add(path, "A field is a JSON object with a name.")
        return Field("")
    _check_supported(item, UNSUPPORTED_IN_FIELD, f"{path}.", errors)
    name = item.get("name")
    if not isinstance(name, str) or not FIELD_NAME.match(name):
        errors.add(
            f"{path}.name",
            "A name starts with a lower-case letter and holds lower-case letters, digits and underscores, "
            "63 at most; what people shall read goes into title.",
        )
        name = ""
    elif name in SYSTEM_COLUMNS:
        errors.add(f"{path}.name", f"{name!r} is the name of a column that every table of PostgreSQL has.")
    type_ = item.get("type", "string")
    if type_ not in TYPES:
        errors.add(f"{path}.type", f"{type_!r} is not a type known here: {', '.join(TYPES)}.")
        type_ = "any"
    parsed = Field(
        name=name,
        type=cast("FieldType", type_),
        format=_format(item.get("format", "default"), cast("FieldType", type_), path, errors),
        title=_text(item, "title", path, errors),
        description=_text(item, "description", path, errors),
        aliases=_texts(item.get("aliases", ()), f"{path}.aliases", errors),
        example=None if item.get("example") is None else str(item["example"]),
        constraints=_constraints(item.get("constraints", {}), cast("FieldType", type_), path, errors),
        true_values=_texts(item.get("trueValues", DEFAULT_TRUE), f"{path}.trueValues", errors),
        false_values=_texts(item.get("falseValues", DEFAULT_FALSE), f"{path}.falseValues", errors),
        decimal_char=_text(item, "decimalChar", path, errors) or ".",
        group_char=_text(item, "groupChar", path, errors),
    )
    marks = parsed.decimal_char + parsed.group_char
    if parsed.type in ("integer", "number") and (len(parsed.decimal_char) != 1 or len(parsed.group_char) > 1):
        errors.add(path, "decimalChar and groupChar are one character each.")
    elif parsed.type in ("integer", "number") and _PART_OF_A_NUMBER.search(marks):
        errors.add(path, "decimalChar and groupChar cannot be digits, signs or the e of an exponent.")
    elif parsed.decimal_char == parsed.group_char:
        errors.add(path, "decimalChar and groupChar cannot be the same character.")
    return parsed


def _format(value: object, type_: FieldType, path: str, errors: _Errors) -> str:
    if not isinstance(value, str):
        errors.add(f"{path}.format", "A format is a text.")
    elif value == "default" or (type_ == "string" and value in STRING_FORMATS):
        return value
    elif type_ in TEMPORAL and "%" in value:
        if _reads_back(type_, value):
            return value
        errors.add(f"{path}.format", f"By {value!r} not every {type_} can be written and read back.")
    elif type_ in TEMPORAL and value == "any":
        errors.add(f"{path}.format", "'any' would guess; name the pattern, such as %d/%m/%Y.")
    else:
        errors.add(f"{path}.format", f"{value!r} is not a format of the type {type_}.")
    return "default"


def _reads_back(type_: FieldType, pattern: str) -> bool:
    """Say whether a pattern keeps a day's date, and an hour that is not of the morning; it may leave out the rest."""
    sample = _SAMPLE if type_ == "datetime" else _SAMPLE.replace(tzinfo=None)
    try:
        read = datetime.strptime(sample.strftime(pattern), pattern)  # noqa: DTZ007  (what it says of a zone is its own)
    except (ValueError, re.error):  # no such directive; one that stands twice
        return False
    hours = (sample.hour,) if type_ == "time" else (sample.hour, 0)
    return (type_ == "time" or read.date() == sample.date()) and (type_ == "date" or read.hour in hours)


def _constraints(value: object, type_: FieldType, path: str, errors: _Errors) -> Constraints:
    path = f"{path}.constraints"
    if not isinstance(value, Mapping):
        errors.add(path, "Constraints are a JSON object.")
        return Constraints()
    for name in value:
        if type_ not in CONSTRAINTS.get(str(name), ()):
            errors.add(f"{path}.{name}", f"{name!r} is not a constraint of the type {type_}.")
    enum = value.get("enum")
    if enum is not None and not (
        isinstance(enum, list) and enum and all(isinstance(v, str | int | float) for v in enum)
    ):
        errors.add(f"{path}.enum", "enum is a list of at least one text, number or boolean.")
        enum = None
    pattern = value.get("pattern")
    if pattern is not None and not isinstance(pattern, str):
        errors.add(f"{path}.pattern", "A pattern is a text.")
        pattern = None
    return Constraints(
        required=_flag(value, "required", path, errors),
        unique=_flag(value, "unique", path, errors),
        enum=tuple(enum) if enum else None,
        minimum=value.get("minimum"),
        maximum=value.get("maximum"),
        min_length=_length(value, "minLength", path, errors),
        max_length=_length(value, "maxLength", path, errors),
        pattern=pattern,
    )


def _flag(item: Mapping[str, Any], name: str, path: str, errors: _Errors) -> bool:
    value = item.get(name, False)
    if not isinstance(value, bool):
        errors.add(f"{path}.{name}", "This is true or false.")
    return value is True


def _length(item: Mapping[str, Any], name: str, path: str, errors: _Errors) -> int | None:
    value = item.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        errors.add(f"{path}.{name}", "A length is a whole number, 0 or more.")
        return None
    return value


def _text(item: Mapping[str, Any], name: str, path: str, errors: _Errors) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or "\x00" in value:
        errors.add(f"{path}.{name}", "This is a text.")
        return ""
    return value


def _texts(value: object, path: str, errors: _Errors) -> tuple[str, ...]:
    if not isinstance(value, Iterable) or isinstance(value, str | Mapping):
        errors.add(path, "This is a list of texts.")
        return ()
    texts = tuple(value)
    if not all(isinstance(text, str) for text in texts):
        errors.add(path, "This is a list of texts.")
        return ()
    return cast("tuple[str, ...]", texts)


def _primary_key(value: object, names: list[str], errors: _Errors) -> tuple[str, ...]:
    parts = (value,) if isinstance(value, str) else _texts(value, "primaryKey", errors)
    for part in parts:
        if part not in names:
            errors.add("primaryKey", f"There is no field called {part!r}.")
    if len(set(parts)) < len(parts):
        errors.add("primaryKey", "A field stands in the key twice.")
    return parts
