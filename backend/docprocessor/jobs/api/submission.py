from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.jobs.api.serializers import JobSerializer, PriorityField
from docprocessor.jobs.api.views import RETRY_AFTER, JobBaseView, JobListView, accepted
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.models import Priority
from docprocessor.jobs.submission import job_again, job_submit

ACCEPTED = [RETRY_AFTER, OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=True)]


class JobSubmitSerializer(serializers.Serializer[Any]):
    """What makes a job."""

    kind = serializers.CharField(help_text="The name of one of `/api/kinds/`.")
    params = serializers.DictField(default=dict, help_text="What the kind's schema describes.")
    priority = PriorityField(default=Priority.NORMAL)
    run_after = serializers.DateTimeField(default=None, allow_null=True, help_text="It does not start before this.")


class JobAgainSerializer(serializers.Serializer[Any]):
    """What is to be different."""

    params = serializers.DictField(
        default=dict, help_text="Parameters that change; null takes one away. The others are as before."
    )
    priority = PriorityField(required=False, help_text="As before, unless it is said.")


class JobsView(JobListView):
    """Jobs of every kind, and the door for new ones."""

    @extend_schema(request=JobSubmitSerializer, responses={202: JobSerializer}, parameters=ACCEPTED)
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a job of a kind that needs nothing but parameters."""
        form = JobSubmitSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        return accepted(self, job_submit(workspace=self.principal.workspace, created_by=self.principal.user, **asked))


class JobAgainView(JobBaseView):
    """Running again."""

    @extend_schema(request=JobAgainSerializer, responses={202: JobSerializer}, parameters=ACCEPTED)
    @idempotent
    def post(self, request: Request, pk: str) -> Response:
        """Take a new job with the parameters of this one and the changes that are sent.

        An import reads the same file again; into the same dataset only with the parameter `force`.
        """
        form = JobAgainSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        job = job_again(
            source=self.get_object(),
            created_by=self.principal.user,
            changes=asked["params"],
            priority=asked.get("priority"),
        )
        return accepted(self, job)
