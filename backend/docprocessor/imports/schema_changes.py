"""Imports into a dataset whose schema is changed meanwhile."""

from http import HTTPStatus

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_hold
from docprocessor.imports.models import ImportJob
from docprocessor.lib.problems import AppError


def held_as_it_was(dataset: Dataset) -> Dataset | None:
    """Hold the dataset that a file has been looked at for, None when it has gone. Raises AppError, which may pass, when
    its schema is another by now."""
    held = dataset_hold(dataset)
    if held is not None and held.schema != dataset.schema:
        message = "The dataset's schema was changed while the file was looked at for the one before."
        raise AppError("schema_changed", message, retryable=True)
    return held


def refuse_if_schema_changed_since(job: ImportJob) -> None:
    """Refuse to go on with an import that began by another schema: what it has got so far is by that one.

    Raises AppError 409.
    """
    held = dataset_hold(job.dataset) if job.dataset else None
    if held is None or held.schema_changed_at is None:
        return
    if Load.objects.filter(dataset=held, job=job, created_at__lt=held.schema_changed_at).exists():
        message = "The dataset's schema has been changed since this import began; import the file again."
        raise AppError("schema_changed", message, status=HTTPStatus.CONFLICT)
