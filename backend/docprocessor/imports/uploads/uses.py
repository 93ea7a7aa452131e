"""Uploads that jobs other than imports work on."""

from http import HTTPStatus
from typing import IO
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.http import Http404

from docprocessor.accounts.models import Workspace
from docprocessor.imports.files import file_key
from docprocessor.imports.models import FileUse, Upload
from docprocessor.imports.uploads.services import upload_hold
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError

log = structlog.get_logger(__name__)


def upload_use(*, workspace: Workspace, upload_id: UUID, source: Job | None = None) -> FileUse:
    """Return the use of a whole upload's file, of no job yet; the transaction at hand must store it with one.

    What `source`, a job that is run again, worked on is there also when the upload is kept no longer.
    Raises AppError: 400 where there is no such upload, 409 as long as bytes of it are missing, 410 when it is gone.
    """
    if source is not None:
        earlier = FileUse.objects.select_for_update().filter(job=source, file_key=file_key(upload_id)).first()
        if earlier is not None:
            return FileUse(file_key=earlier.file_key, name=earlier.name, size=earlier.size)
    upload = Upload.objects.filter(workspace=workspace, pk=upload_id).first()
    if upload is None:
        raise _unknown()
    try:
        whole = upload_hold(upload)
    except Http404:
        raise _unknown() from None
    return FileUse(file_key=whole.file_key, name=whole.name, size=whole.size)


def used_file(use: FileUse) -> IO[bytes]:
    """Open the file of a use. Raises AppError 410 when it is not there any more."""
    try:
        stored = default_storage.open(use.file_key)
    except FileNotFoundError:
        # Nobody here has deleted it: who did should be asked.
        log.exception("use.file_missing", job=str(use.job_id), file=use.file_key)
        message = f"The file {use.name} is no longer kept; send it again."
        raise AppError("file_not_kept", message, status=HTTPStatus.GONE) from None
    return stored.file or stored


def _unknown() -> AppError:
    return AppError("unknown_upload", "There is no such upload.")
