from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.ingestion.api.serializers import (
    PENDING,
    RecordsSerializer,
    RecordsTakenSerializer,
    RecordStatusSerializer,
)
from docprocessor.ingestion.kind import RecordIngest
from docprocessor.ingestion.services import records_submit
from docprocessor.jobs import snapshots
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import CONDITIONAL, RETRY_AFTER, UNCHANGED, polling_headers
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.models import Job

EXAMPLE_ID = "01992f5e-7c31-7e5a-9d1f-0c6a4b2e8f10"
RECORDS = OpenApiExample(
    "Two students",
    request_only=True,
    value={
        "records": [
            {
                "student_id": "S0001",
                "first_name": "Ana",
                "last_name": "García",
                "email": "ana@example.com",
                "grade": 7,
                "date_of_birth": "2012-03-14",
                "school": "Westside",
            },
            {"student_id": "S0002", "first_name": "Ben", "last_name": "Okoro", "email": "ben@example.com"},
        ]
    },
)
TAKEN = OpenApiExample(
    "Taken",
    response_only=True,
    status_codes=["202"],
    value={
        "task_id": EXAMPLE_ID,
        "status": "PENDING",
        "total_records": 2,
        "status_url": f"/api/data/status/{EXAMPLE_ID}/",
    },
)
AT_WORK = OpenApiExample(
    "At work",
    response_only=True,
    status_codes=["200"],
    value={
        "task_id": EXAMPLE_ID,
        "status": "PROCESSING",
        "total_records": 1000,
        "processed_records": 700,
        "failed_records": 1,
        "progress_percentage": 70,
        "duration": 4.2,
        "status_message": "PROCESSING (70% complete)",
        "errors": [{"index": 12, "field": "email", "message": "This is not an email address."}],
    },
)


class RecordsView(WorkspaceView[Job]):
    """The door for student records."""

    queryset = Job.objects.none()
    serializer_class = RecordsSerializer

    @extend_schema(
        operation_id="data_ingest",
        request=RecordsSerializer,
        responses={202: RecordsTakenSerializer},
        parameters=ACCEPTED,
        examples=[RECORDS, TAKEN],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take 1 to 1,000 student records; answers at once, with the address to follow them at.

        Each valid one changes the row of the dataset `students` that has its `student_id`, or becomes a new row; the
        others are listed by the status.
        """
        form = RecordsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        records = form.validated_data["records"]
        job = records_submit(workspace=self.principal.workspace, created_by=self.principal.user, records=records)
        where = reverse("data-status", args=[job.pk])
        answer = {"task_id": job.pk, "status": PENDING, "total_records": len(records), "status_url": where}
        headers = {"Location": request.build_absolute_uri(where), **polling_headers(job)}
        taken = RecordsTakenSerializer(answer).data
        return Response(taken, status=status.HTTP_202_ACCEPTED, headers=headers)


class RecordStatusView(WorkspaceView[Job]):
    """How records stand."""

    queryset = Job.objects.none()
    serializer_class = RecordStatusSerializer
    lookup_url_kwarg = "task_id"

    def get_queryset(self) -> QuerySet[Job]:
        """Return the workspace's jobs of this kind, and the database's time."""
        return Job.objects.filter(workspace=self.principal.workspace, kind=RecordIngest.name).annotate(now=Now())

    @extend_schema(
        operation_id="data_status",
        parameters=[RETRY_AFTER, *CONDITIONAL],
        responses={200: RecordStatusSerializer, **UNCHANGED},
        examples=[AT_WORK],
    )
    def get(self, request: Request, task_id: UUID) -> HttpResponse:
        """Return how many records have been seen to, and what is wrong with which; `Retry-After` until all have."""
        return snapshots.respond(self, task_id, headers=polling_headers)


class HealthSerializer(serializers.Serializer[Any]):
    """Alive."""

    status = serializers.ChoiceField(choices=["healthy"])


class DataHealthView(APIView):
    """Whether this door is there."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="data_health",
        responses=HealthSerializer,
        examples=[OpenApiExample("Alive", response_only=True, status_codes=["200"], value={"status": "healthy"})],
    )
    def get(self, request: Request) -> Response:
        """Say that it is."""
        return Response({"status": "healthy"})
