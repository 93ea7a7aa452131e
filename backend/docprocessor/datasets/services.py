"""Making and removing datasets."""

from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.naming import identifier
from docprocessor.datasets.schema import SchemaError, parse_schema
from docprocessor.datasets.storage.tables import create_table, drop_table
from docprocessor.jobs.kinds import needed
from docprocessor.jobs.models import TERMINAL, Job
from docprocessor.lib.locks import hold
from docprocessor.lib.problems import AppError


@transaction.atomic
def dataset_create(
    *, workspace: Workspace, title: str, schema: dict[str, Any], slug: str | None = None, description: str = ""
) -> Dataset:
    """Create a dataset and its table.

    Raises AppError: 400 for a schema that cannot be used, 409 when the slug is taken. Without a slug one
    is made from the title, with a number behind it when that is taken.
    """
    try:
        Validator(parse_schema(schema))
    except SchemaError as error:
        errors = {f"schema.{path}": messages for path, messages in error.errors.items()}
        raise AppError("invalid_schema", str(error), errors=errors) from None
    # Two files of one name that come at once both find the same slug free; the lock lets one go first.
    hold("dataset_create", workspace.pk)
    dataset = Dataset(
        workspace=workspace,
        title=title[:200],
        description=description,
        schema=schema,
        slug=slug or _free_slug(workspace, title),
    )
    try:
        with transaction.atomic():
            dataset.save(force_insert=True)
    except IntegrityError:
        raise AppError(
            "slug_taken", f"There is a dataset called {dataset.slug} already.", status=HTTPStatus.CONFLICT
        ) from None
    create_table(dataset)
    dataset.refresh_from_db()
    return dataset


@transaction.atomic
def dataset_delete(dataset: Dataset) -> None:
    """Remove a dataset with its table. Raises AppError 409 while a job loads into it, or takes a load back."""
    # A load that is just being committed is waited for; one that comes later finds no dataset.
    Dataset.objects.select_for_update().filter(pk=dataset.pk).first()
    refuse_if_busy(dataset)
    drop_table(dataset)
    dataset.delete()


def real_loads(dataset: Dataset) -> QuerySet[Load]:
    """Return the loads of a dataset that were not only rehearsals."""
    return dataset.loads.exclude(job__params__dry_run=True)


def refuse_if_busy(dataset: Dataset, *, retryable: bool = False) -> None:
    """Raise AppError 409 while a job loads into a dataset, or takes a load back."""
    loading = ~Q(job__status__in=TERMINAL)
    undoing = Q(job__undone_by__isnull=False) & ~Q(job__undone_by__status__in=TERMINAL)
    others = Q(job__in=Job.objects.filter(needed()))
    if dataset.loads.filter(loading | undoing | others).exists():
        message = "A job is at work on this dataset; cancel it first."
        raise AppError("dataset_busy", message, status=HTTPStatus.CONFLICT, retryable=retryable)


def dataset_hold(dataset: Dataset) -> Dataset | None:
    """Return a dataset as it stays until the transaction ends; None when it has gone.

    Who is about to work on its rows says so in a transaction that holds it: a change of its schema comes before that,
    or finds that it cannot be.
    """
    return Dataset.objects.select_for_update(no_key=True).filter(pk=dataset.pk).first()


def _free_slug(workspace: Workspace, title: str) -> str:
    base = identifier(title, default="dataset", length=40)
    taken = set(Dataset.objects.filter(workspace=workspace, slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}_{number}") not in taken)
