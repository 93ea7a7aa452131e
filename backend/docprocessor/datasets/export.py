"""Rows as files."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.rows import RowQuery, row_stream
from docprocessor.datasets.schema import Field
from docprocessor.datasets.values import number_text


def csv_lines(rows: list[list[str]]) -> bytes:
    """Return rows as CSV (RFC 4180): UTF-8, CRLF, quoted where needed."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(errors="surrogateescape")


def csv_export(query: RowQuery) -> Iterator[bytes]:
    """Yield a query's rows as CSV that imports again into the same dataset."""
    fields = query.dataset.table_schema.fields
    yield csv_lines([[field.name for field in fields]])
    for batch in row_stream(query):
        yield csv_lines([[as_text(value, field) for value, field in zip(row, fields, strict=False)] for row in batch])


def csv_template(dataset: Dataset) -> bytes:
    """Return an empty file of a dataset: its header and one example record."""
    schema = dataset.table_schema
    return csv_lines([[field.name for field in schema.fields], [example(field) for field in schema.fields]])


def as_text(value: Any, field: Field) -> str:
    """Return a stored value as the field's own reader takes it."""
    if value is None:
        return ""
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


def example(field: Field) -> str:
    """Return a value that the field would take: its own example, or one made from its type and rules."""
    rules = field.constraints
    if field.example is not None:
        return field.example
    if rules.enum:
        return str(rules.enum[0])
    if rules.minimum is not None:
        return str(rules.minimum)
    if field.type == "boolean":
        return field.true_values[0]
    if field.format in _FORMAT_EXAMPLES:
        return _FORMAT_EXAMPLES[field.format]
    sample = _EXAMPLES.get(field.type)
    return as_text(sample, field) if sample is not None else ""


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
