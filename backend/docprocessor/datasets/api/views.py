from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, status
from rest_framework import serializers as drf
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.datasets.api import serializers
from docprocessor.datasets.exporting.export import csv_template
from docprocessor.datasets.exporting.export_formats import CSV, FORMATS
from docprocessor.datasets.exporting.json_values import jsonable
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.rows import row_page, row_query
from docprocessor.datasets.samples import CUSTOMERS_CSV
from docprocessor.datasets.services import dataset_create, dataset_delete
from docprocessor.lib.negotiation import FileNegotiation
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.paging import KeysetPagination
from docprocessor.lib.problems import CONTENT_TYPE
from docprocessor.lib.streaming import attachment, stream

CSV_ANSWER = {(200, "text/csv"): OpenApiTypes.BINARY}
CONFLICT = {(409, CONTENT_TYPE): OpenApiResponse(ProblemSerializer)}


class DatasetBaseView(WorkspaceView[Dataset]):
    """The workspace's datasets."""

    lookup_field = "slug"
    serializer_class = serializers.DatasetSerializer
    queryset = Dataset.objects.none()

    def get_queryset(self) -> QuerySet[Dataset]:
        """Return the datasets of the principal's workspace."""
        return Dataset.objects.filter(workspace=self.principal.workspace).select_related("workspace")


class DatasetListView(mixins.ListModelMixin, DatasetBaseView):
    """The workspace's datasets, newest first."""

    def get(self, request: Request) -> Response:
        """Return the workspace's datasets, newest first."""
        return self.list(request)

    @extend_schema(
        request=serializers.DatasetCreateSerializer, responses={201: serializers.DatasetSerializer, **CONFLICT}
    )
    def post(self, request: Request) -> Response:
        """Make a dataset, and its typed PostgreSQL table, from a Table Schema."""
        form = serializers.DatasetCreateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        dataset = dataset_create(workspace=self.principal.workspace, **form.validated_data)
        answer = self.get_serializer(dataset).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["links"]["self"]})


class DatasetView(DatasetBaseView):
    """One dataset."""

    def get(self, request: Request, slug: str) -> Response:
        """Return the dataset."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=serializers.DatasetUpdateSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        """Change its title or description."""
        dataset = self.get_object()
        form = serializers.DatasetUpdateSerializer(dataset, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        form.save(updated_at=Now())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: None, **CONFLICT})
    def delete(self, request: Request, slug: str) -> Response:
        """Remove the dataset with every row in it; the history of its imports stays."""
        dataset_delete(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DatasetRowsView(DatasetBaseView):
    """The rows of a dataset."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "format",
                str,
                enum=["json", *FORMATS],
                default="json",
                description="All but `json` give the whole result as a file; in `csv-safe` a spreadsheet runs nothing.",
            ),
            OpenApiParameter("ordering", str, description="Fields, separated by commas; `-` before one reverses it."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1},
                description="Rows a page: 50 unless it is said, 200 at most.",
            ),
            OpenApiParameter("cursor", str),
            OpenApiParameter(
                "filters",
                {"type": "object", "additionalProperties": {"type": "string"}},
                style="form",
                explode=True,
                description="`field=`, `field__ne|gt|gte|lt|lte=`, `field__contains=`, `field__isnull=true`; "
                "`_import=` for the rows of one import, `_row=` for those of one record's number.",
            ),
        ],
        responses={
            (200, "application/json"): serializers.RowPageSerializer,
            **{(200, each.content_type.partition(";")[0]): OpenApiTypes.BINARY for each in FORMATS.values()},
            (409, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The rows do not fit into a file of this format."),
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return a page of rows, or with another `format` than json all of them as a file."""
        dataset = self.get_object()
        query = row_query(dataset, dict(request.query_params.lists()))
        wanted = request.query_params.get("format", "json")
        if wanted in FORMATS:
            content_type, extension, export = FORMATS[wanted]
            return stream(export(query), content_type=content_type, filename=f"{dataset.slug}.{extension}")
        if wanted != "json":
            raise drf.ValidationError({"format": [f"This is one of json, {', '.join(FORMATS)}."]})
        limit = KeysetPagination().get_page_size(request)
        page = row_page(query, limit=limit, cursor=request.query_params.get("cursor"))
        names = [field.name for field in dataset.table_schema.fields]
        loads = {row[-2] for row in page.rows}
        jobs = dict(Load.objects.filter(pk__in=loads).values_list("pk", "job_id"))
        results = [
            {**dict(zip(names, map(jsonable, row), strict=False)), "_import": jobs.get(row[-2]), "_row": row[-1]}
            for row in page.rows
        ]
        here = request.build_absolute_uri()
        return Response(
            {
                "next": page.next and replace_query_param(here, "cursor", page.next),
                "previous": page.previous and replace_query_param(here, "cursor", page.previous),
                "results": results,
            }
        )


class DatasetTemplateView(DatasetBaseView):
    """An empty file to fill in."""

    content_negotiation_class = FileNegotiation

    @extend_schema(responses=CSV_ANSWER)
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Return a CSV with the dataset's header and one example record."""
        dataset = self.get_object()
        response = HttpResponse(csv_template(dataset), content_type=CSV)
        response.headers["Content-Disposition"] = attachment(f"{dataset.slug}-template.csv")
        return response


class SampleView(APIView):
    """The sample file."""

    content_negotiation_class = FileNegotiation

    @extend_schema(responses=CSV_ANSWER)
    def get(self, request: Request) -> HttpResponse:
        """Return 1,000 customers, 12 of them faulty in 8 different ways, to try an import with."""
        response = HttpResponse(CUSTOMERS_CSV.read_bytes(), content_type=CSV)
        response.headers["Content-Disposition"] = attachment("customers.csv")
        return response
