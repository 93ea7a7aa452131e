"""Accepting a file."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from docprocessor.accounts.models import User, Workspace
from docprocessor.imports.accepting import new_import
from docprocessor.imports.files import file_key, store_received
from docprocessor.imports.kind import CsvImport
from docprocessor.imports.models import ImportJob, Upload
from docprocessor.imports.tabular.signatures import not_a_table
from docprocessor.imports.text import printable
from docprocessor.imports.uploading import HashedUpload
from docprocessor.imports.uploads.services import upload_file, upload_hold
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Priority
from docprocessor.lib.locks import hold
from docprocessor.lib.problems import AppError
from docprocessor.lib.transactions import on_rollback, unit_of_work

HEAD_BYTES = 64 * 1024


def import_start(
    *,
    workspace: Workspace,
    created_by: User,
    file: HashedUpload,
    params: dict[str, Any],
    priority: int = Priority.NORMAL,
) -> ImportJob:
    """Store an uploaded file and submit the job that imports it.

    Raises AppError: 400 for an empty file, 415 for what is no table, and as `new_import` does. Nothing is kept of
    a file that is refused.
    """
    refuse_unreadable(file)
    with unit_of_work():
        job = new_import(
            CsvImport,
            workspace=workspace,
            params=params,
            title=printable(file.name or "file", longest=255),
            file_size=file.size or 0,
            file_sha256=file.sha256,
        )
        job.created_by, job.priority = created_by, priority
        _store(job, file)
        lifecycle.submit(job)
    job.refresh_from_db()
    return job


def import_of_upload(
    *, upload: Upload, created_by: User, params: dict[str, Any], priority: int = Priority.NORMAL
) -> ImportJob:
    """Submit the job that imports the file of an upload, which imports that are made of it later share.

    Raises AppError: 409 as long as the upload is not whole, 410 when it is gone, 415 for what is no table, and as
    `new_import` does.
    """
    with unit_of_work():
        whole = upload_hold(upload)
        with upload_file(whole) as file:
            refuse_no_table(file)
        job = new_import(
            CsvImport,
            workspace=whole.workspace,
            params=params,
            title=whole.name,
            file_size=whole.size,
            file_sha256=whole.sha256,
        )
        job.file_key, job.created_by, job.priority = whole.file_key, created_by, priority
        lifecycle.submit(job)
    job.refresh_from_db()
    return job


def _store(job: ImportJob, file: HashedUpload) -> None:
    # The store's key is ours alone: what a file is called elsewhere never reaches the file system.
    job.file_key = file_key(job.id)
    hold("import", job.id)
    on_rollback(partial(_discard, job))
    store_received(job.file_key, file)


def _discard(job: ImportJob) -> None:
    """Delete the file of an import that was not accepted, or what there is of it."""
    with transaction.atomic():
        # A connection that breaks at COMMIT does not tell how that ended; the lock is free when it has.
        hold("import", job.id)
        is_accepted = ImportJob.objects.filter(id=job.id).exists()
    if not is_accepted:
        default_storage.delete(job.file_key)


def refuse_unreadable(file: HashedUpload) -> None:
    """Refuse what is no table by its content. Raises AppError: 400 for an empty file, 415 for something else."""
    if not file.size:
        raise AppError("empty_file", "The file is empty.", errors={"file": ["The file is empty."]})
    refuse_no_table(file)


def refuse_no_table(file: Any) -> None:
    """Refuse an open file that is no table by its content. Raises AppError 415."""
    file.seek(0)
    kind = not_a_table(file.read(HEAD_BYTES))
    file.seek(0)
    if kind is not None:
        sentence = f"This is {kind}, not a table such as CSV, XLSX or JSON lines."
        raise AppError(
            "unsupported_file_type", sentence, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE, errors={"file": [sentence]}
        )
