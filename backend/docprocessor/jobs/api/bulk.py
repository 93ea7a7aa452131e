from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.jobs.api.filters import JobFilter
from docprocessor.jobs.api.views import WRONG_STATE, JobBaseView
from docprocessor.jobs.bulk import ACTIONS, act_on_all, touched


class JobBulkSerializer(serializers.Serializer[Any]):
    """What is to be done, and to which jobs: those that are named, or those that the list's filters keep."""

    action = serializers.ChoiceField(choices=list(ACTIONS))
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=1000, min_length=1)
    filter = serializers.CharField(
        required=False, allow_blank=True, help_text="As in the list's address: `status=failed&kind=csv_import`."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Only say how many it would touch.")
    expected = serializers.IntegerField(required=False, help_text="Refuse with 409 when it would touch another number.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Jobs are named in one of two ways; all jobs must be meant, not come by forgetting."""
        if ("ids" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError("Send either ids or filter.")
        return attrs


class JobBulkAnswerSerializer(serializers.Serializer[Any]):
    """How many it touches; when it was done, to how many, how many had moved on, and how many are left."""

    count = serializers.IntegerField()
    done = serializers.IntegerField()
    passed_over = serializers.IntegerField()
    left = serializers.IntegerField()


class JobBulkView(JobBaseView):
    """Many jobs at once."""

    @extend_schema(request=JobBulkSerializer, responses={200: JobBulkAnswerSerializer, **WRONG_STATE})
    def post(self, request: Request) -> Response:
        """Retry, cancel, pause or resume jobs; with `dry_run` only say how many that would touch."""
        form = JobBulkSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        jobs = self.get_queryset()
        if "ids" in asked:
            jobs = jobs.filter(pk__in=asked["ids"])
        else:
            wanted = JobFilter(QueryDict(asked["filter"]), jobs)
            if not wanted.is_valid():
                raise serializers.ValidationError({f"filter.{name}": each for name, each in wanted.errors.items()})
            jobs = wanted.qs
        if asked["dry_run"]:
            count = touched(asked["action"], jobs).count()
            return Response({"count": count, "done": 0, "passed_over": 0, "left": count})
        done, passed, left = act_on_all(asked["action"], jobs, expected=asked.get("expected"))
        return Response({"count": done + passed + left, "done": done, "passed_over": passed, "left": left})
