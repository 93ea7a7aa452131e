"""`schema_change`, as the job core knows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.reshaping.schema_change import find_dataset, run_schema_change
from docprocessor.datasets.schema import SchemaError, parse_schema
from docprocessor.datasets.services import refuse_if_busy
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job


class SchemaChangeParameters(serializers.Serializer[Any]):
    """The schema that a dataset is to have."""

    dataset = serializers.SlugField(help_text="The dataset's name in addresses.")
    schema = serializers.JSONField(help_text="The whole Table Schema as it is to be.")
    check_only = serializers.BooleanField(
        default=False, help_text="Only say what would change, and which rows do not keep it."
    )
    version = serializers.DateTimeField(
        required=False,
        help_text="The dataset's `updated_at`, as it was looked at: if somebody has changed it since, nothing is done.",
    )

    def validate_schema(self, value: Any) -> Any:
        """Say everything that is wrong with the schema, by its place in the document."""
        try:
            Validator(parse_schema(value))
        except SchemaError as error:
            raise serializers.ValidationError(error.errors) from None
        return value


class SchemaChange(Kind):
    """Changes what a dataset's rows must be."""

    name: ClassVar[str] = "schema_change"
    title: ClassVar[str] = "Change of a schema"
    description: ClassVar[str] = (
        "Holds every row of a dataset against another schema and, if all keep it, changes the dataset to it: fields "
        "come and go, types and rules change. Otherwise it says which rows do not, and changes nothing."
    )
    queue: ClassVar[str] = "default"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = SchemaChangeParameters

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return the change of a dataset as it is now.

        Raises AppError: 400 when there is none, 409 when it is another than was looked at, or a job is at work on it.
        """
        dataset = find_dataset(workspace, params["dataset"], params.get("version"))
        if not params["check_only"]:
            refuse_if_busy(dataset)
        params["version"] = dataset.updated_at.isoformat()
        job = super().job(workspace=workspace, params=params)
        job.title = f"{'Check' if params['check_only'] else 'Change'} of the schema of {dataset.title}"[:255]
        return job

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Check, and change."""
        return run_schema_change(job, ctx)
