"""A look at an upload: how it would be read, and where its columns would go."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.datasets.api.serializers import TableSchemaField, TypeSerializer
from docprocessor.datasets.api.views import DatasetBaseView
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import TYPES
from docprocessor.imports.api.serializers import InferredColumnSerializer
from docprocessor.imports.api.uploads import EXPIRED, UploadBaseView
from docprocessor.imports.kind import DUPLICATES, MODES, ON_ERROR, JsonObjectField
from docprocessor.imports.looking import upload_look
from docprocessor.imports.models import RememberedMapping
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.problems import CONTENT_TYPE


class PreviewQuerySerializer(serializers.Serializer[Any]):
    """What is asked of a preview."""

    dataset = serializers.SlugField(required=False)
    dialect = JsonObjectField(required=False)


class DialectSerializer(serializers.Serializer[Any]):
    """How a delimited text is written."""

    delimiter = serializers.CharField()
    quote = serializers.CharField()
    escape = serializers.CharField(allow_blank=True)
    skip_initial_space = serializers.BooleanField()
    comment = serializers.CharField(allow_blank=True)
    header = serializers.BooleanField()


class TopRowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField(allow_blank=True))


class RowFaultSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class PreviewRowSerializer(TopRowSerializer):
    row = serializers.IntegerField()
    fault = RowFaultSerializer(allow_null=True)


class TypeChoiceSerializer(TypeSerializer):
    """A type that a column could be given instead, as a field of Table Schema says it, and what it makes of the
    values."""

    type = serializers.ChoiceField(choices=TYPES)
    format = serializers.CharField()
    reason = serializers.CharField()


class PreviewColumnSerializer(InferredColumnSerializer):
    choices = TypeChoiceSerializer(many=True)


class SampleSerializer(serializers.Serializer[Any]):
    """How many records were looked at, and whether these are all."""

    records = serializers.IntegerField()
    is_whole = serializers.BooleanField()


class SuggestionSerializer(serializers.Serializer[Any]):
    """The field that a column goes into, or could, and why."""

    label = serializers.CharField()  # type: ignore[assignment]  # every field of REST framework has one itself
    samples = serializers.ListField(child=serializers.CharField())
    field = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=["matched", "suggested", "unmapped"])
    how = serializers.ChoiceField(
        choices=["exact", "title", "alias", "normalised", "place", "fuzzy", "remembered", "none"],
        help_text="Columns that are `fuzzy` are imported only when the mapping that is sent names them.",
    )
    score = serializers.FloatField(help_text="From 0 to 1.")
    reason = serializers.CharField()


class RememberedSerializer(serializers.Serializer[Any]):
    """How files with this header were imported the last time that somebody said to remember it."""

    mapping = serializers.DictField(child=serializers.CharField(allow_null=True))
    dialect = serializers.DictField(required=False)
    mode = serializers.ChoiceField(choices=list(MODES))
    duplicates = serializers.ChoiceField(choices=list(DUPLICATES))
    on_error = serializers.ChoiceField(choices=list(ON_ERROR))
    updated_at = serializers.DateTimeField()


class MappingSerializer(serializers.Serializer[Any]):
    """Where the columns of a file go in a dataset."""

    fingerprint = serializers.CharField(allow_null=True, help_text="Of the header; null for a file without one.")
    columns = SuggestionSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="Required fields without a column.")
    remembered = RememberedSerializer(allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """How a file would be read, from its beginning."""

    format = serializers.ChoiceField(choices=["delimited", "xlsx", "jsonl", "json"])
    encoding = serializers.CharField()
    encoding_evidence = serializers.CharField()
    dialect = DialectSerializer()
    header_line = serializers.IntegerField(allow_null=True)
    first_line = serializers.IntegerField(help_text="Where the table begins; what stands above is no part of it.")
    footer_records = serializers.IntegerField(help_text="So many of the last records are totals or notes.")
    compression = serializers.ChoiceField(choices=["", "gzip", "zstd", "zip"])
    member = serializers.CharField(allow_blank=True)
    sheet = serializers.CharField(allow_blank=True)
    confidence = serializers.FloatField()
    evidence = serializers.ListField(child=serializers.CharField())
    labels = serializers.ListField(child=serializers.CharField())
    sheets = serializers.ListField(child=serializers.CharField(), help_text="To choose from; none if there is one.")
    members = serializers.ListField(child=serializers.CharField(), help_text="To choose from; none if there is one.")
    top = TopRowSerializer(many=True, help_text="The first records of the file, above the header and with it.")
    columns = PreviewColumnSerializer(many=True)
    schema = TableSchemaField()
    sample = SampleSerializer()
    rows = PreviewRowSerializer(many=True)
    mapping = MappingSerializer(allow_null=True)


class UnreadableSerializer(ProblemSerializer):
    """Why a file cannot be read; where another member, sheet or header could be, what there is to choose from."""

    members = serializers.ListField(child=serializers.CharField(), required=False)
    sheets = serializers.ListField(child=serializers.CharField(), required=False)
    top = TopRowSerializer(many=True, required=False)


class UploadPreviewView(UploadBaseView):
    """A look at an upload."""

    @extend_schema(
        parameters=[
            OpenApiParameter("dataset", str, description="The dataset that the file is to go into."),
            OpenApiParameter(
                "dialect",
                {"type": "string"},
                description="What is known of the file, as a JSON object: encoding, delimiter, quote, escape, "
                "skip_initial_space, comment, header, header_row, footer, member, sheet; what it does not say is "
                "recognised. Without it, a file for a dataset is read as the last one with its header, if that is "
                "remembered.",
            ),
        ],
        responses={
            200: PreviewSerializer,
            **EXPIRED,
            (400, CONTENT_TYPE): UnreadableSerializer,
            (409, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The file is not here in full."),
            (415, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The file is no table."),
        },
    )
    def get(self, request: Request, pk: str) -> Response:
        """Return how the file would be read, by its beginning, and where its columns would go in a dataset."""
        upload = self.get_object()
        asked = PreviewQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        slug = asked.validated_data.get("dataset")
        dataset = get_object_or_404(self._datasets(), slug=slug) if slug else None
        return Response(upload_look(upload, dataset=dataset, dialect=asked.validated_data.get("dialect")))

    def _datasets(self) -> QuerySet[Dataset]:
        return Dataset.objects.filter(workspace=self.principal.workspace).select_related("workspace")


class RememberedMappingView(DatasetBaseView):
    """What is remembered of how files with one header go into a dataset."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, fingerprint: str) -> Response:
        """Forget it: the next file with this header is mapped by its names again."""
        remembered = RememberedMapping.objects.filter(dataset=self.get_object())
        get_object_or_404(remembered, fingerprint=fingerprint).delete()
        return Response(status=HTTPStatus.NO_CONTENT)
