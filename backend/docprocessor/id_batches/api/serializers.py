from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.id_batches.api.fields import IdsField, PriorityWordField, StrictSerializer
from docprocessor.id_batches.batching import Word, batch_word
from docprocessor.id_batches.models import Batch, IdResult, Ingestion
from docprocessor.id_batches.progress import Progress
from docprocessor.jobs.api.serializers import FailureSerializer
from docprocessor.jobs.models import Status


class IngestSerializer(StrictSerializer):
    """Ids that are to be fetched, and how urgently."""

    ids = IdsField()
    priority = PriorityWordField()


class IngestAnswerSerializer(serializers.Serializer[Any]):
    """The name of a request that was taken."""

    ingestion_id = serializers.UUIDField()


class StatusBatchSerializer(serializers.Serializer[Any]):
    """A batch of up to three ids."""

    batch_id = serializers.UUIDField()
    ids = serializers.ListField(child=serializers.IntegerField())
    status = serializers.ChoiceField(choices=Word.choices)


class StatusSerializer(serializers.Serializer[Any]):
    """How far a request is, and each of its batches in their order."""

    ingestion_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Word.choices)
    batches = StatusBatchSerializer(many=True)


@extend_schema_serializer(component_name="IdBatchesHealth")
class HealthSerializer(serializers.Serializer[Any]):
    """The door is open."""

    status = serializers.ChoiceField(choices=["healthy"])


class BatchCountsSerializer(serializers.Serializer[Any]):
    """Batches by how far they are; those that failed or were cancelled are among the completed."""

    total = serializers.IntegerField()
    yet_to_start = serializers.IntegerField()
    triggered = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class IngestionLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    batches = serializers.URLField()
    results = serializers.URLField()


class IngestionSerializer(serializers.ModelSerializer[Ingestion]):
    """A request for ids. Its view gives how far each is as `progress`, by its id."""

    priority = PriorityWordField(read_only=True)
    status = serializers.SerializerMethodField()
    ids = serializers.IntegerField(source="id_count", read_only=True, help_text="How many it asks for.")
    ids_fetched = serializers.SerializerMethodField()
    ids_failed = serializers.SerializerMethodField(help_text="How many the source gave nothing for.")
    batches = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField()
    finished_at = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Ingestion
        fields = (
            "id",
            "priority",
            "status",
            "ids",
            "ids_fetched",
            "ids_failed",
            "batches",
            "created_at",
            "created_by",
            "finished_at",
            "links",
        )
        read_only_fields = fields

    def _progress(self, ingestion: Ingestion) -> Progress:
        return self.context["progress"].get(ingestion.pk) or Progress()

    @extend_schema_field(serializers.ChoiceField(choices=Word.choices))
    def get_status(self, ingestion: Ingestion) -> str:
        """Say how far it is."""
        return self._progress(ingestion).status

    def get_ids_fetched(self, ingestion: Ingestion) -> int:
        """Count the ids that the source knew."""
        return self._progress(ingestion).ids_fetched

    def get_ids_failed(self, ingestion: Ingestion) -> int:
        """Count the ids that it gave nothing for."""
        return self._progress(ingestion).ids_failed

    @extend_schema_field(BatchCountsSerializer)
    def get_batches(self, ingestion: Ingestion) -> Any:
        """Count its batches by how far they are."""
        return BatchCountsSerializer(self._progress(ingestion)).data

    @extend_schema_field(serializers.EmailField(allow_null=True))
    def get_created_by(self, ingestion: Ingestion) -> str | None:
        """Name who asked."""
        return ingestion.created_by.email if ingestion.created_by else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_finished_at(self, ingestion: Ingestion) -> Any:
        """Say when its last batch ended; null while one has not."""
        ended = self._progress(ingestion).finished_at
        return ended and serializers.DateTimeField().to_representation(ended)

    @extend_schema_field(IngestionLinksSerializer)
    def get_links(self, ingestion: Ingestion) -> dict[str, str]:
        """Return its own addresses."""
        names = {"self": "id-ingestion", "batches": "id-ingestion-batches", "results": "id-ingestion-results"}
        request = self.context.get("request")
        return {key: reverse(name, args=[ingestion.pk], request=request) for key, name in names.items()}


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """A batch: its word in the contract, and what its job says."""

    batch_id = serializers.UUIDField(source="job_id", read_only=True)
    ids = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    job_status = serializers.ChoiceField(source="job.status", choices=Status.choices, read_only=True)
    fetched = serializers.SerializerMethodField()
    failed = serializers.IntegerField(source="job.progress_failed", read_only=True)
    attempt = serializers.IntegerField(source="job.attempt", read_only=True)
    failure = FailureSerializer(source="job.failure", allow_null=True, read_only=True)
    run_after = serializers.DateTimeField(
        source="job.run_after", allow_null=True, read_only=True, help_text="Not in the line before this."
    )
    started_at = serializers.DateTimeField(source="job.started_at", allow_null=True, read_only=True)
    finished_at = serializers.DateTimeField(source="job.finished_at", allow_null=True, read_only=True)

    class Meta:
        model = Batch
        fields = (
            "batch_id",
            "position",
            "ids",
            "status",
            "job_status",
            "fetched",
            "failed",
            "attempt",
            "failure",
            "run_after",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_ids(self, batch: Batch) -> list[int]:
        """Return its ids."""
        return list(batch.job.params["ids"])

    @extend_schema_field(serializers.ChoiceField(choices=Word.choices))
    def get_status(self, batch: Batch) -> str:
        """Say how far it is."""
        return batch_word(batch.job.status, batch.job.started_at)

    def get_fetched(self, batch: Batch) -> int:
        """Count the ids that came."""
        return batch.job.progress_done - batch.job.progress_failed


class IdResultSerializer(serializers.ModelSerializer[IdResult]):
    """What came of one id."""

    id = serializers.IntegerField(source="number", read_only=True)
    batch_id = serializers.UUIDField(read_only=True)
    data = serializers.JSONField(  # type: ignore[assignment]  # every serializer has a `data` itself
        read_only=True, help_text="What the source knows of it."
    )

    class Meta:
        model = IdResult
        fields = ("id", "batch_id", "status", "data", "reason", "fetched_at")
        read_only_fields = fields
        extra_kwargs = {"reason": {"help_text": "Why nothing came; empty when something did, or may yet."}}


class WaitingBatchSerializer(serializers.Serializer[Any]):
    """A batch that waits for the gate."""

    batch_id = serializers.UUIDField()
    ingestion_id = serializers.UUIDField()
    priority = PriorityWordField()
    ids = serializers.ListField(child=serializers.IntegerField())
    position = serializers.IntegerField(help_text="From 1, counting those of other workspaces.")
    expected_at = serializers.DateTimeField(help_text="When it starts, if nobody overtakes it.")


class RunningBatchSerializer(serializers.Serializer[Any]):
    """A batch that is being fetched."""

    batch_id = serializers.UUIDField()
    ingestion_id = serializers.UUIDField()
    priority = PriorityWordField()
    ids = serializers.ListField(child=serializers.IntegerField())
    done = serializers.IntegerField()
    started_at = serializers.DateTimeField()


class LineSerializer(serializers.Serializer[Any]):
    """The line before the gate; times by the database's clock."""

    every_seconds = serializers.FloatField(help_text="How far apart batches start.")
    now = serializers.DateTimeField()
    opens_at = serializers.DateTimeField(allow_null=True, help_text="Null while the gate is open.")
    waiting = serializers.IntegerField()
    waiting_of_others = serializers.IntegerField(help_text="Those of other workspaces, of which nothing else is told.")
    next = WaitingBatchSerializer(many=True, help_text="The first 50, in the order in which they will go.")
    running = RunningBatchSerializer(many=True)
