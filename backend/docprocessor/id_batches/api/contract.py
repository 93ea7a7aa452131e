"""The published contract: `/ingest`, `/status/<ingestion_id>`, `/health`."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.id_batches.api import serializers
from docprocessor.id_batches.api.polling import RETRY_AFTER, polling_headers
from docprocessor.id_batches.batching import Word, batch_word, request_word
from docprocessor.id_batches.models import Ingestion
from docprocessor.id_batches.services import ingestion_create
from docprocessor.jobs.idempotency import idempotent
from docprocessor.lib.plain_errors import PlainErrors, PlainErrorSerializer
from docprocessor.lib.problems import AppError

INGESTION, FIRST, SECOND = (f"01a20418-16b4-711c-9947-e4393756{end}" for end in ("1127", "8000", "8001"))
TAKEN = OpenApiExample("taken", {"ingestion_id": INGESTION}, response_only=True, status_codes=["202"])
ASKED = OpenApiExample("five ids", {"ids": [1, 2, 3, 4, 5], "priority": "HIGH"}, request_only=True)
INVALID = OpenApiExample(
    "every fault at once",
    {
        "error": "Invalid input",
        "details": {
            "ids": ['Each id is a whole number from 1 to 1,000,000,007; these are not: ids[1] (true), ids[4] ("5").'],
            "priority": ['This is one of HIGH, MEDIUM, LOW, not "high".'],
        },
    },
    response_only=True,
    status_codes=["400"],
)
STANDING = OpenApiExample(
    "begun",
    {
        "ingestion_id": INGESTION,
        "status": "triggered",
        "batches": [
            {"batch_id": FIRST, "ids": [1, 2, 3], "status": "completed"},
            {"batch_id": SECOND, "ids": [4, 5], "status": "triggered"},
        ],
    },
    response_only=True,
    status_codes=["200"],
)
NONE = OpenApiExample(
    "unknown", {"error": "There is no request for ids under this id."}, response_only=True, status_codes=["404"]
)
HEALTHY = OpenApiExample("healthy", {"status": "healthy"}, response_only=True)


class IngestView(PlainErrors, WorkspaceView[Ingestion]):
    """The door for ids."""

    serializer_class = serializers.IngestSerializer

    @extend_schema(
        operation_id="ingest",
        request=serializers.IngestSerializer,
        responses={202: serializers.IngestAnswerSerializer, 400: PlainErrorSerializer},
        parameters=[RETRY_AFTER, OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[202])],
        examples=[ASKED, TAKEN, INVALID],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take ids to be fetched, in batches of three, of which one starts every five seconds over all requests."""
        form = serializers.IngestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        ingestion = ingestion_create(
            workspace=self.principal.workspace, created_by=self.principal.user, **form.validated_data
        )
        location = reverse("id-status", args=[ingestion.pk], request=request)
        headers = {"Location": location, "Retry-After": "1"}
        return Response({"ingestion_id": str(ingestion.pk)}, status=status.HTTP_202_ACCEPTED, headers=headers)


class StatusView(PlainErrors, WorkspaceView[Ingestion]):
    """How far a request for ids is."""

    serializer_class = serializers.StatusSerializer
    queryset = Ingestion.objects.none()

    def get_queryset(self) -> QuerySet[Ingestion]:
        """Return the requests of the principal's workspace."""
        return Ingestion.objects.filter(workspace=self.principal.workspace)

    @extend_schema(
        operation_id="ingestion_status",
        parameters=[RETRY_AFTER, OpenApiParameter("ingestion_id", UUID, OpenApiParameter.PATH)],
        responses={200: serializers.StatusSerializer, 404: PlainErrorSerializer},
        examples=[STANDING, NONE],
    )
    def get(self, request: Request, ingestion_id: str) -> Response:
        """Return the request's batches in their order; a batch that failed or was cancelled is `completed`, too."""
        found = self._batches(ingestion_id)
        batches = [
            {"batch_id": str(job), "ids": ids, "status": batch_word(job_status, started_at)}
            for job, ids, job_status, started_at in found
        ]
        words = [batch["status"] for batch in batches]
        word = request_word(words)
        answer = {"ingestion_id": str(UUID(ingestion_id)), "status": word, "batches": batches}
        return Response(answer, headers=polling_headers(word, busy=Word.TRIGGERED in words))

    def _batches(self, ingestion_id: str) -> list[Any]:
        """Return each batch's id, ids, status and first start. Raises AppError 404."""
        try:
            ingestion = self.get_queryset().get(pk=UUID(ingestion_id))
        except (ValueError, Ingestion.DoesNotExist):
            message = "There is no request for ids under this id."
            raise AppError("not_found", message, status=HTTPStatus.NOT_FOUND) from None
        columns = ("job_id", "job__params__ids", "job__status", "job__started_at")
        return list(ingestion.batches.order_by("position").values_list(*columns))


class HealthView(PlainErrors):
    """The door's health."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="id_batches_health",
        responses=serializers.HealthSerializer,
        examples=[HEALTHY],
    )
    def get(self, request: Request) -> Response:
        """Say that the door is open."""
        return Response({"status": "healthy"})
