from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.jobs.models import Attempt, FailureKind, Job, Priority
from docprocessor.jobs.waiting import Cause, waiting_on


class FailureSerializer(serializers.Serializer[Any]):
    """Why a job failed, in a sentence that says what to do."""

    kind = serializers.ChoiceField(choices=FailureKind.choices)
    code = serializers.CharField()
    message = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    retryable = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[Any]):
    """Units of work: how many are done, how many of those badly, of how many."""

    done = serializers.IntegerField(source="progress_done")
    failed = serializers.IntegerField(source="progress_failed")
    total = serializers.IntegerField(source="progress_total")


class JobLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()


class WaitingSerializer(serializers.Serializer[Any]):
    """What a job waits for: a retry's time, a worker, a slot under a limit, a gate, or its turn."""

    cause = serializers.ChoiceField(choices=list(get_args(Cause)))
    position = serializers.IntegerField(allow_null=True, help_text="By priority and arrival, from 1.")
    seconds = serializers.IntegerField(allow_null=True, help_text="An estimate; null when too little is known.")
    until = serializers.DateTimeField(allow_null=True, help_text="When the retry is due, or the gate opens.")
    limit = serializers.IntegerField(allow_null=True)
    running = serializers.IntegerField(allow_null=True, help_text="How many run under that limit.")
    gate = serializers.CharField(allow_null=True)


class WaitingPart(serializers.Serializer[Any]):
    """Adds `waiting_on` to a job: null when it does not wait, and in lists."""

    waiting_on = serializers.SerializerMethodField()

    @extend_schema_field(WaitingSerializer(allow_null=True))
    def get_waiting_on(self, job: Job) -> dict[str, Any] | None:
        """Say what the job waits for."""
        found = None if isinstance(self.parent, serializers.ListSerializer) else waiting_on(job)
        return WaitingSerializer(found).data if found else None


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One worker's go at a job."""

    failure = FailureSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Attempt
        fields = (
            "number",
            "worker",
            "started_at",
            "ended_at",
            "outcome",
            "failure",
            "stage",
            "done_before",
            "done",
        )
        read_only_fields = fields


class JobSerializer(WaitingPart, serializers.ModelSerializer[Job]):
    """A job of any kind."""

    progress = ProgressSerializer(source="*", read_only=True)
    failure = FailureSerializer(allow_null=True, read_only=True)
    params = serializers.DictField(read_only=True)
    result = serializers.DictField(allow_null=True, read_only=True)
    cancel_requested = serializers.SerializerMethodField()
    pause_requested = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "title",
            "status",
            "stage",
            "queue",
            "priority",
            "progress",
            "attempt",
            "failure",
            "params",
            "result",
            "cancel_requested",
            "pause_requested",
            "waiting_on",
            "rerun_of",
            "created_at",
            "queued_at",
            "started_at",
            "finished_at",
            "links",
        )
        read_only_fields = fields

    def get_cancel_requested(self, job: Job) -> bool:
        """Say whether the job was asked to stop and has not yet."""
        return job.cancel_requested_at is not None and job.finished_at is None

    def get_pause_requested(self, job: Job) -> bool:
        """Say whether the job was asked to pause and has not yet."""
        return job.pause_requested_at is not None

    @extend_schema_field(JobLinksSerializer)
    def get_links(self, job: Job) -> dict[str, str]:
        """Return the job's own address."""
        return {"self": reverse("job", args=[job.pk], request=self.context.get("request"))}


class JobCountsSerializer(serializers.Serializer[Any]):
    """How many jobs there are in each status; those completed in part are among the completed."""

    pending = serializers.IntegerField()
    processing = serializers.IntegerField()
    paused = serializers.IntegerField()
    completed = serializers.IntegerField()
    partial = serializers.IntegerField()  # type: ignore[assignment]  # every serializer has a `partial` itself
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": Priority.names},
            {"type": "integer", "minimum": 0, "maximum": 100},
        ],
        "description": ", ".join(f"{each.name} is {each.value}" for each in Priority) + "; the lower goes first.",
    }
)
class PriorityField(serializers.IntegerField):
    """A priority by its name or its number."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = "This is HIGH, NORMAL, LOW, or a whole number from 0, which goes first, to 100."
        messages: dict[str, Any] = dict.fromkeys(("invalid", "min_value", "max_value", "max_string_length"), sentence)
        super().__init__(min_value=0, max_value=100, error_messages=messages, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Return the number. Raises ValidationError."""
        return Priority[data].value if data in Priority.names else super().to_internal_value(data)


class KindSerializer(serializers.Serializer[Any]):
    """A kind of job that can be submitted."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    queue = serializers.CharField()
    standalone = serializers.BooleanField(help_text="Whether `POST /api/jobs/` takes it; an import needs its file.")
    parameters = serializers.DictField(help_text="JSON Schema of the kind's parameters.")
