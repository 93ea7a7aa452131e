"""Is this record valid, and if not, why: every fault of it. Pure: no Django."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Final, NamedTuple

import re2

from docprocessor.datasets.checking.values import NotAValue, Value, comparable, is_nan, reader_of
from docprocessor.datasets.schema import Field, SchemaError, TableSchema

# A btree entry holds some 2,700 bytes; a longer text cannot be a key in PostgreSQL.
LONGEST_KEY_BYTES: Final = 2_000
# How many cells of a column are remembered, and how long they may be: some megabytes at the very most.
MOST_KNOWN: Final = 10_000
LONGEST_KNOWN: Final = 64
# RE2 runs in time linear in the text, whatever the pattern: nobody's pattern can stall a worker.
_RE2_OPTIONS: Final = re2.Options()
_RE2_OPTIONS.log_errors = False
_RE2_OPTIONS.max_mem = 8 << 20

Rule = tuple[str, str, Callable[[Value, str], bool]]


class Fault(NamedTuple):
    """One reason why a record cannot go in. `column` is the field's name, None for the whole record."""

    column: str | None
    code: str
    value: str | None
    message: str


# A cell's value, None where it has none, and everything that is wrong with it.
Judgement = tuple[Value | None, tuple[Fault, ...]]


@dataclass(frozen=True)
class CheckedField:
    """A field with its rules compiled: what its cells are judged by."""

    field: Field
    required: bool
    is_key: bool
    missing: frozenset[str]
    blank_is_missing: bool
    read: Callable[[str], Value]
    rules: tuple[Rule, ...]
    # What became of cells seen before: most columns hold few values, again and again.
    known: dict[str, Judgement] = dataclass_field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.field.name

    def is_missing(self, cell: str | None) -> bool:
        """Say whether a cell stands for no value."""
        return cell is None or cell in self.missing or (self.blank_is_missing and cell.isspace())

    def judge(self, cell: str | None) -> Judgement:
        """Return a cell's value and all its faults. A value with faults is not to be stored."""
        if cell is None or self.is_missing(cell):
            fault = Fault(self.name, "required", cell, "A value is required here.")
            return None, ((fault,) if self.required else ())
        judged = self.known.get(cell)
        if judged is None:
            judged = _judge(self, cell)
            if len(self.known) < MOST_KNOWN and len(cell) <= LONGEST_KNOWN:
                self.known[cell] = judged
        return judged


class Validator:
    """Checks records against a schema.

    Building one compiles the schema and raises SchemaError for a constraint that its own type cannot
    read, or a pattern that the linear-time engine does not take.
    """

    def __init__(self, schema: TableSchema, names: Sequence[str] | None = None) -> None:
        """Check the fields of these names, in this order; all fields in the schema's when there are none."""
        self.schema = schema
        places = {field.name: index for index, field in enumerate(schema.fields)}
        keys = frozenset(name for key in schema.unique_keys for name in key)
        self.fields = tuple(_checked(schema, places[name], keys) for name in (places if names is None else names))

    def check(self, cells: Sequence[str | None]) -> tuple[list[Value | None], list[Fault]]:
        """Return the values of a record's cells, one for each field in order, and its faults.

        A cell of None, or one of the schema's missing values, is no value; nor is white space alone where the
        value is not text. The values are whole only when there are no faults.
        """
        values: list[Value | None] = []
        faults: list[Fault] = []
        for field, cell in zip(self.fields, cells, strict=True):
            value, found = field.judge(cell)
            values.append(value)
            faults += found
        return values, faults


def _checked(schema: TableSchema, index: int, keys: frozenset[str]) -> CheckedField:
    field = schema.fields[index]
    return CheckedField(
        field=field,
        required=schema.is_required(field.name),
        is_key=field.name in keys,
        missing=schema.missing_values,
        # Around what is not text, white space has no meaning; by itself it is then no value.
        blank_is_missing=field.type not in ("string", "any") and "" in schema.missing_values,
        read=reader_of(field),
        rules=tuple(_rules(field, f"fields.{index}.constraints")),
    )


def _judge(field: CheckedField, cell: str) -> Judgement:
    unreadable = _character_fault(field.name, cell)
    if unreadable is not None:
        return None, (unreadable,)
    try:
        value = field.read(cell)
    except NotAValue as reason:
        return None, (Fault(field.name, reason.code, cell, reason.message),)
    faults = [Fault(field.name, code, cell, message) for code, message, holds in field.rules if not holds(value, cell)]
    if field.is_key and len(value.text) * 4 > LONGEST_KEY_BYTES:
        faults += _key_length_fault(field.name, value.text)
    return value, tuple(faults)


def _character_fault(name: str, cell: str) -> Fault | None:
    if "\x00" in cell:
        return Fault(name, "nul_character", cell, "This holds a NUL character, which PostgreSQL cannot store.")
    if not cell.isascii():
        try:
            cell.encode()
        except UnicodeEncodeError:  # bytes that are not of the file's encoding are carried as lone surrogates
            return Fault(name, "undecodable", cell, "This holds bytes that are not of the file's encoding.")
    return None


def _key_length_fault(name: str, text: str) -> list[Fault]:
    if len(text.encode()) <= LONGEST_KEY_BYTES:
        return []
    message = f"This is longer than the {LONGEST_KEY_BYTES:,} bytes that a unique value can have."
    return [Fault(name, "key_too_long", text, message)]


def _rules(field: Field, path: str) -> list[Rule]:
    limits = field.constraints
    rules: list[Rule] = []
    if limits.enum is not None:
        allowed = {comparable(constant(field, value, f"{path}.enum").typed) for value in limits.enum}
        listed = ", ".join(str(value) for value in limits.enum[:10]) + (" …" if len(limits.enum) > 10 else ".")
        rules.append(("enum", f"This is none of: {listed}", lambda value, _: comparable(value.typed) in allowed))
    if limits.minimum is not None:
        low = _limit(field, limits.minimum, f"{path}.minimum")
        message = f"This is less than {limits.minimum}."
        rules.append(("minimum", message, lambda value, _: not is_nan(value.typed) and value.typed >= low))
    if limits.maximum is not None:
        high = _limit(field, limits.maximum, f"{path}.maximum")
        message = f"This is more than {limits.maximum}."
        rules.append(("maximum", message, lambda value, _: not is_nan(value.typed) and value.typed <= high))
    if limits.min_length is not None:
        shortest = limits.min_length
        message = f"This is shorter than {shortest} characters."
        rules.append(("min_length", message, lambda _, cell: len(cell) >= shortest))
    if limits.max_length is not None:
        longest = limits.max_length
        message = f"This is longer than {longest} characters."
        rules.append(("max_length", message, lambda _, cell: len(cell) <= longest))
    if limits.pattern is not None:
        pattern = compile_pattern(limits.pattern, f"{path}.pattern")
        message = f"This does not match the pattern {limits.pattern}."
        rules.append(("pattern", message, lambda _, cell: pattern.fullmatch(cell) is not None))
    return rules


def _limit(field: Field, value: Any, path: str) -> Any:
    limit = constant(field, value, path).typed
    if is_nan(limit):
        raise SchemaError({path: ["Nothing is more or less than NaN."]})
    return limit


def compile_pattern(pattern: str, path: str) -> Any:
    """Compile a pattern for the linear-time engine. Raises SchemaError when it does not take it."""
    try:
        return re2.compile(pattern, options=_RE2_OPTIONS)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        message = f"This pattern cannot be run in linear time, or is not a pattern: {reason}"
        raise SchemaError({path: [message]}) from None


def constant(field: Field, value: Any, path: str) -> Value:
    """Read a value that the schema itself names, written as JSON or as text."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if isinstance(value, bool) and text not in field.true_values + field.false_values:
        text = (field.true_values if value else field.false_values)[0]
    if field.type in ("integer", "number") and not isinstance(value, str):
        text = text.replace(".", field.decimal_char)
    try:
        return reader_of(field)(text)
    except NotAValue as reason:
        raise SchemaError({path: [f"{value!r} is not a value of the type {field.type}: {reason.message}"]}) from None
