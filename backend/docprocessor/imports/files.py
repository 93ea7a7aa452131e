"""An import's file: kept for a time, and shared by the imports that were run again from it."""

from contextlib import suppress
from http import HTTPStatus
from posixpath import dirname, join
from typing import IO, Any, Final

import structlog
from django.core.files import File
from django.core.files.storage import default_storage

from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError

FOLDER: Final = "imports"
COPY_PREFIX: Final = "records-"  # of what stands beside a file so that its records are found fast
log = structlog.get_logger(__name__)


def file_key(name: object) -> str:
    """Return where the store keeps a file: in a folder of its own, called after its first import."""
    return f"{FOLDER}/{name}/original"


def store_received(key: str, file: "File[Any]") -> None:
    """Store a received file under a key, and close it."""
    # The store moves it away from where its own finaliser would delete it, and Django closes the files of a request
    # with the response: of a client that has gone there is none.
    with file:
        default_storage.save(key, file)


def stored_file(job: ImportJob) -> IO[bytes]:
    """Open an import's file. Raises AppError 410 when it is no longer there."""
    if job.file_deleted_at is None:
        try:
            stored = default_storage.open(job.file_key)
        except FileNotFoundError:
            # Nobody here has deleted it: who did should be asked.
            log.exception("import.file_missing", job=str(job.pk), file=job.file_key)
        else:
            return stored.file or stored
    raise AppError("file_not_kept", "The file of this import is no longer kept.", status=HTTPStatus.GONE)


def hold_file(job: Job) -> None:
    """Hold an import's file until the transaction at hand ends; what needs it is to be stored in that transaction.

    Raises AppError 409 when it has been deleted.
    """
    deleted_at = ImportJob.objects.select_for_update(no_key=True).values_list("file_deleted_at", flat=True)
    if deleted_at.get(pk=job.pk) is not None:
        raise AppError(
            "file_not_kept",
            "The file of this import is no longer kept; send it again.",
            status=HTTPStatus.CONFLICT,
        )


def delete_file(key: str) -> None:
    """Delete a file, if it is there, with the copies of its records and the folder that it had for itself."""
    default_storage.delete(key)
    folder = dirname(key)
    if dirname(folder) == FOLDER:
        with suppress(FileNotFoundError):
            for name in default_storage.listdir(folder)[1]:
                if name.startswith(COPY_PREFIX):
                    default_storage.delete(join(folder, name))
        delete_folder(folder)


def delete_folder(folder: str) -> None:
    """Delete a folder, unless there is something in it."""
    with suppress(OSError):
        default_storage.delete(folder)
