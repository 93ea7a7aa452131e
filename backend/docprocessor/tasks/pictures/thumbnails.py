"""Where thumbnails are kept, under keys of ours."""

from contextlib import suppress
from http import HTTPStatus
from posixpath import join
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError

FOLDER: Final = "thumbnails"


def thumbnail_save(job_id: UUID, number: int, attempt: int, content: bytes) -> str:
    """Store a thumbnail and return its key, which no other attempt at the job uses."""
    return default_storage.save(join(FOLDER, str(job_id), f"{number}-{attempt}"), ContentFile(content))


def refuse_without_thumbnails(job: Job) -> None:
    """Raise AppError 409 when thumbnails that a job has made are no longer kept: it would not make them again."""
    if job.pictures.filter(file_deleted_at__isnull=False).exists():
        message = "What this task had made is no longer kept; begin a new one."
        raise AppError("file_not_kept", message, status=HTTPStatus.CONFLICT)


def thumbnails_delete(job_id: UUID) -> int:
    """Delete all thumbnails of a job, if there are any; returns how many bytes that frees."""
    folder, freed = join(FOLDER, str(job_id)), 0
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            freed += default_storage.size(join(folder, name))
            default_storage.delete(join(folder, name))
        default_storage.delete(folder)
    return freed
