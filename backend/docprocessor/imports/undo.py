"""Undoing imports: whether one can be, and doing it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from docprocessor.accounts.models import User
from docprocessor.datasets.history.undoing import Kept, has_rows, undo_expired, undo_load
from docprocessor.datasets.models import Load
from docprocessor.datasets.services import dataset_hold
from docprocessor.imports.models import ImportJob, KeptRow
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import TERMINAL, Job, Status
from docprocessor.jobs.submission import job_submit
from docprocessor.jobs.versions import raise_version
from docprocessor.lib.problems import AppError

KIND: Final = "undo"


def undo_start(*, job: Job, created_by: User) -> Job:
    """Submit the job that undoes an import. Raises AppError 409 with the reason why it cannot be undone."""
    return job_submit(workspace=job.workspace, created_by=created_by, kind=KIND, params={"import": str(job.pk)})


def undo_refusal(job: Job, *, by: UUID | None = None) -> AppError | None:
    """Return why a job cannot be undone, None when it can; `by` is the undo job that is about to.

    To decide on it, hold the job's row.
    """
    if job.kind == KIND:
        return _refusal("not_undoable", "An undo cannot be undone; import the file again.")
    related = ("dataset__workspace", "undone_by", "merged_by")
    imported = ImportJob.objects.select_related(*related).filter(pk=job.pk).first()
    if imported is None:
        return _refusal("not_undoable", "Only an import can be undone.")
    return _as_it_stands(imported) or undone_already(imported, by) or _as_its_rows_are(imported)


def _as_it_stands(job: ImportJob) -> AppError | None:
    if job.params.get("dry_run"):
        return _refusal("nothing_to_undo", "A dry run writes nothing, so there is nothing to undo.")
    if job.status not in TERMINAL:
        return _refusal("wrong_state", f"An import that is {job.status} cannot be undone; cancel it first.")
    if job.is_being_merged:
        message = "Mended records are being merged into this import; wait until that has ended, or cancel it."
        return _refusal("being_merged", message)
    if job.params.get("mode") == "replace":
        went_in = bool((job.checkpoint or {}).get("published"))
    else:
        went_in = bool(job.inserted_rows + job.updated_rows)
    return (
        None if went_in else _refusal("nothing_to_undo", "Nothing of this file went in, so there is nothing to undo.")
    )


def undone_already(job: ImportJob, by: UUID | None = None) -> AppError | None:
    """Return the refusal of an import that has been undone, or is being undone by another job than `by`."""
    undo = job.undone_by
    if undo is None or undo.pk == by:
        return None
    if undo.status == Status.COMPLETED or undo.checkpoint:  # whatever became of it after it had done its work
        return _refusal("already_undone", "This import has been undone already.")
    if undo.status not in TERMINAL:
        return _refusal("being_undone", "This import is being undone already.")
    return None


def _as_its_rows_are(job: ImportJob) -> AppError | None:
    dataset = job.dataset
    load = Load.objects.filter(dataset=dataset, job=job).first()
    if dataset is None or load is None:
        return _refusal("dataset_deleted", "The dataset of this import has been deleted.")
    if expired := undo_expired(dataset, load, replaces=job.params.get("mode") == "replace"):
        return expired
    replacement = replaced_since(job)
    if replacement is None or has_rows(dataset, load):
        return None
    message = f"All rows of the dataset were replaced after this import, by {replacement.title}; undo that one first."
    return _refusal("replaced_since", message)


def replaced_since(job: ImportJob) -> ImportJob | None:
    """Return the import that has replaced all rows of an import's dataset since, if one has."""
    replacements = ImportJob.objects.filter(dataset=job.dataset, params__mode="replace", checkpoint__published=True)
    return (
        replacements.exclude(pk=job.pk)
        .exclude(finished_at__lt=job.finished_at)
        .exclude(undone_by__status=Status.COMPLETED)
        .order_by("-created_at")
        .first()
    )


def mark_undone_by(job: Job, undo: Job) -> None:
    """Say which job undoes an import. The caller holds the import's row, and knows that it can be undone."""
    Job.objects.filter(pk=job.pk).update(undone_by=undo.pk)
    raise_version(job.pk)


def run_undo(job: Job, ctx: JobContext) -> dict[str, Any]:
    """Undo the import that a job's parameters name, all at once, and return how many rows were removed, restored
    and kept. Raises AppError 409 when it cannot be undone any more."""
    if job.checkpoint:  # its worker died when all was done
        return dict(job.checkpoint)
    imported = _begin(job, ctx)
    load = Load.objects.select_related("dataset__workspace").get(dataset=imported.dataset, job=imported)

    def look(done: int) -> None:
        ctx.tell(done=done)
        ctx.raise_if_stopping()

    with transaction.atomic():
        undone = undo_load(
            load.dataset,
            load,
            replaces=imported.params.get("mode") == "replace",
            look=look,
            keep=_Keeper(job),
        )._asdict()
        raise_version(imported.pk)
        done = undone["removed"] + undone["restored"]
        Job.objects.filter(pk=job.pk).update(progress_done=0)  # it was told as it went on
        ctx.advance(stage="finishing", done=done, total=done, checkpoint=undone)
    return undone


@transaction.atomic
def _begin(job: Job, ctx: JobContext) -> ImportJob:
    """Look once more whether the import can be undone: from now on nobody can put it back in the line."""
    held = Job.objects.select_for_update(no_key=True)
    target = held.filter(workspace=job.workspace_id, pk=job.params["import"]).first()
    if target is None:
        raise _refusal("import_deleted", "The import has been deleted.")
    if refusal := undo_refusal(target, by=job.pk):
        raise refusal
    if target.undone_by_id != job.pk:
        mark_undone_by(target, job)
    imported = ImportJob.objects.select_related("dataset").get(pk=target.pk)
    if imported.dataset is not None:  # as undo_refusal has seen
        dataset_hold(imported.dataset)  # a change of its schema is over, or comes after us
    Job.objects.filter(pk=job.pk).update(progress_done=0)
    ctx.advance(stage="undoing", total=imported.inserted_rows + imported.updated_rows)
    return imported


class _Keeper:
    """Stores the rows that stay as they are, numbered as they come."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._number = 0

    def __call__(self, rows: Sequence[Kept]) -> None:
        loads = Load.objects.filter(pk__in={row.load for row in rows})
        job_of = dict(loads.values_list("pk", "job_id"))
        KeptRow.objects.bulk_create(
            [
                KeptRow(
                    job=self._job,
                    number=number,
                    row=row.row,
                    key=row.key,
                    changed_by_id=job_of.get(row.load or 0),
                    reason=row.reason,
                )
                for number, row in enumerate(rows, start=self._number + 1)
            ],
            batch_size=5_000,
        )
        self._number += len(rows)


def _refusal(code: str, message: str) -> AppError:
    return AppError(code, message, status=HTTPStatus.CONFLICT)
