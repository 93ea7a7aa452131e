"""New jobs from parameters: of a kind, or of an earlier job with changes."""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import DataError, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer
from rest_framework.utils.encoders import JSONEncoder

from docprocessor.accounts.models import User, Workspace
from docprocessor.jobs import lifecycle
from docprocessor.jobs.kinds import Kind, kinds
from docprocessor.jobs.models import Job, Priority
from docprocessor.lib.problems import AppError


def job_submit(
    *,
    workspace: Workspace,
    created_by: User,
    kind: str,
    params: Mapping[str, Any],
    priority: int = Priority.NORMAL,
    run_after: datetime | None = None,
    title: str = "",
) -> Job:
    """Submit a job of a kind that parameters alone make. Without a title, the kind has one.

    Raises ValidationError and AppError 400, which name what is wrong: the kind, or `params.<field>`.
    """
    found = kinds().get(kind)
    if found is None:
        raise ValidationError({"kind": [f"There is no kind of job called {kind!r}; there are {', '.join(kinds())}."]})
    if not found.standalone:
        raise ValidationError({"kind": [found.begins]})
    return _submit(
        found,
        workspace=workspace,
        created_by=created_by,
        params=params,
        priority=priority,
        run_after=run_after,
        title=title,
    )


def job_again(*, source: Job, created_by: User, changes: Mapping[str, Any], priority: int | None = None) -> Job:
    """Submit a job with an earlier one's parameters and some changes; None takes a parameter away.

    Raises ValidationError and AppError, as `job_submit` does, and whatever else the kind refuses.
    """
    found = kinds().get(source.kind)
    if found is None:
        sentence = f"There is no kind of job called {source.kind!r} any more."
        raise AppError("unknown_kind", sentence, status=HTTPStatus.CONFLICT)
    taken_away = {name for name, value in changes.items() if value is None}
    params = {name: value for name, value in {**source.params, **changes}.items() if name not in taken_away}
    return _submit(
        found,
        workspace=source.workspace,
        created_by=created_by,
        params=params,
        priority=source.priority if priority is None else priority,
        source=source,
    )


def _submit(
    kind: Kind,
    *,
    workspace: Workspace,
    created_by: User,
    params: Mapping[str, Any],
    priority: int,
    run_after: datetime | None = None,
    source: Job | None = None,
    title: str = "",
) -> Job:
    checked = _checked(kind, params)
    try:
        with transaction.atomic():
            job = kind.job(workspace=workspace, params=checked, source=source)
            job.title = title or job.title
            job.created_by, job.priority, job.run_after, job.rerun_of = created_by, priority, run_after, source
            lifecycle.submit(job)
    except AppError as error:
        error.errors = {f"params.{name}": messages for name, messages in (error.errors or {}).items()}
        raise
    except DataError:
        sentence = "This holds a character or a number that PostgreSQL cannot keep."
        raise ValidationError({"params": [sentence]}) from None
    job.refresh_from_db()
    return job


def _checked(kind: Kind, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with their defaults as plain JSON, which can be sent again."""
    serializer = kind.parameters(data=params)
    if isinstance(serializer, Serializer):
        unknown = [name for name in params if name not in serializer.fields]
        if unknown:
            raise ValidationError({"params": {name: ["There is no such parameter."] for name in unknown}})
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        raise ValidationError({"params": error.detail}) from None
    plain: dict[str, Any] = json.loads(json.dumps(serializer.validated_data, cls=JSONEncoder))
    return plain
