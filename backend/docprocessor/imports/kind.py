"""`csv_import`, as the job core knows it."""

import gc
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Load
from docprocessor.datasets.storage.leftovers import delete_for_undo
from docprocessor.imports.accepting import new_import, refuse_if_sent_again_since
from docprocessor.imports.editing.edits import copied_patch
from docprocessor.imports.files import hold_file
from docprocessor.imports.models import ImportJob
from docprocessor.imports.schema_changes import refuse_if_schema_changed_since
from docprocessor.imports.text import printable
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import TERMINAL, Job, Status
from docprocessor.lib.problems import AppError


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


MODES = {
    "insert": "Every record is a new row.",
    "upsert": "A record whose key is in the table changes that row; the others are new rows.",
    "update": "A record changes the row with its key; one whose key is not in the table is refused.",
    "replace": "The file's records take the place of all rows, at once, when they are all in.",
}
DUPLICATES = {
    "reject": "A record whose key has come before is refused, and the first one named.",
    "skip": "It is passed over, and counted.",
    "last_wins": "The last record with a key stands; the earlier ones are passed over.",
}
ON_ERROR = {
    "continue": "Records that cannot go in are left out, and the others go in.",
    "abort": "All records go in, or none does.",
}


def _choices(meanings: dict[str, str]) -> dict[str, Any]:
    return {
        "choices": list(meanings),
        "default": next(iter(meanings)),
        "help_text": " ".join(f"`{name}`: {meaning}" for name, meaning in meanings.items()),
    }


class CsvImportParameters(serializers.Serializer[Any]):
    """What decides how a file is imported."""

    dataset = serializers.SlugField(required=False, allow_blank=True, help_text="Without one, a dataset is made.")
    mode = serializers.ChoiceField(**_choices(MODES))
    duplicates = serializers.ChoiceField(**_choices(DUPLICATES))
    on_error = serializers.ChoiceField(**_choices(ON_ERROR))
    max_errors = serializers.RegexField(
        r"^[0-9]{1,12}%?$",
        required=False,
        help_text="More faulty records than this end the import: a number, or a share of all such as 5%.",
        error_messages={"invalid": "This is a whole number, or one with a percent sign."},
    )
    dry_run = serializers.BooleanField(
        default=False, help_text="Check the whole file and count what would happen; write nothing."
    )
    force = serializers.BooleanField(
        default=False, help_text="Import the file also when its very bytes were imported into the dataset before."
    )
    remember = serializers.BooleanField(
        default=False, help_text="Keep how this import is asked for, for the next file with the same header."
    )
    mapping = JsonObjectField(required=False, help_text='{"column of the file": "field" or null to leave it out}')
    dialect = JsonObjectField(
        required=False,
        help_text="What is known of the file: encoding, delimiter, quote, escape, skip_initial_space, comment, "
        "header, header_row, footer, member, sheet; what is not said is recognised.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is asked for must fit together."""
        if attrs.get("max_errors") and attrs["on_error"] == "abort":
            raise serializers.ValidationError({"max_errors": "With on_error=abort, one faulty record is too many."})
        if attrs["mode"] != "insert" and not attrs.get("dataset"):
            raise serializers.ValidationError(
                {"dataset": f"The mode {attrs['mode']} needs the dataset that it changes."}
            )
        if attrs.get("remember") and not attrs.get("dataset"):
            raise serializers.ValidationError({"remember": "What is remembered belongs to a dataset; name one."})
        return attrs

    def validate_mapping(self, value: dict[str, Any]) -> dict[str, str | None]:
        """A mapping goes from column names to field names."""
        if not all(name is None or isinstance(name, str) for name in value.values()):
            raise serializers.ValidationError("This is a JSON object of texts.")
        if any(printable(text, longest=len(text)) != text for text in (*value.keys(), *value.values()) if text):
            raise serializers.ValidationError("This holds a character that no column has.")
        return value


class CsvImport(Kind):
    """Loads a delimited text file into a dataset."""

    name: ClassVar[str] = "csv_import"
    title: ClassVar[str] = "Import of a file"
    description: ClassVar[str] = "Reads a delimited text file, validates each record and loads it into a dataset."
    queue: ClassVar[str] = "imports"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = CsvImportParameters
    standalone: ClassVar[bool] = False
    begins: ClassVar[str] = "An import begins with its file: POST /api/imports/."

    def warm_up(self) -> None:
        """Load the engine. Only in the process that does the work: Arrow's threads do not outlive a fork."""
        import docprocessor.imports.loading.importing  # noqa: F401, PLC0415

        gc.collect()
        gc.freeze()  # what is loaded by now stays; to walk through it again and again would take a third of the time

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Run or resume the import."""
        from docprocessor.imports.loading.importing import run_import  # noqa: PLC0415  (see warm_up)

        return run_import(ImportJob.objects.select_related("workspace", "dataset__workspace").get(pk=job.pk), ctx)

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return an import of the file that `source` has."""
        if source is None:
            raise AppError("no_file", self.begins)
        earlier = ImportJob.objects.get(pk=source.pk)
        hold_file(earlier)
        job = new_import(
            type(self),
            workspace=workspace,
            params=params,
            title=earlier.title,
            file_size=earlier.file_size,
            file_sha256=earlier.file_sha256,
        )
        job.file_key = earlier.file_key
        if earlier.patch is not None and params.get("dialect", {}) == earlier.params.get("dialect", {}):
            job.patch = copied_patch(earlier.patch)
        return job

    def before_retry(self, job: Job) -> None:
        """Refuse what would go in twice, has no file any more, or began by another schema."""
        hold_file(job)
        imported = ImportJob.objects.select_related("dataset").get(pk=job.pk)
        refuse_if_schema_changed_since(imported)
        refuse_if_sent_again_since(imported)

    def forget(self, job: Job) -> None:
        """Delete what undoing the import would need. Its file goes when no other import needs it either."""
        for load in Load.objects.filter(job=job).select_related("dataset__workspace"):
            delete_for_undo(load)

    def needed(self) -> Q:
        """Return the condition of imports that mended records are being merged into."""
        return Q(importjob__merged_by__status__in=frozenset(Status) - TERMINAL)
