"""Tasks, as their door speaks of them: jobs of three kinds."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from docprocessor.accounts.models import User, Workspace
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Priority
from docprocessor.jobs.submission import job_submit
from docprocessor.lib.problems import AppError
from docprocessor.tasks.words import TaskType

OURS, THEIRS = "params", "parameters"


def tasks_of(workspace: Workspace) -> QuerySet[Job]:
    """Return a workspace's tasks, whichever door they came by."""
    return Job.objects.filter(workspace=workspace, kind__in=TaskType.values)


def task_submit(
    *,
    workspace: Workspace,
    created_by: User,
    task_type: str,
    parameters: Mapping[str, Any],
    name: str = "",
    priority: int = Priority.NORMAL,
) -> Job:
    """Submit a task. Raises ValidationError and AppError 400, which name the parameter that is wrong."""
    try:
        return job_submit(
            workspace=workspace, created_by=created_by, kind=task_type, params=parameters, priority=priority, title=name
        )
    except ValidationError as error:
        if not isinstance(error.detail, dict):
            raise
        raise ValidationError({THEIRS if name == OURS else name: each for name, each in error.detail.items()}) from None
    except AppError as error:
        errors = {
            name.replace(f"{OURS}.", f"{THEIRS}.", 1): messages for name, messages in (error.errors or {}).items()
        }
        raise _refused(error, errors) from None


def task_cancel(job: Job) -> None:
    """Cancel a task: at once when it waits, else as soon as its worker notices. Raises AppError 400 when it
    has ended."""
    try:
        lifecycle.request_cancel(job)
    except AppError as error:
        raise _refused(error) from None


def task_retry(job: Job) -> None:
    """Put a task that failed or was cancelled back in the line; it goes on where it stopped. Raises AppError 400 for
    any other, and for one whose files are no longer kept."""
    try:
        lifecycle.retry(job)
    except AppError as error:
        raise _refused(error) from None


def _refused(error: AppError, errors: dict[str, list[str]] | None = None) -> AppError:
    """Return a refusal as this contract answers it, which knows no 409."""
    return AppError(error.code, error.message, status=HTTPStatus.BAD_REQUEST, errors=errors)
