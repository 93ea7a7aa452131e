"""A Table Schema from what a file's columns are called and hold. Pure: no Django."""

from collections.abc import Sequence
from typing import Any

from docprocessor.datasets.naming import identifier
from docprocessor.imports.columns.inference import ColumnInference
from docprocessor.imports.tabular.mapping import SERVICE_COLUMNS


def field_names(labels: Sequence[str]) -> list[str | None]:
    """Return a field's name for each column; None for those that reject files carry besides the file's own."""
    taken: set[str] = set()
    names: list[str | None] = []
    for place, label in enumerate(labels, start=1):
        if label in SERVICE_COLUMNS:
            names.append(None)
            continue
        base = name = identifier(label, default=f"column_{place}", length=55)
        number = 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def table_schema(labels: Sequence[str], columns: Sequence[ColumnInference]) -> dict[str, Any]:
    """Return the Table Schema of a file; each field's description holds the evidence for its type."""
    fields = []
    for label, name, column in zip(labels, field_names(labels), columns, strict=True):
        if name is not None:
            title = {} if label == name else {"title": label}
            described = {"description": f"Inferred: {column.evidence()}."}
            fields.append({"name": name, **title, **column.as_field(), **described})
    return {"fields": fields}
