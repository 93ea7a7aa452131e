"""What the screen shows: requests for ids, their batches and results, and the line before the gate."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.accounts.workspace import M, WorkspaceView
from docprocessor.id_batches import line
from docprocessor.id_batches.api import serializers
from docprocessor.id_batches.api.contract import FIRST, INGESTION
from docprocessor.id_batches.api.fields import PRIORITIES
from docprocessor.id_batches.api.polling import RETRY_AFTER, polling_headers
from docprocessor.id_batches.batching import Word
from docprocessor.id_batches.models import Batch, IdResult, IdStatus, Ingestion
from docprocessor.id_batches.progress import progress_of, with_status
from docprocessor.id_batches.services import ingestion_cancel
from docprocessor.jobs.models import Status
from docprocessor.lib.paging import KeysetPagination

HERE = f"https://docprocessor.example/api/id-ingestions/{INGESTION}/"
AN_INGESTION = {
    "id": INGESTION,
    "priority": "HIGH",
    "status": "triggered",
    "ids": 5,
    "ids_fetched": 3,
    "ids_failed": 0,
    "batches": {"total": 2, "yet_to_start": 1, "triggered": 0, "completed": 1, "failed": 0, "cancelled": 0},
    "created_at": "2026-11-22T16:00:00Z",
    "created_by": "ana@example.com",
    "finished_at": None,
    "links": {"self": HERE, "batches": f"{HERE}batches/", "results": f"{HERE}results/"},
}
A_BATCH = {
    "batch_id": FIRST,
    "position": 0,
    "ids": [1, 2, 3],
    "status": "completed",
    "job_status": "completed",
    "fetched": 3,
    "failed": 0,
    "attempt": 1,
    "failure": None,
    "run_after": None,
    "started_at": "2026-11-22T16:00:05Z",
    "finished_at": "2026-11-22T16:00:06Z",
}
A_RESULT = {
    "id": 1,
    "batch_id": FIRST,
    "status": "fetched",
    "data": "processed",
    "reason": "",
    "fetched_at": "2026-11-22T16:00:05.2Z",
}
A_LINE = {
    "every_seconds": 5.0,
    "now": "2026-11-22T16:00:06Z",
    "opens_at": "2026-11-22T16:00:10Z",
    "waiting": 1,
    "waiting_of_others": 0,
    "next": [
        {
            "batch_id": FIRST,
            "ingestion_id": INGESTION,
            "priority": "HIGH",
            "ids": [4, 5],
            "position": 1,
            "expected_at": "2026-11-22T16:00:10Z",
        }
    ],
    "running": [],
}


class IngestionFilter(django_filters.FilterSet):
    """`?status=&priority=`."""

    status = django_filters.ChoiceFilter(choices=Word.choices, method="keep_status")
    priority = django_filters.ChoiceFilter(
        choices=[(word, word) for word in PRIORITIES], method="keep_priority", help_text="How urgently it was asked."
    )

    class Meta:
        model = Ingestion
        fields = ()

    def keep_status(self, queryset: QuerySet[Ingestion], name: str, value: str) -> QuerySet[Ingestion]:
        """Keep the requests that are so far."""
        return with_status(queryset, value)

    def keep_priority(self, queryset: QuerySet[Ingestion], name: str, value: str) -> QuerySet[Ingestion]:
        """Keep the requests of that priority."""
        return queryset.filter(priority=PRIORITIES[value])


class BatchFilter(django_filters.FilterSet):
    """`?job_status=`; several by repeating the name."""

    job_status = django_filters.MultipleChoiceFilter(choices=Status.choices, field_name="job__status")

    class Meta:
        model = Batch
        fields = ()


class IdResultFilter(django_filters.FilterSet):
    """`?status=`."""

    status = django_filters.ChoiceFilter(choices=IdStatus.choices)

    class Meta:
        model = IdResult
        fields = ()


class BatchPagination(KeysetPagination):
    """Batches in the order of their request."""

    ordering: Any = ("position",)


class ResultPagination(KeysetPagination):
    """Ids in the order of their request."""

    ordering: Any = ("place",)


class IngestionBaseView(WorkspaceView[Ingestion]):
    """The workspace's requests for ids."""

    serializer_class = serializers.IngestionSerializer
    queryset = Ingestion.objects.none()

    def get_queryset(self) -> QuerySet[Ingestion]:
        """Return the requests of the principal's workspace."""
        return Ingestion.objects.filter(workspace=self.principal.workspace).select_related("created_by")

    def represent(self, ingestion: Ingestion) -> Response:
        """Answer with one request as it stands now."""
        progress = progress_of([ingestion.pk])
        context = {**self.get_serializer_context(), "progress": progress}
        stands = progress[ingestion.pk]
        headers = polling_headers(stands.status, busy=stands.triggered > 0)
        return Response(serializers.IngestionSerializer(ingestion, context=context).data, headers=headers)


class IngestionListView(IngestionBaseView):
    """Requests for ids, newest first."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class = IngestionFilter

    @extend_schema(
        operation_id="id_ingestions_list",
        responses=serializers.IngestionSerializer(many=True),
        examples=[OpenApiExample("a request", AN_INGESTION, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        """Return requests for ids with how far each is, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {**self.get_serializer_context(), "progress": progress_of(each.pk for each in page)}
        return self.get_paginated_response(serializers.IngestionSerializer(page, many=True, context=context).data)


class IngestionView(IngestionBaseView):
    """One request for ids."""

    @extend_schema(
        operation_id="id_ingestions_retrieve",
        parameters=[RETRY_AFTER],
        examples=[OpenApiExample("a request", AN_INGESTION, response_only=True)],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Return the request and how far it is; `Retry-After` while it is not done."""
        return self.represent(self.get_object())


class IngestionCancelView(IngestionBaseView):
    """Taking a request back."""

    @extend_schema(
        operation_id="id_ingestions_cancel",
        request=None,
        parameters=[RETRY_AFTER],
        examples=[OpenApiExample("a request", AN_INGESTION, response_only=True)],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Cancel whatever of the request has not ended: what waits at once, what runs as soon as its worker notices.

        What was fetched stays. Of a request that has ended nothing changes.
        """
        ingestion = self.get_object()
        ingestion_cancel(ingestion)
        return self.represent(ingestion)


class _PartsView(mixins.ListModelMixin, WorkspaceView[M]):
    """A list of what a request of the principal's workspace is made of."""

    filter_backends = (DjangoFilterBackend,)

    def ingestion(self) -> Ingestion:
        """Return the request. Raises Http404."""
        return get_object_or_404(Ingestion, workspace=self.principal.workspace, pk=self.kwargs["ingestion_id"])


class IngestionBatchesView(_PartsView[Batch]):
    """The batches of a request."""

    serializer_class = serializers.BatchSerializer
    queryset = Batch.objects.none()
    filterset_class = BatchFilter
    pagination_class = BatchPagination

    def get_queryset(self) -> QuerySet[Batch]:
        """Return the request's batches."""
        return self.ingestion().batches.select_related("job")

    @extend_schema(
        operation_id="id_ingestions_batches_list",
        examples=[OpenApiExample("a batch", A_BATCH, response_only=True)],
    )
    def get(self, request: Request, ingestion_id: UUID) -> Response:
        """Return the request's batches in their order, with what their jobs say."""
        return self.list(request)


class IngestionResultsView(_PartsView[IdResult]):
    """What came of the ids of a request."""

    serializer_class = serializers.IdResultSerializer
    queryset = IdResult.objects.none()
    filterset_class = IdResultFilter
    pagination_class = ResultPagination

    def get_queryset(self) -> QuerySet[IdResult]:
        """Return a row for each of the request's ids."""
        return self.ingestion().results.all()

    @extend_schema(
        operation_id="id_ingestions_results_list",
        examples=[OpenApiExample("an id", A_RESULT, response_only=True)],
    )
    def get(self, request: Request, ingestion_id: UUID) -> Response:
        """Return each id of the request in its order, with what came of it, or why nothing did."""
        return self.list(request)


class LineView(WorkspaceView[Batch]):
    """The line before the gate."""

    serializer_class = serializers.LineSerializer
    pagination_class = None

    @extend_schema(
        operation_id="id_batches_line",
        examples=[OpenApiExample("a line", A_LINE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        """Return when the gate opens, what goes next and what is being fetched."""
        return Response(serializers.LineSerializer(line.line(self.principal.workspace)).data)
