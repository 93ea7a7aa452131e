from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.jobs.models import FailureKind, Job


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


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job of any kind."""

    progress = ProgressSerializer(source="*", read_only=True)
    failure = FailureSerializer(allow_null=True, read_only=True)
    params = serializers.DictField(read_only=True)
    result = serializers.DictField(allow_null=True, read_only=True)
    cancel_requested = serializers.SerializerMethodField()
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

    @extend_schema_field(JobLinksSerializer)
    def get_links(self, job: Job) -> dict[str, str]:
        """Return the job's own address."""
        return {"self": reverse("job", args=[job.pk], request=self.context.get("request"))}


class KindSerializer(serializers.Serializer[Any]):
    """A kind of job that can be submitted."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    queue = serializers.CharField()
    parameters = serializers.DictField(help_text="JSON Schema of the kind's parameters.")
