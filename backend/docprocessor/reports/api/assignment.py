"""The door that its contract calls `/assignment`: a report is asked for and fetched in one of two formats."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import POLL_SECONDS, RETRY_AFTER
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.models import Status
from docprocessor.lib.negotiation import FileNegotiation
from docprocessor.lib.plain_errors import PlainErrors, PlainErrorSerializer
from docprocessor.lib.problems import AppError
from docprocessor.reports.api.download import DISPOSITION, attachment
from docprocessor.reports.api.examples import FAILED, ID, REFUSED, SUBMITTED, UNFINISHED, UNKNOWN
from docprocessor.reports.api.serializers import (
    HtmlAcceptedSerializer,
    NoDocumentSerializer,
    PdfAcceptedSerializer,
    SubmissionSerializer,
    UnfinishedSerializer,
)
from docprocessor.reports.files import read_document
from docprocessor.reports.models import Format, Report
from docprocessor.reports.services import report_submit
from docprocessor.reports.submission_reading import read_submission

Method = TypeVar("Method", bound=Callable[..., Any])
# The page has no script, and fetches nothing; our own page may show it in a frame, and it may be printed there.
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-modals"
)
NOT_KEPT: Final = "This report is no longer kept; ask for it again."
CANCELLED: Final = "The report was cancelled."


class AssignmentView(PlainErrors, WorkspaceView[Report]):
    """The workspace's reports in one format."""

    queryset = Report.objects.none()
    lookup_url_kwarg = "task_id"
    written_as: ClassVar[Format]

    def get_queryset(self) -> QuerySet[Report]:
        """Return the reports of the principal's workspace in this format."""
        reports = Report.objects.filter(workspace=self.principal.workspace, format=self.written_as)
        return reports.defer("packed_events")


def _describes_submission(answer: Any, example: dict[str, str]) -> Callable[[Method], Method]:
    return extend_schema(
        request=SubmissionSerializer,
        responses={202: answer, 400: PlainErrorSerializer},
        parameters=ACCEPTED,
        examples=[
            SUBMITTED,
            REFUSED,
            OpenApiExample("Accepted", example, response_only=True, status_codes=["202"]),
        ],
    )


class SubmissionView(AssignmentView):
    """Asking for a report."""

    def submit(self, request: Request, **more: str) -> Response:
        """Take the events of a student; answers at once, with the address at which the report will be."""
        submission, faults = read_submission(request.data)
        if submission is None:
            raise AppError("invalid", next(iter(faults.values()))[0], errors=faults)
        report = report_submit(
            workspace=self.principal.workspace,
            created_by=self.principal.user,
            written_as=self.written_as,
            submission=submission,
        )
        address = reverse(f"assignment-{self.written_as}-document", args=[report.pk], request=request)
        headers = {"Location": address, "Retry-After": POLL_SECONDS}
        return Response({"task_id": report.pk, **more}, status=status.HTTP_202_ACCEPTED, headers=headers)


class HtmlSubmissionView(SubmissionView):
    """Asking for a page."""

    written_as = Format.HTML

    @_describes_submission(HtmlAcceptedSerializer, {"task_id": ID})
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a student's events and write a report of them as an HTML page."""
        return self.submit(request)


class PdfSubmissionView(SubmissionView):
    """Asking for a PDF."""

    written_as = Format.PDF

    @_describes_submission(PdfAcceptedSerializer, {"task_id": ID, "status": "Processing started"})
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a student's events and write a report of them as a PDF."""
        return self.submit(request, status="Processing started")


def _describes_document(media_type: str, answer: Any, *more: Any) -> Callable[[Method], Method]:
    return extend_schema(
        responses={
            (200, media_type): answer,
            (202, "application/json"): UnfinishedSerializer,
            (404, "application/json"): NoDocumentSerializer,
        },
        parameters=[RETRY_AFTER, *more],
        examples=[UNFINISHED, FAILED, UNKNOWN],
    )


class DocumentView(AssignmentView):
    """Fetching a report."""

    content_negotiation_class = FileNegotiation

    def answer(self) -> HttpResponseBase:
        """Return the document, or that it is not there yet, or that it never will be."""
        report = self.get_object()
        match Status(report.status):
            case Status.COMPLETED:
                content = read_document(report)
                return self.document(report, content) if content is not None else _failed(NOT_KEPT)
            case Status.FAILED:
                return _failed((report.failure or {})["message"])
            case Status.CANCELLED:
                return _failed(CANCELLED)
        unfinished = UnfinishedSerializer(
            {"status": "PENDING", "student_id": report.student_id, "created_at": report.created_at}
        )
        return Response(unfinished.data, status=status.HTTP_202_ACCEPTED, headers={"Retry-After": POLL_SECONDS})

    def document(self, report: Report, content: bytes) -> HttpResponse:
        """Answer with the document itself."""
        raise NotImplementedError


def _failed(sentence: str) -> Response:
    return Response({"status": "FAILURE", "error": sentence}, status=status.HTTP_404_NOT_FOUND)


class HtmlDocumentView(DocumentView):
    """Fetching a page."""

    written_as = Format.HTML

    @_describes_document("text/html", OpenApiTypes.STR)
    def get(self, request: Request, task_id: UUID) -> HttpResponseBase:
        """Return the page; 202 and `Retry-After` while it is not written."""
        return self.answer()

    def document(self, report: Report, content: bytes) -> HttpResponse:
        """Answer with a page that may do nothing but be read and printed."""
        response = HttpResponse(content, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


class PdfDocumentView(DocumentView):
    """Fetching a PDF."""

    written_as = Format.PDF

    @_describes_document("application/pdf", OpenApiTypes.BINARY, DISPOSITION)
    def get(self, request: Request, task_id: UUID) -> HttpResponseBase:
        """Return the PDF as a download; 202 and `Retry-After` while it is not written."""
        return self.answer()

    def document(self, report: Report, content: bytes) -> HttpResponse:
        """Answer with a download that is named after the student."""
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = attachment(f"feedback-{report.student_id}", "pdf")
        return response
