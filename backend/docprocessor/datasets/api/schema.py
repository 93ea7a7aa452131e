"""Changing a dataset's schema."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.datasets.api.serializers import TableSchemaField
from docprocessor.datasets.api.views import CONFLICT, DatasetBaseView
from docprocessor.datasets.reshaping.schema_change_kind import SchemaChange, SchemaChangeParameters
from docprocessor.jobs.api.serializers import JobSerializer
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import accepted
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.submission import job_submit


class SchemaChangeSerializer(SchemaChangeParameters):
    """The schema that the dataset of this address is to have."""

    dataset = None  # type: ignore[assignment]  # the address names it
    schema = TableSchemaField()


class ViolatingRowSerializer(serializers.Serializer[Any]):
    """A row that does not keep a rule."""

    row = serializers.IntegerField()
    value = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": serializers.UUIDField(allow_null=True), **super().get_fields()}


class ViolationSerializer(serializers.Serializer[Any]):
    """A rule that stored rows do not keep: how many, and the first few."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    count = serializers.IntegerField()
    samples = ViolatingRowSerializer(many=True)


class SchemaChangeResultSerializer(serializers.Serializer[Any]):
    """What the job's `result` holds."""

    changes = serializers.ListField(child=serializers.CharField(), help_text="Sentences.")
    violations = ViolationSerializer(many=True)
    rows = serializers.IntegerField(help_text="All rows that there are.")
    applied = serializers.BooleanField()


class SchemaChangeJobSerializer(JobSerializer):
    """The job that checks and changes."""

    result = SchemaChangeResultSerializer(allow_null=True, read_only=True)  # type: ignore[assignment]


class DatasetSchemaView(DatasetBaseView):
    """The schema of a dataset."""

    serializer_class = SchemaChangeJobSerializer  # type: ignore[assignment]

    @extend_schema(
        request=SchemaChangeSerializer, responses={202: SchemaChangeJobSerializer, **CONFLICT}, parameters=ACCEPTED
    )
    @idempotent
    def post(self, request: Request, slug: str) -> Response:
        """Change the dataset to another schema, by a job: every row is held against it first, and when some do not keep
        it, or with `check_only`, nothing is changed. Fields are known by their names."""
        dataset = self.get_object()
        form = SchemaChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        job = job_submit(
            workspace=self.principal.workspace,
            created_by=self.principal.user,
            kind=SchemaChange.name,
            params={"dataset": dataset.slug, **form.validated_data},
        )
        return accepted(self, job)
