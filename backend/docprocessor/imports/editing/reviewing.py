"""Imports made of a dry run that has been looked through: of its file, with what was edited."""

from http import HTTPStatus
from typing import Any

from docprocessor.accounts.models import User
from docprocessor.imports.accepting import named, new_import
from docprocessor.imports.editing.edit_rules import imported_as, sharing
from docprocessor.imports.editing.edits import patch_of
from docprocessor.imports.files import hold_file
from docprocessor.imports.kind import CsvImport
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Priority, Status
from docprocessor.jobs.versions import raise_version
from docprocessor.lib.problems import AppError
from docprocessor.lib.transactions import unit_of_work


def import_of_review(
    *, review: ImportJob, created_by: User, params: dict[str, Any], priority: int = Priority.NORMAL
) -> ImportJob:
    """Submit the job that imports a dry run's file with its edits; or checks it again, where `params` say so.

    Raises AppError: 409 for what is no dry run or has not completed, was imported already, or whose file is no longer
    kept; 400 for another dialect; and as `new_import` does.
    """
    with unit_of_work():
        _refuse_unreviewed(review, params)
        patch = patch_of(review)
        hold_file(review)
        if not params.get("dry_run"):
            _refuse_again(ImportJob.objects.get(pk=review.pk))
        job = new_import(
            CsvImport,
            workspace=review.workspace,
            params=params,
            title=review.title,
            file_size=review.file_size,
            file_sha256=review.file_sha256,
        )
        job.file_key, job.patch, job.review, job.rerun_of = review.file_key, patch, review, review
        job.created_by, job.priority = created_by, priority
        lifecycle.submit(job)
        for pk in sharing(job).exclude(pk=job.pk).order_by("pk").values_list("pk", flat=True):
            raise_version(pk)
    job.refresh_from_db()
    return job


def params_of_review(review: ImportJob, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of an import of a review, which are not checked yet: the review's, with changes."""
    params = {**review.params, "dry_run": False, **changes}
    if changes.get("on_error") == "abort" and "max_errors" not in changes:
        params.pop("max_errors", None)  # there the first is too many
    return params


def _refuse_unreviewed(review: ImportJob, params: dict[str, Any]) -> None:
    if not review.params.get("dry_run") or review.status != Status.COMPLETED:
        sentence = "Only a dry run that has completed is a review."
        raise AppError("not_reviewed", sentence, status=HTTPStatus.CONFLICT)
    if params.get("dialect", {}) != review.params.get("dialect", {}):
        sentence = "The edits are of the records as they were read; to read the file differently, check it anew."
        raise AppError("other_dialect", sentence, errors={"dialect": [sentence]})
    if review.dataset_slug and not params.get("dataset"):
        sentence = "A file that was checked against a dataset is imported into one."
        raise AppError("no_dataset", sentence, errors={"dataset": [sentence]})


def _refuse_again(review: ImportJob) -> None:
    earlier = imported_as(review)
    if earlier is not None:
        sentence = f"This file has been imported as it was reviewed: {earlier.title}."
        raise AppError("imported_already", sentence, status=HTTPStatus.CONFLICT, extra=named(earlier))
