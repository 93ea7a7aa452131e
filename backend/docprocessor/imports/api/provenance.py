"""Where a dataset's row comes from."""

from http import HTTPStatus
from typing import Any

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
from docprocessor.lib.problems import AppError


class ProvenanceImportSerializer(ImportJobSerializer):
    """The import that brought a version of a row."""

    class Meta(ImportJobSerializer.Meta):
        fields = ("id", "title", "created_at", "created_by", "mode", "status", "links")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class ProvenanceColumnSerializer(serializers.Serializer[Any]):
    """A column of the file, and the field that it went into."""

    label = serializers.CharField()  # type: ignore[assignment]  # every field of REST framework has one itself
    field = serializers.CharField(allow_null=True)


class EarlierSerializer(serializers.Serializer[Any]):
    """The row as it was before."""

    row = serializers.IntegerField()
    values = serializers.DictField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields; the name of one is a word of Python."""
        return {"import": ProvenanceImportSerializer(allow_null=True), **super().get_fields()}


class ProvenanceSerializer(serializers.Serializer[Any]):
    """A row's record in its file, and what it was before that."""

    row = serializers.IntegerField()
    line = serializers.IntegerField(allow_null=True)
    columns = ProvenanceColumnSerializer(many=True)
    cells = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="One for each column, edits applied; null when the file is no longer kept.",
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
        return {"import": ProvenanceImportSerializer(), **super().get_fields()}


class RowProvenanceView(DatasetBaseView):
    """Where a row comes from."""

    @extend_schema(operation_id="datasets_row_retrieve", responses=ProvenanceSerializer)
    def get(self, request: Request, slug: str, import_id: str, row: int) -> Response:
        """Return the record that a row came by, as it went in from its file, and the row as it was before, the latest
        version first."""
        dataset = self.get_object()
        if not row:
            raise Http404
        loads = Load.objects.filter(dataset=dataset)
        job = get_object_or_404(
            ImportJob.objects.select_related("created_by", "dataset", "patch"),
            workspace=self.principal.workspace,
            loads__in=loads,
            pk=import_id,
            total_rows__gte=row,
        )
        now = version_by(dataset, loads.get(job=job).pk, row)
        answer = {
            "import": job,
            "row": row,
            "columns": columns_of(job),
            "values": now and _values(now),
            "earlier": _told(dataset, earlier_versions(dataset, now)) if now else [],
            **_record(job, row),
        }
        return Response(ProvenanceSerializer(answer, context=self.get_serializer_context()).data)


def _record(job: ImportJob, row: int) -> dict[str, Any]:
    try:
        [record] = records_shown(job, [row])
    except AppError as error:
        if error.status != HTTPStatus.GONE:
            raise
        return {"line": None, "cells": None, "edited": {}}
    return {name: record[name] for name in ("line", "cells", "edited")}


def _told(dataset: Dataset, versions: list[Version]) -> list[dict[str, Any]]:
    numbers = {version.load for version in versions}
    job_of = dict(Load.objects.filter(dataset=dataset, pk__in=numbers).values_list("pk", "job_id"))
    jobs = ImportJob.objects.select_related("created_by").in_bulk(list(job_of.values()))
    return [
        {"import": jobs.get(job_of.get(version.load)), "row": version.row, "values": _values(version)}
        for version in versions
    ]


def _values(version: Version) -> dict[str, Any]:
    return {name: jsonable(value) for name, value in version.values.items()}
