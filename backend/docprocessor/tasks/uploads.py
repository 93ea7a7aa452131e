"""The uploads that a task works on."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from docprocessor.imports.models import FileUse
from docprocessor.imports.uploads.uses import upload_use
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError


def use_uploads(job: Job, named: dict[str, str], *, source: Job | None) -> list[FileUse]:
    """Store that a new job works on uploads, by the names of the parameters that name them; the transaction at hand
    must store the job, too.

    Raises AppError 400, which names the parameter, for an upload that is not there, not whole, or gone.
    """
    # In the order of the uploads, each of which is held: two tasks with the same ones do not wait for each other.
    in_order = sorted(named.items(), key=lambda item: item[1])
    uses = {parameter: _use(job, parameter, UUID(upload_id), source) for parameter, upload_id in in_order}
    # The constraint on the job is looked at when the transaction ends; by then it is stored.
    return FileUse.objects.bulk_create([uses[parameter] for parameter in named])


def refuse_without_files(job: Job, ids: list[str]) -> None:
    """Raise AppError 409 when a file that a job worked on is no longer kept for it."""
    if job.file_uses.count() < len(ids):
        message = "A file that this task works on is no longer kept; send it again, in a new task."
        raise AppError("file_not_kept", message, status=HTTPStatus.CONFLICT)


def _use(job: Job, parameter: str, upload_id: UUID, source: Job | None) -> FileUse:
    try:
        use = upload_use(workspace=job.workspace, upload_id=upload_id, source=source)
    except AppError as error:
        errors: dict[str, Any] = {parameter: [error.message]}
        raise AppError(error.code, f"{parameter}: {error.message}", errors=errors) from None
    use.job_id = job.pk
    return use
