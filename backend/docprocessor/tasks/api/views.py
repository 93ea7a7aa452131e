"""The task queue's door."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs import snapshots
from docprocessor.jobs.api.ordering import sortable
from docprocessor.jobs.api.views import CONDITIONAL, RETRY_AFTER, UNCHANGED, polling_headers
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.models import TERMINAL, Job
from docprocessor.lib.negotiation import FileNegotiation
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.paging import OrderedPagination
from docprocessor.lib.problems import CONTENT_TYPE, AppError
from docprocessor.tasks.api import examples
from docprocessor.tasks.api.filters import TaskFilter
from docprocessor.tasks.api.serializers import TaskSerializer, TaskSubmitSerializer, TaskSummarySerializer
from docprocessor.tasks.models import Picture
from docprocessor.tasks.pictures.formats import CONTENT_TYPES
from docprocessor.tasks.services import task_cancel, task_retry, task_submit, tasks_of

LOCATION = OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=True)
# Whatever the image holds, nothing of it runs, and it loads nothing.
IMAGE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}
log = structlog.get_logger(__name__)


class TaskPagination(OrderedPagination):
    """Tasks, the newest first."""

    orders: ClassVar = {"created_at": "created_at", "completed_at": "end", "duration": "took", "priority": "priority"}


class TaskBaseView(WorkspaceView[Job]):
    """The workspace's tasks."""

    serializer_class: type[TaskSummarySerializer] = TaskSerializer
    queryset = Job.objects.none()

    def get_queryset(self) -> QuerySet[Job]:
        """Return the tasks of the principal's workspace."""
        return tasks_of(self.principal.workspace)

    def answer(self, job: Job, status: int) -> Response:
        """Answer with a task, where it is found, and when to ask again."""
        task = self.get_serializer(job).data
        return Response(task, status=status, headers={"Location": task["links"]["self"], **polling_headers(job)})


class TaskSubmitView(TaskBaseView):
    """The door for new tasks."""

    @extend_schema(
        request=TaskSubmitSerializer,
        responses={201: TaskSerializer},
        parameters=[LOCATION, RETRY_AFTER],
        examples=examples.SUBMIT,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a task."""
        form = TaskSubmitSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        principal = self.principal
        job = task_submit(workspace=principal.workspace, created_by=principal.user, **form.validated_data)
        return self.answer(job, HTTPStatus.CREATED)


class TaskListView(mixins.ListModelMixin, TaskBaseView):
    """Tasks."""

    serializer_class = TaskSummarySerializer
    filter_backends = (DjangoFilterBackend,)
    filterset_class = TaskFilter
    pagination_class = TaskPagination

    def get_queryset(self) -> QuerySet[Job]:
        """Return the workspace's tasks with what they can be ordered by."""
        return sortable(super().get_queryset())

    @extend_schema(examples=examples.LIST)
    def get(self, request: Request) -> Response:
        """Return tasks, newest first unless another order is asked for."""
        return self.list(request)


class TaskView(TaskBaseView):
    """One task."""

    @extend_schema(
        parameters=[RETRY_AFTER, *CONDITIONAL], responses={200: TaskSerializer, **UNCHANGED}, examples=examples.ONE
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Return the task; `Retry-After` while it is not done."""
        return snapshots.respond(self, pk, headers=polling_headers)

    @extend_schema(
        responses={
            200: OpenApiResponse(TaskSerializer, "It waited, and is cancelled."),
            202: OpenApiResponse(TaskSerializer, "It runs; it is told to stop, and does so within two seconds."),
        },
        parameters=[LOCATION, RETRY_AFTER],
        examples=examples.CANCEL,
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Cancel the task. What it has done stands; one that has ended is refused (400)."""
        task_cancel(self.get_object())
        job = self.get_object()
        return self.answer(job, HTTPStatus.OK if job.status in TERMINAL else HTTPStatus.ACCEPTED)


class TaskRetryView(TaskBaseView):
    """Trying again."""

    @extend_schema(
        request=None,
        responses={202: TaskSerializer},
        parameters=[LOCATION, RETRY_AFTER],
        examples=examples.RETRY,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Put a task that failed or was cancelled back in the line; it goes on where it stopped. Any other is refused
        (400)."""
        task_retry(self.get_object())
        return self.answer(self.get_object(), HTTPStatus.ACCEPTED)


class TaskImageView(TaskBaseView):
    """A thumbnail."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        responses={
            **{(200, kind): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()},
            (410, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "It is no longer kept."),
        }
    )
    def get(self, request: Request, pk: UUID, number: int) -> HttpResponse:
        """Return the image of this number, from 1, as the task has made it."""
        picture = get_object_or_404(Picture.objects.exclude(file_key=""), job=self.get_object(), number=number)
        after: dict[str, Any] = picture.after or {}
        return HttpResponse(_content(picture), content_type=CONTENT_TYPES[after["format"]], headers=IMAGE_HEADERS)


def _content(picture: Picture) -> bytes:
    if picture.file_deleted_at is None:
        try:
            with default_storage.open(picture.file_key) as file:
                return bytes(file.read())
        except FileNotFoundError:
            # Nobody here has deleted it: who did should be asked.
            log.exception("thumbnail.missing", job=str(picture.job_id), file=picture.file_key)
    raise AppError("file_not_kept", "This image is no longer kept.", status=HTTPStatus.GONE)
