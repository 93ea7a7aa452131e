from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.jobs.api.serializers import FailureSerializer
from docprocessor.reports.events import DEFAULT_TYPE, MAX_EVENTS
from docprocessor.reports.models import Format, Report
from docprocessor.reports.submission_reading import (
    LONGEST_NAMESPACE,
    LONGEST_STUDENT,
    LONGEST_TYPE,
    LONGEST_UNIT,
)


@extend_schema_field(
    {
        "oneOf": [{"type": "integer"}, {"type": "string", "minLength": 1, "maxLength": LONGEST_UNIT}],
        "description": '17 and "17" are the same unit.',
    }
)
class UnitField(serializers.Field[Any, Any, Any, Any]):
    """A unit by its number or its name."""


class EventSerializer(serializers.Serializer[Any]):
    """Something that a student did."""

    closed: ClassVar[bool] = True

    unit = UnitField()
    type = serializers.CharField(max_length=LONGEST_TYPE, required=False, allow_null=True, default=DEFAULT_TYPE)
    created_time = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="`2024-07-21 03:04:55`, or any ISO 8601; without a zone it is UTC. Events without one come last.",
    )


class SubmissionSerializer(serializers.Serializer[Any]):
    """What a report is made of, as the OpenAPI document describes it; `submission_reading` reads it."""

    closed: ClassVar[bool] = True

    student_id = serializers.CharField(max_length=LONGEST_STUDENT)
    namespace = serializers.CharField(
        max_length=LONGEST_NAMESPACE, required=False, allow_null=True, allow_blank=True, help_text="Such as a course."
    )
    events = serializers.ListField(
        child=EventSerializer(), required=False, max_length=MAX_EVENTS, help_text="In any order."
    )


class HtmlAcceptedSerializer(serializers.Serializer[Any]):
    """The report has been asked for."""

    task_id = serializers.UUIDField()


class PdfAcceptedSerializer(HtmlAcceptedSerializer):
    """The report has been asked for."""

    status = serializers.ChoiceField(choices=["Processing started"])


class UnfinishedSerializer(serializers.Serializer[Any]):
    """The report is not written yet."""

    status = serializers.ChoiceField(choices=["PENDING"])
    student_id = serializers.CharField()
    created_at = serializers.DateTimeField()


class NoDocumentSerializer(serializers.Serializer[Any]):
    """There is no such report (an error alone), or none will come of it (with its status)."""

    error = serializers.CharField()
    status = serializers.ChoiceField(choices=["FAILURE"], required=False)


class ReportLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    job = serializers.URLField()
    document = serializers.URLField()


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report, and how far its job is."""

    events = serializers.IntegerField(source="events_count", read_only=True, help_text="How many it tells of.")
    failure = FailureSerializer(allow_null=True, read_only=True)
    kept = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = (
            "id",
            "format",
            "student_id",
            "namespace",
            "events",
            "status",
            "failure",
            "size",
            "pages",
            "kept",
            "created_at",
            "finished_at",
            "links",
        )
        read_only_fields = fields

    def get_kept(self, report: Report) -> bool:
        """Return whether its document and its events are still there, or are still to be."""
        return report.deleted_at is None

    @extend_schema_field(ReportLinksSerializer)
    def get_links(self, report: Report) -> dict[str, str]:
        """Return the addresses of the report, its job, and its document."""
        request = self.context.get("request")
        return {
            "self": reverse("report", args=[report.pk], request=request),
            "job": reverse("job", args=[report.pk], request=request),
            "document": reverse(f"assignment-{report.format}-document", args=[report.pk], request=request),
        }


class ReportAgainSerializer(serializers.Serializer[Any]):
    """What the same events are to be written as."""

    closed: ClassVar[bool] = True

    format = serializers.ChoiceField(choices=Format.choices)

    def to_internal_value(self, data: Any) -> Any:
        """Refuse also what is not known. Raises ValidationError."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: ["There is no such member."] for name in unknown})
        return super().to_internal_value(data)
