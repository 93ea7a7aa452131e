"""What a new schema changes, in sentences, and which stored rows it may concern. Pure: no Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from docprocessor.datasets.schema import Constraints, Field, TableSchema

# Rules that say how a value must be; whether there must be one, and whether it may come twice, are others.
RULES: Final = {
    "enum": "enum",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
# How values are written in files; what is stored does not depend on it.
SPELLINGS: Final = {
    "example": "example",
    "true_values": "trueValues",
    "false_values": "falseValues",
    "decimal_char": "decimalChar",
    "group_char": "groupChar",
}


@dataclass(frozen=True)
class Difference:
    """Two schemas of one dataset. A field is its name: one that is called otherwise is another."""

    old: TableSchema
    new: TableSchema

    @property
    def added(self) -> list[Field]:
        """Fields that rows do not have yet."""
        return [field for field in self.new.fields if field.name not in self.old]

    @property
    def removed(self) -> list[Field]:
        """Fields that go, with all that is in them."""
        return [field for field in self.old.fields if field.name not in self.new]

    @property
    def kept(self) -> list[tuple[Field, Field]]:
        """Fields that there are in both, as they were and as they will be."""
        return [(self.old[field.name], field) for field in self.new.fields if field.name in self.old]

    @property
    def retyped(self) -> list[tuple[Field, Field]]:
        """Fields whose values are to be stored as another type."""
        return [(old, new) for old, new in self.kept if storage(old) != storage(new)]

    @property
    def newly_required(self) -> list[Field]:
        """Fields that need a value from now on."""
        return [
            field
            for field in self.new.fields
            if self.new.is_required(field.name) and not (field.name in self.old and self.old.is_required(field.name))
        ]

    @property
    def to_judge(self) -> list[tuple[Field, Field]]:
        """Fields of which a stored value may not be valid any more."""
        more_missing = not self.new.missing_values <= self.old.missing_values
        keys = set(_in_keys(self.new)) - set(_in_keys(self.old))
        return [
            (old, new)
            for old, new in self.kept
            if more_missing or new.name in keys or _judgement(old) != _judgement(new)
        ]

    @property
    def touches_table(self) -> bool:
        """Whether the tables must change, and not only what is said of them."""
        return bool(
            self.added
            or self.removed
            or self.retyped
            or self.old.unique_keys != self.new.unique_keys
            or self.old.primary_key != self.new.primary_key
            or any(self.old.is_required(old.name) != self.new.is_required(old.name) for old, _ in self.kept)
        )

    def sentences(self, lost: Mapping[str, int]) -> list[str]:
        """Say each change; `lost` is how many values go with a field."""
        said = [f"The field {field.name} ({field.type}) is added." for field in self.added]
        for field in self.removed:
            number = lost[field.name]
            said.append(f"The field {field.name} is removed, with {number:,} value{'' if number == 1 else 's'} in it.")
        for old, new in self.kept:
            said += _field_sentences(old, new)
        if self.old.primary_key != self.new.primary_key:
            was, becomes = (", ".join(each.primary_key) or "none" for each in (self.old, self.new))
            said.append(f"The primary key changes from {was} to {becomes}.")
        if self.old.missing_values != self.new.missing_values:
            was, becomes = (_quoted(sorted(each.missing_values)) for each in (self.old, self.new))
            said.append(f"What stands for no value changes from {was} to {becomes}.")
        if [old.name for old, _ in self.kept] != [field.name for field in self.old.fields if field.name in self.new]:
            said.append("The order of the fields changes.")
        return said


def storage(field: Field) -> str:
    """Return what decides how a field's values are stored."""
    if field.type in ("string", "any"):
        return "uuid" if field.format == "uuid" else "string"
    return field.type


def _judgement(field: Field) -> tuple[Any, ...]:
    rules = replace(field.constraints, required=False, unique=False)
    # Of the same number or date, only a text is as it was written.
    return field.type, field.format, rules


def _in_keys(schema: TableSchema) -> Iterator[str]:
    return (name for key in schema.unique_keys for name in key)


def _field_sentences(old: Field, new: Field) -> Iterator[str]:
    name = new.name
    if old.type != new.type:
        yield f"The type of {name} changes from {old.type} to {new.type}."
    if old.format != new.format:
        yield f"The format of {name} changes from {old.format} to {new.format}."
    yield from _rule_sentences(name, old.constraints, new.constraints)
    if old.title != new.title:
        yield f"The title of {name} changes from {_quoted([old.title])} to {_quoted([new.title])}."
    if old.description != new.description:
        yield f"The description of {name} changes."
    if old.aliases != new.aliases:
        yield f"The other names of {name} change from {_quoted(old.aliases)} to {_quoted(new.aliases)}."
    for attribute, word in SPELLINGS.items():
        if getattr(old, attribute) != getattr(new, attribute):
            yield f"The {word} of {name} changes from {_shown(old, attribute)} to {_shown(new, attribute)}."


def _rule_sentences(name: str, old: Constraints, new: Constraints) -> Iterator[str]:
    for attribute in ("required", "unique"):
        if getattr(old, attribute) != getattr(new, attribute):
            yield f"{name} {'becomes' if getattr(new, attribute) else 'is no longer'} {attribute}."
    for attribute, word in RULES.items():
        was, becomes = getattr(old, attribute), getattr(new, attribute)
        if was == becomes:
            continue
        if becomes is None:
            yield f"The rule {word} of {name}, {_shown(old, attribute)}, is lifted."
        elif was is None:
            yield f"{name} gets the rule {word}: {_shown(new, attribute)}."
        else:
            yield f"The rule {word} of {name} changes from {_shown(old, attribute)} to {_shown(new, attribute)}."


def _shown(owner: object, attribute: str) -> str:
    value = getattr(owner, attribute)
    return _quoted(value) if isinstance(value, tuple) else _quoted([value])


def _quoted(values: Any) -> str:
    return ", ".join("nothing" if value in (None, "") else f'"{value}"' for value in values) or "nothing"
