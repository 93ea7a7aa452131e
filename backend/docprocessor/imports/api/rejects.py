"""The records of an import that could not go in: out as a file, and mended in again."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.imports.api.views import NOT_KEPT
from docprocessor.imports.mending.merging import merge_start
from docprocessor.imports.mending.reject_cells import record_number
from docprocessor.imports.mending.rejects import rejects_csv
from docprocessor.imports.models import ImportJob
from docprocessor.imports.services import refuse_unreadable
from docprocessor.jobs.api.serializers import JobSerializer
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import WRONG_STATE, accepted
from docprocessor.jobs.idempotency import idempotent
from docprocessor.lib.negotiation import FileNegotiation
from docprocessor.lib.parsing import JSONParser
from docprocessor.lib.streaming import stream

MOST_ROWS = 10_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _xlsx(job: ImportJob) -> Iterator[bytes]:
    from docprocessor.imports.mending.rejects_xlsx import rejects_xlsx  # noqa: PLC0415  (it is large, and seldom wanted)

    return rejects_xlsx(job)


# What makes each format, its media type, and how its name ends.
FORMATS: dict[str, tuple[Callable[[ImportJob], Iterator[bytes]], str, str]] = {
    "csv": (partial(rejects_csv, safe=False), CSV, "csv"),
    "csv-safe": (partial(rejects_csv, safe=True), CSV, "csv"),
    "xlsx": (_xlsx, XLSX, "xlsx"),
}


class MendedFileSerializer(serializers.Serializer[Any]):
    """Mended records as a file."""

    file = serializers.FileField(
        allow_empty_file=True,
        max_length=255,
        help_text="The rejects, corrected: any kind of table with the column `_row`.",
    )


class MendedRowField(serializers.DictField):
    """A record as an object: `_row`, and texts by the import's columns."""

    child = serializers.CharField(allow_blank=True, allow_null=True, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Return it as texts. Raises ValidationError."""
        row: dict[str, str | None] = super().to_internal_value(data)
        if record_number(row.get("_row") or "") is None:
            raise serializers.ValidationError("Each row names its record by a whole number, `_row`.")
        return {name: value or "" for name, value in row.items()}


class MendedRowsSerializer(serializers.Serializer[Any]):
    """Mended records: as rows, or those that were edited in place."""

    rows = serializers.ListField(
        child=MendedRowField(),
        required=False,
        min_length=1,
        max_length=MOST_ROWS,
        help_text="Records by `_row`, with the columns that change; null is an empty cell.",
    )
    edits = serializers.BooleanField(default=False, help_text="Merge the records that were edited.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """There is one thing to merge."""
        if attrs["edits"] == ("rows" in attrs):
            raise serializers.ValidationError("Send a file, or `rows`, or `edits` as true.")
        return attrs


class ImportRejectsView(WorkspaceView[ImportJob]):
    """The records that could not go in."""

    content_negotiation_class = FileNegotiation
    parser_classes = (MultiPartParser, JSONParser)
    serializer_class = JobSerializer
    queryset = ImportJob.objects.none()

    def get_queryset(self) -> QuerySet[ImportJob]:
        """Return the imports of the principal's workspace."""
        return ImportJob.objects.filter(workspace=self.principal.workspace)

    @extend_schema(
        parameters=[OpenApiParameter("format", str, enum=list(FORMATS), default="csv")],
        responses={(200, "text/csv"): OpenApiTypes.BINARY, (200, XLSX): OpenApiTypes.BINARY, **NOT_KEPT, **WRONG_STATE},
    )
    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """Return the rejected records with their own columns, as they were tried, plus `_row`, `_line` and `_errors`.

        `csv` imports again unchanged; in `csv-safe` nothing runs as a formula in a spreadsheet; in `xlsx` the faulty
        cells are marked. Mended, any of them can be merged.
        """
        job = self.get_object()
        file_format = request.query_params.get("format", "csv")
        if file_format not in FORMATS:
            raise serializers.ValidationError({"format": ["This is csv, csv-safe or xlsx."]})
        pieces, content_type, ending = FORMATS[file_format]
        filename = f"{job.title.rsplit('.', 1)[0]}-rejects.{ending}"
        return stream(pieces(job), content_type=content_type, filename=filename)

    @extend_schema(
        request={"multipart/form-data": MendedFileSerializer, "application/json": MendedRowsSerializer},
        responses={202: JobSerializer, **WRONG_STATE},
        parameters=ACCEPTED,
    )
    @idempotent
    def post(self, request: Request, pk: str) -> Response:
        """Merge mended records into the import, by a job: they go in under their own numbers, and the count of failed
        records falls. Its result says how many went in (`merged`), how many are not in yet (`still_failed`), were
        `left_out` on purpose, and were given but not among the failed ones (`not_rejected`)."""
        job = self.get_object()
        given = self._file(request, job) if request.content_type.startswith("multipart/") else self._rows(request)
        return accepted(self, merge_start(job=job, created_by=self.principal.user, **given))

    def _file(self, request: Request, job: ImportJob) -> dict[str, Any]:
        form = MendedFileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        refuse_unreadable(form.validated_data["file"])
        return dict(form.validated_data)

    def _rows(self, request: Request) -> dict[str, Any]:
        form = MendedRowsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return {"rows": form.validated_data.get("rows")}
