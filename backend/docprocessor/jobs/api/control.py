from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.jobs import lifecycle
from docprocessor.jobs.api.serializers import AttemptSerializer, JobSerializer
from docprocessor.jobs.api.views import RETRY_AFTER, WRONG_STATE, JobBaseView, polling_headers
from docprocessor.jobs.models import Job
from docprocessor.lib.paging import KeysetPagination

View = TypeVar("View", bound=Callable[..., Response])


def acted(view: Any, act: Callable[[Job], None]) -> Response:
    """Do something to the job that a view is of, and answer with how it stands then."""
    act(view.get_object())
    job = view.get_object()
    return Response(view.get_serializer(job).data, status=status.HTTP_202_ACCEPTED, headers=polling_headers(job))


def describes_control(answer: Any) -> Callable[[View], View]:
    """Describe a view that does something to its job."""
    return extend_schema(request=None, responses={202: answer, **WRONG_STATE}, parameters=[RETRY_AFTER])


class JobCancelView(JobBaseView):
    """Cancelling."""

    @describes_control(JobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Cancel the job: at once if it rests, else after the batch it is at. What is in stays in."""
        return acted(self, lifecycle.request_cancel)


class JobPauseView(JobBaseView):
    """Pausing."""

    @describes_control(JobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Lay the job aside: at once if it waits, else after the batch it is at."""
        return acted(self, lifecycle.request_pause)


class JobResumeView(JobBaseView):
    """Going on."""

    @describes_control(JobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Put a paused job back in the line; it goes on where it stopped."""
        return acted(self, lifecycle.resume)


class JobRetryView(JobBaseView):
    """Trying again."""

    @describes_control(JobSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Put a failed or cancelled job back in the line; it goes on where it stopped."""
        return acted(self, lifecycle.retry)


class AttemptPagination(KeysetPagination):
    """Attempts, the latest first."""

    ordering = ("-token",)


class JobAttemptsView(JobBaseView):
    """A job's attempts."""

    pagination_class = AttemptPagination

    @extend_schema(responses=AttemptSerializer(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """Return each attempt with its times, how far it came and how it ended, the latest first."""
        page: Any = self.paginate_queryset(self.get_object().attempts.all())  # type: ignore[arg-type]
        return self.get_paginated_response(AttemptSerializer(page, many=True).data)
