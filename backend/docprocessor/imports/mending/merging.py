"""Merging mended records into the import that they came from: whether it can be, and beginning it."""

import json
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final, Literal
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from docprocessor.accounts.models import User
from docprocessor.datasets.models import Dataset
from docprocessor.imports.files import store_received
from docprocessor.imports.models import Edit, ImportJob, RowIssue
from docprocessor.imports.text import printable
from docprocessor.imports.undo import replaced_since, undone_already
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.versions import raise_version
from docprocessor.lib.locks import hold
from docprocessor.lib.problems import AppError
from docprocessor.lib.transactions import on_rollback, unit_of_work

KIND: Final = "merge"
QUEUE: Final = "imports"
MERGES: Final = "merges"  # the folder of what has been given, until it is merged

Given = Literal["edits", "file", "rows"]


def merge_start(
    *, job: ImportJob, created_by: User, file: "File[Any] | None" = None, rows: list[dict[str, str]] | None = None
) -> Job:
    """Submit the job that merges mended records into an import: those of a file or of `rows`, which name their record
    by `_row`, and else the records that were edited in place.

    Raises AppError 409 with the reason why it cannot be.
    """
    given: Given = "file" if file is not None else "rows" if rows is not None else "edits"
    content = File(BytesIO(json.dumps(rows).encode())) if file is None else file
    with unit_of_work():
        merge = new_merge(job.pk, given=given)
        merge.created_by = created_by
        if given != "edits":
            _store(merge, content)
        lifecycle.submit(merge)
    merge.refresh_from_db()
    return merge


def new_merge(import_id: UUID, *, given: Given) -> Job:
    """Return a merge that is not stored yet, and that its import names from now on; the transaction at hand must
    store it.

    Raises AppError 409 with the reason why it cannot be.
    """
    job = _held(import_id)
    if refusal := merge_refusal(job) or (_nothing_edited(job) if given == "edits" else None):
        raise refusal
    merge = Job(
        workspace=job.workspace,
        kind=KIND,
        queue=QUEUE,
        title=printable(f"Merge into {job.title}", longest=255),
        params={"import": str(job.pk), "given": given},
    )
    _mark(job, merge)
    return merge


def go_on_with(merge: Job) -> ImportJob:
    """Return the import that a merge names, held until the transaction at hand ends; nobody else merges into it.

    Raises AppError 409 when the merge cannot go on.
    """
    job = _held(UUID(merge.params["import"]))
    if refusal := merge_refusal(job, by=merge.pk):
        raise refusal
    if job.merged_by_id != merge.pk:
        _mark(job, merge)
    return job


def given_key(merge: Job) -> str:
    """Return where the store keeps what a merge was given."""
    return f"{MERGES}/{merge.pk}"


def merge_refusal(job: ImportJob, *, by: UUID | None = None) -> AppError | None:
    """Return why nothing can be merged into an import, None when something can; `by` is the merge that is about to.

    To decide on it, hold the import's row.
    """
    if job.params.get("dry_run"):
        return _refusal("nothing_to_merge", "A dry run writes nothing; import the file, with what was edited.")
    if job.status != Status.COMPLETED:
        return _refusal("wrong_state", f"Nothing can be merged into an import that is {job.status}.")
    if refusal := undone_already(job):
        return refusal
    if job.is_being_merged and job.merged_by_id != by:
        return _refusal("being_merged", "Records are being merged into this import already; wait until that has ended.")
    if job.dataset_id is None:
        return _refusal("dataset_deleted", "The dataset of this import has been deleted.")
    if replacement := replaced_since(job):
        message = f"All rows of the dataset were replaced after this import, by {replacement.title}."
        return _refusal("replaced_since", message)
    if job.file_deleted_at is not None:
        return _refusal("file_not_kept", "The file of this import is no longer kept; send the records as a new import.")
    if not job.failed_rows and by is None:
        return _refusal("nothing_to_merge", "All records of this import are in already; there is nothing to merge.")
    return None


def faulty_edits(job: ImportJob) -> QuerySet[Edit]:
    """Return the edits of an import's records that are not in."""
    issues = RowIssue.objects.filter(job=job.pk, row=OuterRef("row"))
    return Edit.objects.filter(Exists(issues), patch=job.patch_id)


def import_deleted() -> AppError:
    """Return the refusal of a merge whose import has gone."""
    return _refusal("import_deleted", "The import has been deleted.")


def _nothing_edited(job: ImportJob) -> AppError | None:
    if faulty_edits(job).filter(~Q(cells={}) | Q(left_out=True)).exists():
        return None
    return _refusal("nothing_to_merge", "None of the records that are not in has been edited.")


def _held(import_id: UUID) -> ImportJob:
    """Hold an import, so that it stays as it is, and its dataset, so that it stays there. Raises AppError 409."""
    dataset = ImportJob.objects.filter(pk=import_id).values("dataset")
    # In this order, which is that of who deletes a dataset.
    Dataset.objects.select_for_update(no_key=True).filter(pk__in=dataset).first()
    job = ImportJob.objects.select_for_update(no_key=True).filter(pk=import_id).first()
    if job is None:
        raise import_deleted()
    return job


def _mark(job: ImportJob, merge: Job) -> None:
    ImportJob.objects.filter(pk=job.pk).update(merged_by=merge.pk)
    raise_version(job.pk)


def _store(merge: Job, content: "File[Any]") -> None:
    hold(KIND, merge.pk)
    on_rollback(partial(_discard, merge))
    store_received(given_key(merge), content)


def _discard(merge: Job) -> None:
    """Delete what a merge was given that was not accepted."""
    with transaction.atomic():
        # A connection that breaks at COMMIT does not tell how that ended; the lock is free when it has.
        hold(KIND, merge.pk)
        is_accepted = Job.objects.filter(pk=merge.pk).exists()
    if not is_accepted:
        default_storage.delete(given_key(merge))


def _refusal(code: str, message: str) -> AppError:
    return AppError(code, message, status=HTTPStatus.CONFLICT)
