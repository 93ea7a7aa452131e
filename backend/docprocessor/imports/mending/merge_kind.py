"""`merge`, as the job core knows it."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.files.storage import default_storage
from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.imports.mending.merging import KIND, QUEUE, given_key, go_on_with, new_merge
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError


class MergeParameters(serializers.Serializer[Any]):
    """What is merged, and into what."""

    given = serializers.ChoiceField(
        choices=["edits", "file", "rows"], help_text="Records edited in place, of a file, or sent as rows."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": serializers.UUIDField(help_text="The id of the import."), **super().get_fields()}


class Merge(Kind):
    """Brings mended records into the import that they came from."""

    name: ClassVar[str] = KIND
    title: ClassVar[str] = "Merge into an import"
    description: ClassVar[str] = (
        "Brings the mended records of an import into its dataset, under that import and by their own numbers, so that "
        "its count of failed records falls."
    )
    queue: ClassVar[str] = QUEUE
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = MergeParameters
    standalone: ClassVar[bool] = False
    begins: ClassVar[str] = "A merge begins at its import: POST /api/imports/{id}/rejects/."

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Merge, or go on with it."""
        from docprocessor.imports.mending.merged_records import run_merge  # noqa: PLC0415  (it loads Arrow)

        return run_merge(job, ctx)

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a merge of what has been edited since; a file is not kept that long."""
        if source is None or params["given"] != "edits":
            raise AppError("no_file", "What this merged is no longer kept; send it again.")
        return new_merge(UUID(source.params["import"]), given="edits")

    def before_retry(self, job: Job) -> None:
        """Refuse what cannot go on, or has lost what it was given."""
        go_on_with(job)
        if not (job.checkpoint or {}).get("read") and not default_storage.exists(given_key(job)):
            raise AppError("no_file", "What this merged is no longer kept; send it again.")
