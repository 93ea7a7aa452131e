"""Accepting a file."""

from http import HTTPStatus
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from docprocessor.accounts.models import User, Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.imports.dialect import DialectError
from docprocessor.imports.kind import CsvImport
from docprocessor.imports.models import ImportJob
from docprocessor.imports.refusals import input_error
from docprocessor.imports.signatures import not_a_table
from docprocessor.imports.text import printable
from docprocessor.imports.unreadable import UnreadableFile
from docprocessor.imports.uploading import HashedUpload
from docprocessor.imports.wishes import Wishes
from docprocessor.jobs import lifecycle
from docprocessor.lib.ids import new_id
from docprocessor.lib.problems import AppError

HEAD_BYTES = 64 * 1024


def import_start(*, workspace: Workspace, created_by: User, file: HashedUpload, params: dict[str, Any]) -> ImportJob:
    """Store an uploaded file and submit the job that imports it.

    Raises AppError: 400 for an empty file, an unknown dataset, a mode that it cannot take or a dialect that is
    none, 415 for what is no table. Nothing is kept of a file that is refused.
    """
    _refuse_unreadable(file)
    _check_dialect(params.get("dialect", {}))
    dataset = _dataset(workspace, params.get("dataset", ""))
    _check_mode(params.get("mode", "insert"), dataset)
    job = ImportJob(
        id=new_id(),
        workspace=workspace,
        created_by=created_by,
        kind=CsvImport.name,
        queue=CsvImport.queue,
        params=params,
        title=printable(file.name or "file", longest=255),
        file_size=file.size or 0,
        file_sha256=file.sha256,
        dataset=dataset,
        dataset_slug=dataset.slug if dataset else "",
    )
    # The store's key is ours alone: what a file is called elsewhere never reaches the file system.
    job.file_key = default_storage.save(f"imports/{job.id}/original", file)
    try:
        with transaction.atomic():
            lifecycle.submit(job)
    except BaseException:
        default_storage.delete(job.file_key)
        raise
    job.refresh_from_db()
    return job


def _refuse_unreadable(file: HashedUpload) -> None:
    if not file.size:
        raise AppError("empty_file", "The file is empty.", errors={"file": ["The file is empty."]})
    file.seek(0)
    kind = not_a_table(file.read(HEAD_BYTES))
    file.seek(0)
    if kind is not None:
        sentence = f"This is {kind}, not a table such as CSV, XLSX or JSON lines."
        raise AppError(
            "unsupported_file_type", sentence, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE, errors={"file": [sentence]}
        )


def _check_mode(mode: str, dataset: Dataset | None) -> None:
    if mode in ("upsert", "update") and dataset is not None and not dataset.table_schema.primary_key:
        message = f"The mode {mode} needs a primary key, and the dataset {dataset.slug} has none."
        raise AppError("mode_needs_key", message, errors={"mode": [message]})


def _check_dialect(wishes: dict[str, Any]) -> None:
    try:
        Wishes.parse(wishes)
    except (DialectError, UnreadableFile) as error:
        refusal = input_error(error)
        refusal.errors = {"dialect": [str(error)]}
        raise refusal from None


def _dataset(workspace: Workspace, slug: str) -> Dataset | None:
    if not slug:
        return None
    dataset = Dataset.objects.filter(workspace=workspace, slug=slug).first()
    if dataset is None:
        message = f"There is no dataset called {slug!r}."
        raise AppError("unknown_dataset", message, errors={"dataset": [message]})
    return dataset
