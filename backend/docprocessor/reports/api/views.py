from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs import snapshots
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import CONDITIONAL, RETRY_AFTER, UNCHANGED, accepted, polling_headers
from docprocessor.jobs.idempotency import idempotent
from docprocessor.reports.api.examples import EVENTS_GONE, REPORT
from docprocessor.reports.api.filters import ReportFilter
from docprocessor.reports.api.serializers import ReportAgainSerializer, ReportSerializer
from docprocessor.reports.models import Format, Report
from docprocessor.reports.services import report_again


class ReportBaseView(WorkspaceView[Report]):
    """The workspace's reports."""

    serializer_class = ReportSerializer
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        """Return the reports of the principal's workspace, without the events that they are made of."""
        return Report.objects.filter(workspace=self.principal.workspace).defer("packed_events")


class ReportListView(mixins.ListModelMixin, ReportBaseView):
    """Reports, newest first."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class = ReportFilter

    @extend_schema(examples=[OpenApiExample("A finished report", REPORT, response_only=True, status_codes=["200"])])
    def get(self, request: Request) -> Response:
        """Return reports in either format, newest first."""
        return self.list(request)


class ReportView(ReportBaseView):
    """One report."""

    @extend_schema(
        parameters=[RETRY_AFTER, *CONDITIONAL],
        responses={200: ReportSerializer, **UNCHANGED},
        examples=[OpenApiExample("A finished report", REPORT, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Return the report; `Retry-After` while it is not done."""
        return snapshots.respond(self, pk, headers=polling_headers)


class ReportAgainView(ReportBaseView):
    """Writing again."""

    @extend_schema(
        request=ReportAgainSerializer,
        responses={202: ReportSerializer, **EVENTS_GONE},
        parameters=ACCEPTED,
        examples=[
            OpenApiExample("As a PDF", {"format": "pdf"}, request_only=True),
            OpenApiExample("A report that waits", REPORT, response_only=True, status_codes=["202"]),
        ],
    )
    @idempotent
    def post(self, request: Request, pk: UUID) -> Response:
        """Take a new report of the same events, in the format that is asked for."""
        report = self.get_object()
        form = ReportAgainSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        written_as = Format(form.validated_data["format"])
        return accepted(self, report_again(report=report, created_by=self.principal.user, written_as=written_as))
