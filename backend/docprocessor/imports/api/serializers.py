from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.imports.kind import CsvImportParameters
from docprocessor.imports.models import ImportJob, RowIssue
from docprocessor.jobs import waiting
from docprocessor.jobs.api.serializers import (
    FailureSerializer,
    PriorityField,
    ProgressSerializer,
    WaitingPart,
)
from docprocessor.jobs.models import Priority, Status
from docprocessor.lib.openapi import ProblemSerializer


class ImportFileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="title")
    size = serializers.IntegerField(source="file_size")
    sha256 = serializers.CharField(source="file_sha256")
    kept = serializers.SerializerMethodField()

    def get_kept(self, job: ImportJob) -> bool:
        """Say whether the file is still there, to be downloaded or imported again."""
        return job.file_deleted_at is None


class InferredColumnSerializer(serializers.Serializer[Any]):
    """What all values of a column say of its type."""

    label = serializers.CharField()  # type: ignore[assignment]  # every field of REST framework has one itself
    field = serializers.CharField(allow_null=True)
    type = serializers.CharField()
    format = serializers.CharField()
    values = serializers.IntegerField()
    empty = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    samples = serializers.ListField(child=serializers.CharField())
    evidence = serializers.CharField()


class InferredSerializer(serializers.Serializer[Any]):
    """The Table Schema that a file asks for, and the evidence."""

    schema = serializers.DictField()
    columns = InferredColumnSerializer(many=True)


class ImportResultSerializer(serializers.Serializer[Any]):
    """How the file was read, once that is done."""

    format = serializers.ChoiceField(
        choices=["delimited", "xlsx", "jsonl", "json"], default="delimited", read_only=True
    )
    encoding = serializers.CharField()
    delimiter = serializers.CharField()
    header_line = serializers.IntegerField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True, default=None, read_only=True)
    ignored_columns = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    inferred = InferredSerializer(allow_null=True, default=None, read_only=True)


class ImportLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    events = serializers.URLField()
    issues = serializers.URLField()
    records = serializers.URLField()
    edits = serializers.URLField()
    rejects = serializers.URLField()
    original = serializers.URLField()
    undo = serializers.URLField()
    dataset = serializers.URLField(allow_null=True)


class ImportJobSerializer(WaitingPart, serializers.ModelSerializer[ImportJob]):
    """The single source of truth of one import. Its books balance at every moment:
    total = inserted + updated + unchanged + skipped + failed + unprocessed."""

    dataset = serializers.SerializerMethodField()
    file = ImportFileSerializer(source="*", read_only=True)
    mode = serializers.CharField(source="params.mode", read_only=True)
    duplicates = serializers.CharField(source="params.duplicates", read_only=True)
    on_error = serializers.CharField(source="params.on_error", read_only=True)
    max_errors = serializers.CharField(source="params.max_errors", default=None, allow_null=True, read_only=True)
    dry_run = serializers.BooleanField(source="params.dry_run", default=False, read_only=True)
    processed_rows = serializers.IntegerField(read_only=True)
    success_rows = serializers.IntegerField(read_only=True)
    # told as it goes on also where the books are entered only at the end
    progress = ProgressSerializer(source="*", read_only=True)
    rows_per_second = serializers.SerializerMethodField()
    eta_seconds = serializers.SerializerMethodField()
    queue_position = serializers.SerializerMethodField()
    duration = serializers.SerializerMethodField()
    failure = FailureSerializer(allow_null=True, read_only=True)
    error = serializers.SerializerMethodField()
    result = ImportResultSerializer(allow_null=True, read_only=True)
    created_by = serializers.SerializerMethodField()
    cancel_requested = serializers.SerializerMethodField()
    pause_requested = serializers.SerializerMethodField()
    undo_job = serializers.UUIDField(source="undone_by_id", allow_null=True, read_only=True)
    undone_at = serializers.SerializerMethodField()
    merge_job = serializers.UUIDField(source="merged_by_id", allow_null=True, read_only=True)
    edited_rows = serializers.IntegerField(
        read_only=True, help_text="How many records of the file were changed before they went in, or are to be."
    )
    review = serializers.UUIDField(
        source="review_id", allow_null=True, read_only=True, help_text="The dry run that it was made of."
    )
    imported_as = serializers.UUIDField(
        source="imported_as_id",
        allow_null=True,
        read_only=True,
        help_text="Of a dry run, the latest import made of it that was not cancelled, failed or undone.",
    )
    links = serializers.SerializerMethodField()

    class Meta:
        model = ImportJob
        fields = (
            "id",
            "kind",
            "status",
            "dataset",
            "file",
            "mode",
            "duplicates",
            "on_error",
            "max_errors",
            "dry_run",
            "total_rows",
            "processed_rows",
            "success_rows",
            "failed_rows",
            "skipped_rows",
            "inserted_rows",
            "updated_rows",
            "unchanged_rows",
            "unprocessed_rows",
            "progress",
            "stage",
            "rows_per_second",
            "eta_seconds",
            "queue_position",
            "waiting_on",
            "attempt",
            "failure",
            "error",
            "result",
            "created_by",
            "cancel_requested",
            "pause_requested",
            "priority",
            "rerun_of",
            "undo_job",
            "undone_at",
            "merge_job",
            "edited_rows",
            "review",
            "imported_as",
            "created_at",
            "queued_at",
            "started_at",
            "finished_at",
            "duration",
            "links",
        )
        read_only_fields = fields

    def get_dataset(self, job: ImportJob) -> str | None:
        """Return the dataset's slug; null until one has been made."""
        return job.dataset_slug or None

    def get_rows_per_second(self, job: ImportJob) -> int | None:
        """Return the speed of this attempt, by the database's clock; null before the first batch is in."""
        if job.loading_since is None:
            return None
        seconds = ((job.finished_at or job.updated_at) - job.loading_since).total_seconds()
        rows = job.processed_rows - job.loading_from_row
        return round(rows / seconds) if seconds > 0 and rows > 0 else None

    def get_eta_seconds(self, job: ImportJob) -> int | None:
        """Return how long the rest takes at that speed; null when nothing is left or nothing is known."""
        speed = self.get_rows_per_second(job)
        return -(-job.unprocessed_rows // speed) if speed and job.finished_at is None else None

    def get_queue_position(self, job: ImportJob) -> int | None:
        """Return the place in the line; null when it does not wait, and in lists."""
        return None if isinstance(self.parent, serializers.ListSerializer) else waiting.position(job)

    def get_duration(self, job: ImportJob) -> float | None:
        """Return the seconds from the first start to the end; null until then."""
        if job.started_at is None or job.finished_at is None:
            return None
        return round((job.finished_at - job.started_at).total_seconds(), 3)

    def get_error(self, job: ImportJob) -> str:
        """Return the failure's sentence, empty without one."""
        return str((job.failure or {}).get("message", ""))

    def get_created_by(self, job: ImportJob) -> str | None:
        """Return who started it."""
        return job.created_by.email if job.created_by else None

    def get_cancel_requested(self, job: ImportJob) -> bool:
        """Say whether it was asked to stop and has not yet."""
        return job.cancel_requested_at is not None and job.finished_at is None

    def get_pause_requested(self, job: ImportJob) -> bool:
        """Say whether it was asked to pause and has not yet."""
        return job.pause_requested_at is not None

    def get_undone_at(self, job: ImportJob) -> datetime | None:
        """Return when it was undone; null as long as it has not been."""
        undo = job.undone_by
        return undo.finished_at if undo is not None and undo.status == Status.COMPLETED else None

    @extend_schema_field(ImportLinksSerializer)
    def get_links(self, job: ImportJob) -> dict[str, str | None]:
        """Return the addresses around the import."""

        def link(name: str, *args: Any) -> str:
            return reverse(name, args=args, request=self.context.get("request"))

        return {
            "self": link("import", job.pk),
            "events": link("job-events", job.pk),
            "issues": link("import-issues", job.pk),
            "records": link("import-records", job.pk),
            "edits": link("import-edits", job.pk),
            "rejects": link("import-rejects", job.pk),
            "original": link("import-original", job.pk),
            "undo": link("import-undo", job.pk),
            "dataset": link("dataset", job.dataset_slug) if job.dataset_id else None,
        }


class ImportCreateSerializer(CsvImportParameters):
    """A file, and how it is to be imported."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)
    priority = PriorityField(default=Priority.NORMAL)

    def validate_file(self, file: Any) -> Any:
        """One file is one import; of several, all but the last would be lost without a word."""
        if len(self.initial_data.getlist("file")) > 1:
            raise serializers.ValidationError("Send one file at a time.")
        return file


class ImportOfUploadSerializer(CsvImportParameters):
    """A file that has been uploaded before, and how it is to be imported."""

    upload = serializers.UUIDField(help_text="The id of one of `/api/uploads/` of which all has come.")
    priority = PriorityField(default=Priority.NORMAL)


class ImportOfReviewSerializer(CsvImportParameters):
    """A dry run that has been looked through; what is not said is as it was there, but for `dry_run`."""

    review = serializers.UUIDField(help_text="The id of a dry run; its edits go in with its file.")
    priority = PriorityField(default=Priority.NORMAL)


class EarlierLinksSerializer(serializers.Serializer[Any]):
    self = serializers.CharField(help_text="Its path on this server.")


class EarlierImportSerializer(serializers.Serializer[Any]):
    """The import that brought the same bytes into the same dataset."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Status.choices)
    links = EarlierLinksSerializer()


class NotAcceptedSerializer(ProblemSerializer):
    """`already_imported` and `imported_already` name the earlier import; `in_flight` means that the same request is
    still being answered."""

    earlier = EarlierImportSerializer(required=False)


class RowIssueSerializer(serializers.ModelSerializer[RowIssue]):
    """One fault of one record."""

    class Meta:
        model = RowIssue
        fields = ("row", "line", "column", "code", "value", "message")


class IssuePageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RowIssueSerializer(many=True)


class IssueSampleSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    line = serializers.IntegerField()
    value = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class IssueGroupSerializer(serializers.Serializer[Any]):
    """All faults of one kind in one column: their exact number, and the first few."""

    code = serializers.CharField()
    column = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    samples = IssueSampleSerializer(many=True)


class IssueGroupsSerializer(serializers.Serializer[Any]):
    closed: ClassVar[bool] = True

    results = IssueGroupSerializer(many=True)
