"""Tasks on the wire, in the words of the published contract."""

from typing import Any, ClassVar, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.jobs.api.serializers import PriorityField
from docprocessor.jobs.models import Event, EventType, Job, Priority, Status
from docprocessor.lib.strict_fields import StrictCharField
from docprocessor.tasks.words import WORDS, TaskStatus, TaskType, task_progress, task_retries

MOST_LOGS: Final = 200
MEDIUM: Final = "MEDIUM"  # another word for NORMAL


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": [*Priority.names, MEDIUM]},
            {"type": "integer", "minimum": 0, "maximum": 100},
        ],
        "description": "HIGH is 10, NORMAL and MEDIUM are 50, LOW is 90; the lower goes first.",
    }
)
class TaskPriorityField(PriorityField):
    """A priority by its name or its number."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number. Raises ValidationError."""
        if data == MEDIUM:
            return Priority.NORMAL.value
        if (
            not isinstance(data, str | int)
            or isinstance(data, bool)
            or (isinstance(data, str) and data not in Priority.names)
        ):
            self.fail("invalid")
        return super().to_internal_value(data)


class TaskSubmitSerializer(serializers.Serializer[Any]):
    """What makes a task."""

    closed: ClassVar[bool] = True

    task_type = serializers.ChoiceField(
        choices=TaskType.choices,
        error_messages={"invalid_choice": f"There is no task type {{input}}; there are {', '.join(TaskType.values)}."},
    )
    parameters = serializers.DictField(
        default=dict, help_text="What the kind's schema in `/api/kinds/` describes; all have defaults."
    )
    name = StrictCharField(required=False, max_length=255, help_text="What it is called in lists.")
    priority = TaskPriorityField(default=Priority.NORMAL)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing else is sent."""
        if unknown := [name for name in self.initial_data if name not in self.fields]:
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
        return attrs


class TaskLogSerializer(serializers.Serializer[Any]):
    """A line of a task's log."""

    at = serializers.DateTimeField()
    level = serializers.ChoiceField(choices=["info", "warning", "error"])
    message = serializers.CharField()


class TaskLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    job = serializers.URLField()


class TaskSummarySerializer(serializers.ModelSerializer[Job]):
    """A task in a list: all of it but its log."""

    name = serializers.CharField(source="title", read_only=True)
    task_type = serializers.ChoiceField(source="kind", choices=TaskType.choices, read_only=True)
    status = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    parameters = serializers.DictField(source="params", read_only=True)
    result = serializers.DictField(allow_null=True, read_only=True)
    error_message = serializers.SerializerMethodField()
    retry_count = serializers.SerializerMethodField()
    cancel_requested = serializers.SerializerMethodField()
    completed_at = serializers.DateTimeField(source="finished_at", allow_null=True, read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields: Any = (
            "id",
            "name",
            "task_type",
            "status",
            "priority",
            "progress",
            "parameters",
            "result",
            "error_message",
            "retry_count",
            "cancel_requested",
            "created_at",
            "started_at",
            "completed_at",
            "links",
        )
        read_only_fields: Any = fields

    @extend_schema_field(serializers.ChoiceField(choices=TaskStatus.choices))
    def get_status(self, job: Job) -> str:
        """Return where it stands, in the contract's word."""
        return WORDS[Status(job.status)].value

    @extend_schema_field({"type": "integer", "minimum": 0, "maximum": 100})
    def get_progress(self, job: Job) -> int:
        """Return how far it has come."""
        return task_progress(job)

    def get_error_message(self, job: Job) -> str | None:
        """Return why it failed, or why it is about to be tried again."""
        return job.failure["message"] if job.failure else None

    def get_retry_count(self, job: Job) -> int:
        """Return how often it has been tried again."""
        return task_retries(job)

    def get_cancel_requested(self, job: Job) -> bool:
        """Say whether it was asked to stop and has not yet."""
        return job.cancel_requested_at is not None and job.finished_at is None

    @extend_schema_field(TaskLinksSerializer)
    def get_links(self, job: Job) -> dict[str, str]:
        """Return its own address, and that of the job that it is."""
        request = self.context.get("request")
        return {
            name: reverse(route, args=[job.pk], request=request) for name, route in (("self", "task"), ("job", "job"))
        }


class TaskSerializer(TaskSummarySerializer):
    """A task: a job of one of three kinds."""

    logs = serializers.SerializerMethodField(help_text=f"The last {MOST_LOGS} lines, as they were written.")

    class Meta(TaskSummarySerializer.Meta):
        fields = (*TaskSummarySerializer.Meta.fields, "logs")
        read_only_fields = fields

    @extend_schema_field(TaskLogSerializer(many=True))
    def get_logs(self, job: Job) -> list[dict[str, Any]]:
        """Return what was written into its log."""
        latest = Event.objects.filter(job=job, type=EventType.LOG).order_by("-number")[:MOST_LOGS]
        lines = [{"at": event.at, **event.data} for event in reversed(latest)]
        return list(TaskLogSerializer(lines, many=True).data)
