"""`csv_import`, as the job core knows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from docprocessor.imports.importing import run_import
from docprocessor.imports.models import ImportJob
from docprocessor.imports.text import printable
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job


class JsonObjectField(serializers.JSONField):
    """A JSON object, whatever is sent instead of one."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Parse it. Raises ValidationError."""
        try:
            value = super().to_internal_value(data)
        except RecursionError:
            value = None
        if not isinstance(value, dict):
            raise serializers.ValidationError("This is a JSON object.")
        return value


class CsvImportParameters(serializers.Serializer[Any]):
    """What decides how a file is imported."""

    dataset = serializers.SlugField(required=False, allow_blank=True, help_text="Without one, a dataset is made.")
    mode = serializers.ChoiceField(choices=["insert"], default="insert")
    duplicates = serializers.ChoiceField(choices=["reject"], default="reject")
    on_error = serializers.ChoiceField(choices=["continue"], default="continue")
    mapping = JsonObjectField(required=False, help_text='{"column of the file": "field" or null to leave it out}')
    dialect = JsonObjectField(
        required=False,
        help_text="What is known of the file: encoding, delimiter, quote, skip_initial_space, header; "
        "what is not said is recognised.",
    )

    def validate_mapping(self, value: dict[str, Any]) -> dict[str, str | None]:
        """A mapping goes from column names to field names."""
        if not all(name is None or isinstance(name, str) for name in value.values()):
            raise serializers.ValidationError("This is a JSON object of texts.")
        if any(printable(text, longest=len(text)) != text for text in (*value.keys(), *value.values()) if text):
            raise serializers.ValidationError("This holds a character that no column has.")
        return value


class CsvImport:
    """Loads a delimited text file into a dataset."""

    name: ClassVar[str] = "csv_import"
    title: ClassVar[str] = "Import of a file"
    description: ClassVar[str] = "Reads a delimited text file, validates each record and loads it into a dataset."
    queue: ClassVar[str] = "imports"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = CsvImportParameters
    max_attempts: ClassVar[int] = 5

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Run or resume the import."""
        return run_import(ImportJob.objects.select_related("workspace", "dataset__workspace").get(pk=job.pk), ctx)
