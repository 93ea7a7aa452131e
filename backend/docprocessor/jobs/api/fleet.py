"""Who works, and what there is to do."""

from collections import Counter, defaultdict
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs import fleet, traffic
from docprocessor.jobs.models import Job, Status, Worker


class WorkingJobSerializer(serializers.ModelSerializer[Job]):
    """A job that a worker is on."""

    class Meta:
        model = Job
        fields = ("id", "kind", "title", "started_at")
        read_only_fields = fields


class WorkerSerializer(serializers.ModelSerializer[Worker]):
    """A worker, as it last said itself."""

    queues = serializers.ListField(child=serializers.CharField(), read_only=True)
    alive = serializers.BooleanField(read_only=True, help_text="Whether it has said so lately.")
    jobs = serializers.SerializerMethodField(help_text="What it is on for this workspace.")
    other_jobs = serializers.SerializerMethodField(help_text="How many it is on for others.")

    class Meta:
        model = Worker
        fields = (
            "name",
            "queues",
            "pool",
            "concurrency",
            "host",
            "pid",
            "started_at",
            "seen_at",
            "alive",
            "stopping",
            "jobs",
            "other_jobs",
        )
        read_only_fields = fields

    @extend_schema_field(WorkingJobSerializer(many=True))
    def get_jobs(self, worker: Worker) -> Any:
        """Return the jobs of the one who asks."""
        return WorkingJobSerializer(self.context["ours"][worker.name], many=True).data

    def get_other_jobs(self, worker: Worker) -> int:
        """Count the jobs of others, of which nothing else is told."""
        return int(self.context["others"][worker.name])


class BucketSerializer(serializers.Serializer[Any]):
    """Five minutes of the last hour."""

    since = serializers.DateTimeField()
    finished = serializers.IntegerField(help_text="Jobs that ended, however they ended.")
    per_minute = serializers.FloatField()
    median_wait_seconds = serializers.FloatField(allow_null=True, help_text="How long these had waited to begin.")
    waiting = serializers.IntegerField(help_text="Jobs that stood in the line at its end.")


class QueueSerializer(serializers.Serializer[Any]):
    """A queue, over all workspaces."""

    name = serializers.CharField()
    waiting = serializers.IntegerField(help_text="Jobs that stand in its line.")
    later = serializers.IntegerField(help_text="Jobs put off until a time.")
    running = serializers.IntegerField()
    oldest_wait_seconds = serializers.FloatField(allow_null=True)
    workers = serializers.IntegerField(help_text="Those alive.")
    concurrency = serializers.IntegerField(help_text="How many jobs they can run at the same time.")
    throughput = BucketSerializer(many=True, help_text="The last hour, oldest first.")


class WorkerListView(WorkspaceView[Worker]):
    """Workers."""

    serializer_class = WorkerSerializer
    pagination_class = None

    @extend_schema(responses=WorkerSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return every worker that was heard of in the last hour, and what it is on."""
        ours: defaultdict[str, list[Job]] = defaultdict(list)
        others: Counter[str] = Counter()
        for job in Job.objects.filter(status=Status.PROCESSING).order_by("started_at", "pk"):
            if job.workspace_id == self.principal.workspace.pk:
                ours[job.worker].append(job)
            else:
                others[job.worker] += 1
        context = {"ours": ours, "others": others}
        return Response(WorkerSerializer(fleet.workers(), many=True, context=context).data)


class QueueListView(APIView):
    """Queues."""

    @extend_schema(responses=QueueSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return what waits and runs in each queue, its workers, and how the last hour went."""
        return Response(QueueSerializer(traffic.queues(), many=True).data)
