from collections.abc import Iterator
from functools import partial
from typing import IO, Any, ClassVar
from uuid import UUID

from django.db.models import Case, Count, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import mixins
from rest_framework import serializers as drf
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.imports.api import examples, serializers
from docprocessor.imports.api.filters import ImportFilter, IssueFilter
from docprocessor.imports.editing.edit_rules import that_count
from docprocessor.imports.editing.reviewing import import_of_review, params_of_review
from docprocessor.imports.files import stored_file
from docprocessor.imports.models import Edit, ImportJob, Upload
from docprocessor.imports.services import import_of_upload, import_start
from docprocessor.jobs import lifecycle, snapshots
from docprocessor.jobs.api.control import acted, describes_control
from docprocessor.jobs.api.ordering import JobPagination, sortable
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import CONDITIONAL, RETRY_AFTER, UNCHANGED, accepted, polling_headers
from docprocessor.jobs.idempotency import idempotent
from docprocessor.lib.negotiation import FileNegotiation
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.paging import KeysetPagination
from docprocessor.lib.parsing import JSONParser
from docprocessor.lib.problems import CONTENT_TYPE
from docprocessor.lib.streaming import stream

GROUPS = "code,column"
CHUNK_BYTES = 1024**2
NOT_KEPT = {(410, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The file of this import is no longer kept.")}


class ImportBaseView(WorkspaceView[ImportJob]):
    """The workspace's imports."""

    serializer_class = serializers.ImportJobSerializer
    queryset = ImportJob.objects.none()

    def get_queryset(self) -> QuerySet[ImportJob]:
        """Return the imports of the principal's workspace."""
        edits = Edit.objects.filter(patch=OuterRef("patch")).exclude(cells={}).order_by().values("patch")
        imported = that_count(ImportJob.objects.filter(patch=OuterRef("patch")))
        return (
            ImportJob.objects.filter(workspace=self.principal.workspace)
            .select_related("created_by", "undone_by")
            .annotate(
                edited_rows=Coalesce(edits.annotate(count=Count("row")).values("count"), 0),
                imported_as_id=Case(When(params__dry_run=True, then=imported.values("pk")[:1])),
            )
        )


class ImportPagination(JobPagination):
    """Imports, the newest first."""

    orders: ClassVar = JobPagination.orders | {"name": "title", "total_rows": "total_rows"}


class ImportListView(mixins.ListModelMixin, ImportBaseView):
    """The history of imports, newest first, and the door for new ones."""

    parser_classes = (MultiPartParser, JSONParser)
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ImportFilter
    pagination_class = ImportPagination

    def get_queryset(self) -> QuerySet[ImportJob]:
        """Return the imports of the principal's workspace with what they can be ordered by."""
        return sortable(super().get_queryset())

    @extend_schema(examples=examples.HISTORY)
    def get(self, request: Request) -> Response:
        """Return the history of imports, newest first unless another order is asked for."""
        return self.list(request)

    @extend_schema(
        request={
            "multipart/form-data": serializers.ImportCreateSerializer,
            "application/json": PolymorphicProxySerializer(
                component_name="ImportOf",
                serializers=[serializers.ImportOfUploadSerializer, serializers.ImportOfReviewSerializer],
                resource_type_field_name=None,
            ),
        },
        responses={
            202: serializers.ImportJobSerializer,
            (409, CONTENT_TYPE): serializers.NotAcceptedSerializer,
        },
        parameters=ACCEPTED,
        examples=examples.TAKING,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a file and import it; answers at once, with the address to follow the import at."""
        if isinstance(request.data, MultiValueDict):
            job = self._take_file(request.data)
        elif isinstance(request.data, dict) and "review" in request.data:
            job = self._take_review(request.data)
        else:
            job = self._take_upload(request.data)
        return accepted(self, self.get_queryset().get(pk=job.pk))

    def _take_file(self, data: Any) -> ImportJob:
        form = serializers.ImportCreateSerializer(data=data)
        form.is_valid(raise_exception=True)
        params = dict(form.validated_data)
        return import_start(
            workspace=self.principal.workspace,
            created_by=self.principal.user,
            file=params.pop("file"),
            priority=params.pop("priority"),
            params=params,
        )

    def _take_upload(self, data: Any) -> ImportJob:
        form = serializers.ImportOfUploadSerializer(data=data)
        form.is_valid(raise_exception=True)
        params = dict(form.validated_data)
        upload = Upload.objects.filter(workspace=self.principal.workspace, pk=params.pop("upload")).first()
        if upload is None:
            raise drf.ValidationError({"upload": ["There is no such upload."]})
        return import_of_upload(
            upload=upload, created_by=self.principal.user, priority=params.pop("priority"), params=params
        )

    def _take_review(self, data: dict[str, Any]) -> ImportJob:
        if "upload" in data:
            raise drf.ValidationError({"review": ["Send either an upload or a review."]})
        pk = drf.UUIDField().run_validation(data["review"])
        review = ImportJob.objects.filter(workspace=self.principal.workspace, pk=pk).first()
        if review is None:
            raise drf.ValidationError({"review": ["There is no such import."]})
        form = serializers.ImportOfReviewSerializer(data=params_of_review(review, data))
        form.is_valid(raise_exception=True)
        params = dict(form.validated_data)
        del params["review"]
        return import_of_review(
            review=review, created_by=self.principal.user, priority=params.pop("priority"), params=params
        )


class ImportView(ImportBaseView):
    """One import."""

    @extend_schema(
        parameters=[RETRY_AFTER, *CONDITIONAL],
        responses={200: serializers.ImportJobSerializer, **UNCHANGED},
        examples=examples.ONE,
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Return the import; `Retry-After` while it is not done."""
        return snapshots.respond(self, pk, headers=polling_headers)


class ImportCancelView(ImportBaseView):
    """Cancelling."""

    @describes_control(serializers.ImportJobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Cancel the import: at once if it rests, else after the batch it is at. Rows that are in stay in."""
        return acted(self, lifecycle.request_cancel)


class ImportPauseView(ImportBaseView):
    """Pausing."""

    @describes_control(serializers.ImportJobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Lay the import aside: at once if it waits, else after the batch it is at. Rows that are in stay in."""
        return acted(self, lifecycle.request_pause)


class ImportResumeView(ImportBaseView):
    """Going on."""

    @describes_control(serializers.ImportJobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Put a paused import back in the line; it goes on after the last batch that is in."""
        return acted(self, lifecycle.resume)


class ImportRetryView(ImportBaseView):
    """Trying again."""

    @describes_control(serializers.ImportJobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Put a failed or cancelled import back in the line; it goes on after the last batch that is in."""
        return acted(self, lifecycle.retry)


class IssuePagination(KeysetPagination):
    """Issues in the file's order."""

    ordering = ("row", "place")


class ImportIssuesView(ImportBaseView):
    """The faults of an import's records."""

    pagination_class = IssuePagination

    @extend_schema(
        parameters=[
            OpenApiParameter("code", str),
            OpenApiParameter("column", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1}),
            OpenApiParameter("group", str, enum=[GROUPS], description="Counts instead of faults."),
        ],
        responses=PolymorphicProxySerializer(
            component_name="Issues",
            serializers=[serializers.IssuePageSerializer, serializers.IssueGroupsSerializer],
            resource_type_field_name=None,
            many=False,
        ),
        examples=examples.ISSUES,
    )
    def get(self, request: Request, pk: str) -> Response:
        """Return the faults in the file's order; `group=code,column` gives exact counts with samples."""
        job = self.get_object()
        group = request.query_params.get("group")
        if group is not None and group != GROUPS:
            raise drf.ValidationError({"group": [f"This is {GROUPS}."]})
        wanted = IssueFilter(request.query_params, job.issue_counts.all() if group else job.issues.all())
        if not wanted.is_valid():
            raise drf.ValidationError(wanted.errors)
        if group:
            counts = wanted.qs.order_by("-count", "code", "column")
            return Response({"results": serializers.IssueGroupSerializer(counts, many=True).data})
        page = self.paginate_queryset(wanted.qs)
        return self.get_paginated_response(serializers.RowIssueSerializer(page, many=True).data)


class ImportOriginalView(ImportBaseView):
    """The file as it was sent."""

    content_negotiation_class = FileNegotiation

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **NOT_KEPT})
    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """Return the file, byte for byte."""
        job = self.get_object()
        return stream(_chunks(stored_file(job)), content_type="application/octet-stream", filename=job.title)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, CHUNK_BYTES), b"")
