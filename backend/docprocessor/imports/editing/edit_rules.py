"""Whether the records of an import can be edited, and which."""

from http import HTTPStatus

from django.db import transaction
from django.db.models import Q, QuerySet

from docprocessor.imports.lookup.record_pages import schema_of
from docprocessor.imports.mending.merging import merge_refusal
from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import TERMINAL, Status
from docprocessor.lib.problems import AppError


@transaction.atomic
def edit_refusal(job: ImportJob) -> AppError | None:
    """Return why the records of an import cannot be edited, None when they can.

    Of a dry run each can be, until an import has been made of it; of an import those that are not in.
    """
    if job.status not in TERMINAL:
        return _refusal("not_ended", "Records can be edited when the import has ended.")
    if job.status != Status.COMPLETED:
        return _refusal(
            "not_completed", f"This has {_ENDED[Status(job.status)]}; only what has completed can be edited."
        )
    if not job.params.get("dry_run"):
        return merge_refusal(job)
    if job.file_deleted_at is not None:
        return _refusal("file_not_kept", "The file of this dry run is no longer kept.")
    if schema_of(job) is None:
        return _refusal("dataset_deleted", "The dataset that this file was checked against has been deleted.")
    if imported := imported_as(job):
        return _refusal("imported_already", f"This file has been imported as it was reviewed: {imported.title}.")
    if sharing(job).exclude(pk=job.pk).exclude(status__in=TERMINAL).exists():
        return _refusal("being_checked", "The edits are being checked at this moment; wait until that has ended.")
    return None


def imported_as(job: ImportJob) -> ImportJob | None:
    """Return the latest import that was made of a dry run, or of another check of the same edits, and that counts:
    none that was cancelled, failed or undone."""
    return that_count(sharing(job)).first()


def that_count(imports: QuerySet[ImportJob]) -> QuerySet[ImportJob]:
    """Return those of some imports that have brought their rows in or are about to, the latest first."""
    return (
        imports.exclude(params__dry_run=True)
        .exclude(status__in=[Status.CANCELLED, Status.FAILED])
        .exclude(undone_by__status=Status.COMPLETED)
        .order_by("-created_at", "-pk")
    )


def sharing(job: ImportJob) -> QuerySet[ImportJob]:
    """Return the imports that share an import's edits, itself included."""
    return ImportJob.objects.filter(Q(pk=job.pk) if job.patch_id is None else Q(patch=job.patch_id))


_ENDED = {Status.FAILED: "failed", Status.CANCELLED: "been cancelled"}


def _refusal(code: str, message: str) -> AppError:
    return AppError(code, message, status=HTTPStatus.CONFLICT)
