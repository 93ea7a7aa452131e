"""Where a dataset's row comes from: a record of an import's file, or one that another kind of job has put in."""

from http import HTTPStatus
from typing import Any

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.datasets.api.views import DatasetBaseView
from docprocessor.datasets.exporting.json_values import jsonable
from docprocessor.datasets.history.row_history import Version, earlier_versions, version_by
from docprocessor.datasets.models import Dataset, Load
from docprocessor.imports.api.serializers import ImportJobSerializer
from docprocessor.imports.lookup.record_pages import columns_of, records_shown
from docprocessor.imports.models import ImportJob
from docprocessor.jobs.kinds import kind_of
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError


class ProvenanceImportSerializer(ImportJobSerializer):
    """The import that brought a version of a row."""

    class Meta(ImportJobSerializer.Meta):
        fields = ("id", "title", "created_at", "created_by", "mode", "status", "links")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class ProvenanceJobSerializer(serializers.ModelSerializer[Job]):
    """The job that brought a version of a row, where that is no import."""

    created_by = serializers.CharField(source="created_by.email", allow_null=True, read_only=True, default=None)

    class Meta:
        model = Job
        fields = ("id", "kind", "title", "created_at", "created_by", "status")
        read_only_fields = fields


class ProvenanceColumnSerializer(serializers.Serializer[Any]):
    """A column of the file, and the field that it went into."""

    label = serializers.CharField()  # type: ignore[assignment]  # every field of REST framework has one itself
    field = serializers.CharField(allow_null=True)


class EarlierSerializer(serializers.Serializer[Any]):
    """The row as it was before."""

    job = ProvenanceJobSerializer(allow_null=True)
    row = serializers.IntegerField()
    values = serializers.DictField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": ProvenanceImportSerializer(allow_null=True), **super().get_fields()}


class ProvenanceSerializer(serializers.Serializer[Any]):
    """A row's record as it was sent, in a file or by itself, and what the row was before that."""

    job = ProvenanceJobSerializer(allow_null=True)
    row = serializers.IntegerField()
    line = serializers.IntegerField(allow_null=True)
    columns = ProvenanceColumnSerializer(many=True)
    cells = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="One for each column, edits applied; null when what was sent is no longer kept.",
    )
    edited = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="What the file has in each column that was edited."
    )
    values = serializers.DictField(
        allow_null=True, help_text="The row now; null where it is not there, or another import has changed it."
    )
    earlier = EarlierSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": ProvenanceImportSerializer(allow_null=True), **super().get_fields()}


class RowProvenanceView(DatasetBaseView):
    """Where a row comes from."""

    @extend_schema(operation_id="datasets_row_retrieve", responses=ProvenanceSerializer)
    def get(self, request: Request, slug: str, import_id: str, row: int) -> Response:
        """Return the record that a row came by, as it was sent, and the row as it was before, the latest version
        first. `import` is null where another kind of job brought it, and `job` where an import did."""
        dataset = self.get_object()
        if not row:
            raise Http404
        loads = Load.objects.filter(dataset=dataset)
        job = get_object_or_404(
            Job.objects.select_related("created_by").filter(
                Q(importjob=None, progress_total__gte=row) | Q(importjob__total_rows__gte=row)
            ),
            workspace=self.principal.workspace,
            loads__in=loads,
            pk=import_id,
        )
        imported = ImportJob.objects.select_related("created_by", "dataset", "patch").filter(pk=job.pk).first()
        now = version_by(dataset, loads.get(job=job).pk, row)
        answer = {
            "import": imported,
            "job": None if imported else job,
            "row": row,
            "values": now and _values(now),
            "earlier": _told(dataset, earlier_versions(dataset, now)) if now else [],
            **(_record(imported, row) if imported else _record_of_job(job, row)),
        }
        return Response(ProvenanceSerializer(answer, context=self.get_serializer_context()).data)


def _record(job: ImportJob, row: int) -> dict[str, Any]:
    columns = columns_of(job)
    try:
        [record] = records_shown(job, [row])
    except AppError as error:
        if error.status != HTTPStatus.GONE:
            raise
        return {"columns": columns, "line": None, "cells": None, "edited": {}}
    return {"columns": columns, **{name: record[name] for name in ("line", "cells", "edited")}}


def _record_of_job(job: Job, row: int) -> dict[str, Any]:
    record = kind_of(job).record(job, row)
    columns = [{"label": name, "field": name} for name in record or ()]
    return {"columns": columns, "line": None, "cells": None if record is None else [*record.values()], "edited": {}}


def _told(dataset: Dataset, versions: list[Version]) -> list[dict[str, Any]]:
    numbers = {version.load for version in versions}
    job_of = dict(Load.objects.filter(dataset=dataset, pk__in=numbers).values_list("pk", "job_id"))
    imports = ImportJob.objects.select_related("created_by").in_bulk(list(job_of.values()))
    others = Job.objects.select_related("created_by").filter(importjob=None).in_bulk(list(job_of.values()))
    return [
        {
            "import": imports.get(job_of.get(version.load)),
            "job": others.get(job_of.get(version.load)),
            "row": version.row,
            "values": _values(version),
        }
        for version in versions
    ]


def _values(version: Version) -> dict[str, Any]:
    return {name: jsonable(value) for name, value in version.values.items()}
