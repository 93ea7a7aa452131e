from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs import snapshots
from docprocessor.jobs.api.filters import PARTIAL, JobCountsFilter, JobFilter
from docprocessor.jobs.api.json_schema import json_schema
from docprocessor.jobs.api.ordering import JobPagination, sortable
from docprocessor.jobs.api.serializers import JobCountsSerializer, JobSerializer, KindSerializer
from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import TERMINAL, Job, Status
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.problems import CONTENT_TYPE

POLL_SECONDS = "1"
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=True, description="Seconds until it is worth asking again."
)
WRONG_STATE = {(409, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The job's status does not allow it.")}
CONDITIONAL = (
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
    OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
)
UNCHANGED = {304: OpenApiResponse(description="Nothing has changed.")}


def polling_headers(job: Job) -> dict[str, str]:
    """Say when to ask again, as long as there will be something new."""
    return {} if job.status in TERMINAL else {"Retry-After": POLL_SECONDS}


def accepted(view: Any, job: Job) -> Response:
    """Answer that a job has been taken, with the address to follow it at."""
    answer = view.get_serializer(job).data
    headers = {"Location": answer["links"]["self"], **polling_headers(job)}
    return Response(answer, status=status.HTTP_202_ACCEPTED, headers=headers)


class JobBaseView(WorkspaceView[Job]):
    """The workspace's jobs."""

    serializer_class = JobSerializer
    queryset = Job.objects.none()

    def get_queryset(self) -> QuerySet[Job]:
        """Return the jobs of the principal's workspace."""
        return Job.objects.filter(workspace=self.principal.workspace)


class JobListView(mixins.ListModelMixin, JobBaseView):
    """Jobs of every kind, newest first."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class = JobFilter
    pagination_class = JobPagination

    def get_queryset(self) -> QuerySet[Job]:
        """Return the jobs of the principal's workspace with what they can be ordered by."""
        return sortable(super().get_queryset())

    def get(self, request: Request) -> Response:
        """Return jobs of every kind, newest first unless another order is asked for."""
        return self.list(request)


class JobCountsView(JobBaseView):
    """How many jobs there are in each status."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class = JobCountsFilter
    pagination_class = None

    @extend_schema(responses=JobCountsSerializer)
    def get(self, request: Request) -> Response:
        """Return how many jobs the list's other filters keep in each status; `partial` are those of the completed
        ones that have done some of it badly."""
        found = self.filter_queryset(self.get_queryset()).order_by().values("status")
        counts = dict.fromkeys((*Status.values, "partial"), 0)
        for row in found.annotate(count=Count("pk"), partial=Count("pk", filter=PARTIAL)):
            counts[row["status"]] = row["count"]
            counts["partial"] += row["partial"]
        return Response(counts)


class JobView(JobBaseView):
    """One job."""

    @extend_schema(parameters=[RETRY_AFTER, *CONDITIONAL], responses={200: JobSerializer, **UNCHANGED})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Return the job; `Retry-After` while it is not done."""
        return snapshots.respond(self, pk, headers=polling_headers)


class KindListView(APIView):
    """What can be submitted."""

    @extend_schema(responses=KindSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return each kind's name, description and the JSON Schema of its parameters."""
        listed = [
            {
                "name": kind.name,
                "title": kind.title,
                "description": kind.description,
                "queue": kind.queue,
                "standalone": kind.standalone,
                "parameters": json_schema(kind.parameters),
            }
            for kind in kinds().values()
        ]
        return Response(KindSerializer(listed, many=True).data)
