"""The dataset that records go into: what a student is, and a workspace's table of them."""

from typing import Any, Final

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import Field, TableSchema, parse_schema
from docprocessor.datasets.services import dataset_create
from docprocessor.lib.problems import AppError

SLUG: Final = "students"
REQUIRED: Final = {"required": True}
DOCUMENT: Final[dict[str, Any]] = {
    "fields": [
        {
            "name": "student_id",
            "title": "Student",
            "description": "Unique: a record with one that is there already changes that row.",
            "type": "string",
            "example": "S0001",
            "constraints": REQUIRED,
        },
        {"name": "first_name", "title": "First name", "type": "string", "example": "Ana", "constraints": REQUIRED},
        {"name": "last_name", "title": "Last name", "type": "string", "example": "García", "constraints": REQUIRED},
        {
            "name": "email",
            "title": "Email",
            "type": "string",
            "format": "email",
            "example": "ana@example.com",
            "constraints": REQUIRED,
        },
        {
            "name": "grade",
            "title": "Grade",
            "type": "integer",
            "example": "7",
            "constraints": {"minimum": 1, "maximum": 12},
        },
        {
            "name": "date_of_birth",
            "title": "Date of birth",
            "description": "A day in the past.",
            "type": "date",
            "example": "2012-03-14",
        },
        {"name": "school", "title": "School", "type": "string", "example": "Westside"},
    ],
    "primaryKey": ["student_id"],
}
SCHEMA: Final[TableSchema] = parse_schema(DOCUMENT)
NAMES: Final = tuple(field.name for field in SCHEMA.fields)


def students_dataset(workspace: Workspace) -> Dataset:
    """Return a workspace's students, made if they are not there, however many ask at once."""
    found = Dataset.objects.filter(workspace=workspace, slug=SLUG).first()
    if found is not None:
        return found
    try:
        return dataset_create(workspace=workspace, slug=SLUG, title="Students", schema=DOCUMENT)
    except AppError as error:
        if error.code != "slug_taken":
            raise
        return Dataset.objects.get(workspace=workspace, slug=SLUG)


def refuse_if_unfit(dataset: Dataset) -> None:
    """Raise AppError when a dataset called `students` is not one of students.

    It may have stricter rules and more fields, as long as a record can do without them.
    """
    if reason := _misfit(dataset.table_schema):
        message = f"The dataset {SLUG} cannot take student records: {reason}. Change it, or remove it."
        raise AppError("dataset_differs", message)


def _misfit(schema: TableSchema) -> str:
    if schema.primary_key != SCHEMA.primary_key:
        return f"its key is not {', '.join(SCHEMA.primary_key)}"
    for field in SCHEMA.fields:
        if field.name not in schema:
            return f"it has no field {field.name}"
        if _kind(schema[field.name]) != _kind(field):
            return f"its field {field.name} is not of the type {' '.join(_kind(field))}"
    for field in schema.fields:
        if field.name not in NAMES and schema.is_required(field.name):
            return f"its field {field.name} is required, and records have none"
    return ""


def _kind(field: Field) -> tuple[str, ...]:
    return (field.type,) if field.format == "default" else (field.type, field.format)
