"""Rows as CSV."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from docprocessor.datasets.checking.validation import Validator, constant
from docprocessor.datasets.checking.values import number_text
from docprocessor.datasets.exporting.formulas import without_formula
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.rows import RowQuery, row_stream
from docprocessor.datasets.schema import Field, TableSchema


def csv_lines(rows: list[list[str]]) -> bytes:
    """Return rows as CSV (RFC 4180): UTF-8, CRLF, quoted where needed."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(errors="surrogateescape")


def csv_export(query: RowQuery, *, safe: bool = False) -> Iterator[bytes]:
    """Yield a query's rows as CSV that imports again into the same dataset.

    `safe` is for spreadsheets, which then run no text as a formula; such a file does not import again unchanged.
    """
    schema = query.dataset.table_schema
    fields = schema.fields
    nothing = "" if "" in schema.missing_values else min(schema.missing_values, default="")
    guarded = [safe and field.type in ("string", "any") for field in fields]

    def cell(value: Any, field: Field, guard: bool) -> str:
        text = nothing if value is None else as_text(value, field)
        return without_formula(text) if guard else text

    yield csv_lines([[field.name for field in fields]])
    for batch in row_stream(query):
        yield csv_lines([[cell(*each) for each in zip(row, fields, guarded, strict=False)] for row in batch])


def csv_template(dataset: Dataset) -> bytes:
    """Return an empty file of a dataset: its header and one example record."""
    schema = dataset.table_schema
    return csv_lines([[field.name for field in schema.fields], [example(field, schema) for field in schema.fields]])


def as_text(value: Any, field: Field) -> str:
    """Return a stored value as the field's own reader takes it."""
    if isinstance(value, bool):
        return (field.true_values if value else field.false_values)[0]
    if field.type in ("integer", "number"):
        return number_text(value).replace(".", field.decimal_char)
    if field.type == "year":
        return f"{value:04d}"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z") if field.format == "default" else _formatted(moment, field)
    if isinstance(value, date | time):
        return value.isoformat() if field.format == "default" else _formatted(value, field)
    return str(value)


def _formatted(value: date | time, field: Field) -> str:
    """The C library's %Y writes the year 987 with three digits, and strptime reads four."""
    if isinstance(value, time):
        return value.strftime(field.format)
    year = f"{value.year:04d}"
    return value.strftime(re.sub("%.", lambda found: year if found[0] == "%Y" else found[0], field.format))


def example(field: Field, schema: TableSchema) -> str:
    """Return a value that the field takes: its own example, or one made from its rules and type; empty if none fits."""
    alone = Validator(replace(schema, fields=(field,), primary_key=()))
    candidates = (text for text in _candidates(field) if text not in schema.missing_values)
    return next((text for text in candidates if not alone.check([text])[1]), "")


def _candidates(field: Field) -> Iterator[str]:
    rules = field.constraints
    if field.example is not None:
        yield field.example
    for named in (*(rules.enum or ()), rules.minimum, rules.maximum):
        if named is not None:
            yield as_text(constant(field, named, "example").typed, field)
    if field.type == "boolean":
        yield field.true_values[0]
    if field.format in _FORMAT_EXAMPLES:
        yield _FORMAT_EXAMPLES[field.format]
    sample = _EXAMPLES.get(field.type)
    if isinstance(sample, str):
        yield sample.ljust(rules.min_length or 0, ".")[: rules.max_length]
    elif sample is not None:
        yield as_text(sample, field)


_FORMAT_EXAMPLES = {
    "email": "name@example.com",
    "uri": "https://example.com/",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}
_EXAMPLES: dict[str, Any] = {
    "integer": 1,
    "number": 1.5,
    "date": date(2024, 12, 31),
    "datetime": datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC),
    "time": time(23, 59, 59),
    "year": 2024,
    "string": "text",
    "any": "text",
}
