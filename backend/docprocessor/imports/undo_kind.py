"""`undo`, as the job core knows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.imports.text import printable
from docprocessor.imports.undo import KIND, mark_undone_by, run_undo, undo_refusal
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError


class UndoParameters(serializers.Serializer[Any]):
    """What is to be undone."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": serializers.UUIDField(help_text="The id of the import.")}


class Undo(Kind):
    """Takes an import back."""

    name: ClassVar[str] = KIND
    title: ClassVar[str] = "Undo of an import"
    description: ClassVar[str] = (
        "Takes an import back: the rows that it put in leave the dataset, those that it changed or replaced return, "
        "and what others have changed since is kept and listed."
    )
    queue: ClassVar[str] = "default"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = UndoParameters

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return the undo of an import, which says from now on that it is being undone.

        Raises AppError: 400 for an import that there is not, 409 with the reason why it cannot be undone.
        """
        held = Job.objects.select_for_update(no_key=True)
        target = held.filter(workspace=workspace, pk=params["import"]).first()
        if target is None:
            message = "There is no such import."
            raise AppError("unknown_import", message, errors={"import": [message]})
        if refusal := undo_refusal(target):
            raise refusal
        job = super().job(workspace=workspace, params=params)
        job.title = printable(f"Undo of {target.title}", longest=255)
        mark_undone_by(target, job)
        return job

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Undo the import."""
        return run_undo(job, ctx)
