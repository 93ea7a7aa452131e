"""What is looked at before an import is accepted, whether its file has just come or is here already."""

from http import HTTPStatus
from typing import Any

from django.db.models import Q
from django.urls import reverse

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import ImportJob
from docprocessor.imports.refusals import input_error
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.tabular.wishes import Wishes
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Status
from docprocessor.lib.locks import hold
from docprocessor.lib.problems import AppError


def new_import(
    kind: type[Kind], *, workspace: Workspace, params: dict[str, Any], title: str, file_size: int, file_sha256: str
) -> ImportJob:
    """Return an import that is not stored yet, nor is its file; the transaction at hand must store it.

    `params` are valid ones of the kind. `force`, which is about now, is not kept among them.
    Raises AppError: 400 for an unknown dataset, a mode that it cannot take or a dialect that is none; 409 for a file
    whose bytes are in the dataset already.
    """
    params = dict(params)
    is_forced = params.pop("force", False)
    _check_dialect(params.get("dialect", {}))
    dataset = _dataset(workspace, params.get("dataset", ""))
    _check_mode(params.get("mode", "insert"), dataset)
    if dataset is not None and not params.get("dry_run"):
        # Also when it is forced: who comes next must wait for it, and find it.
        hold("file of a dataset", dataset.pk, file_sha256)
        if not is_forced:
            _refuse_again(dataset, file_sha256, "To import it once more, set force.")
    return ImportJob(
        workspace=workspace,
        kind=kind.name,
        queue=kind.queue,
        params=params,
        title=title,
        file_size=file_size,
        file_sha256=file_sha256,
        dataset=dataset,
        dataset_slug=dataset.slug if dataset else "",
    )


def refuse_if_sent_again_since(job: ImportJob) -> None:
    """Refuse to go on with an import whose file has been given to its dataset by a later one. Raises AppError 409."""
    if job.dataset is not None and not job.params.get("dry_run"):
        hold("file of a dataset", job.dataset.pk, job.file_sha256)
        _refuse_again(job.dataset, job.file_sha256, "To go on with this one as well would bring its rows twice.", job)


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


def _check_mode(mode: str, dataset: Dataset | None) -> None:
    if mode in ("upsert", "update") and dataset is not None and not dataset.table_schema.primary_key:
        message = f"The mode {mode} needs a primary key, and the dataset {dataset.slug} has none."
        raise AppError("mode_needs_key", message, errors={"mode": [message]})


def _refuse_again(dataset: Dataset, file_sha256: str, advice: str, job: ImportJob | None = None) -> None:
    """Refuse a file that is in the dataset or on its way there; of a `job` only what came after it counts.

    Raises AppError 409 with the latest such import.
    """
    found = ImportJob.objects.filter(created_at__gt=job.created_at) if job else ImportJob.objects.all()
    earlier = (
        found.filter(
            Q(undone_by=None) | ~Q(undone_by__status=Status.COMPLETED), dataset=dataset, file_sha256=file_sha256
        )
        .exclude(status__in=[Status.FAILED, Status.CANCELLED])
        .exclude(params__dry_run=True)
        .order_by("-created_at", "-pk")
        .first()
    )
    if earlier is None:
        return
    raise AppError(
        "already_imported",
        f"A file with the same content has been given to {dataset.slug} before: {earlier.title}. {advice}",
        status=HTTPStatus.CONFLICT,
        extra=named(earlier),
    )


def named(earlier: ImportJob) -> dict[str, Any]:
    """Return what a refusal says of the import that it is for."""
    links = {"self": reverse("import", args=[earlier.pk])}
    said = {name: getattr(earlier, name) for name in ("id", "title", "created_at", "status")}
    return {"earlier": {**said, "links": links}}
