from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.imports.api.views import NOT_KEPT, ImportBaseView
from docprocessor.imports.lookup.outcomes import OUTCOMES, Rows, edited_rows, faulty_rows, rows_by_outcome
from docprocessor.imports.lookup.record_pages import columns_of, records_shown
from docprocessor.imports.models import ImportJob
from docprocessor.jobs.api.views import WRONG_STATE

MOST_RECORDS = 200


class RecordQuerySerializer(serializers.Serializer[Any]):
    """Which records, and where among them the page begins."""

    offset = serializers.IntegerField(default=0, min_value=0, max_value=2**53)
    limit = serializers.IntegerField(default=100, min_value=1, max_value=MOST_RECORDS)
    outcome = serializers.ChoiceField(
        choices=OUTCOMES, required=False, help_text="Only those of which this has become; of a dry run, would become."
    )
    code = serializers.CharField(required=False, help_text="Only those with a fault of this code.")
    column = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="Only those with a fault in this column."
    )
    edited = serializers.BooleanField(required=False, help_text="Only those that are edited or left out.")
    around = serializers.IntegerField(
        required=False, min_value=1, max_value=2**53, help_text="The page that holds this record, in place of offset."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Faulty records are those that failed."""
        if attrs.get("outcome", "failed") != "failed" and ({"code", "column"} & attrs.keys() or attrs.get("edited")):
            raise serializers.ValidationError(
                {"outcome": "With code, column or edited, this is failed, or is not said."}
            )
        return attrs


class RecordColumnSerializer(serializers.Serializer[Any]):
    """A column of the file, and the field that it goes into."""

    label = serializers.CharField()  # type: ignore[assignment]  # every field of REST framework has one itself
    field = serializers.CharField(allow_null=True)
    type = serializers.CharField()
    format = serializers.CharField()


class CellFaultSerializer(serializers.Serializer[Any]):
    """One fault of a record; an empty column is the record as a whole."""

    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()
    value = serializers.CharField(allow_null=True)


class RecordFaultSerializer(serializers.Serializer[Any]):
    """Why a record cannot be cut into its columns."""

    code = serializers.CharField()
    message = serializers.CharField()


class RecordSerializer(serializers.Serializer[Any]):
    """A record as the file has it, edits applied."""

    row = serializers.IntegerField()
    line = serializers.IntegerField()
    cells = serializers.ListField(
        child=serializers.CharField(), help_text="One for each column; of a record with a `fault`, what there is."
    )
    is_cut = serializers.BooleanField(help_text="Whether a cell is longer than what is shown of it.")
    edited = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        help_text="What the file has in each column that is edited; null where it has no such cell.",
    )
    left_out = serializers.BooleanField()
    outcome = serializers.ChoiceField(
        choices=OUTCOMES, allow_null=True, help_text="null where it was not kept, or is not known yet."
    )
    faults = CellFaultSerializer(many=True)
    fault = RecordFaultSerializer(allow_null=True)


class RecordPageSerializer(serializers.Serializer[Any]):
    """Some records, by their positions among those that were asked for."""

    count = serializers.IntegerField()
    offset = serializers.IntegerField()
    columns = RecordColumnSerializer(many=True)
    results = RecordSerializer(many=True)


class ImportRecordsView(ImportBaseView):
    """The records of an import's file."""

    @extend_schema(parameters=[RecordQuerySerializer], responses={200: RecordPageSerializer, **WRONG_STATE, **NOT_KEPT})
    def get(self, request: Request, pk: str) -> Response:
        """Return records as the file has them with what was edited, what became of them and what is wrong with them
        now. After an edit that is judged by the record alone: keys that come twice are looked at again by checking
        again or importing."""
        job = self.get_object()
        query = RecordQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        rows = _rows(job, wanted)
        offset, limit = wanted["offset"], wanted["limit"]
        if "around" in wanted:
            offset = rows.before(wanted["around"]) // limit * limit
        page = {
            "count": rows.count(),
            "offset": offset,
            "columns": columns_of(job),
            "results": records_shown(job, rows.page(offset, limit)),
        }
        return Response(RecordPageSerializer(page).data)


def _rows(job: ImportJob, wanted: dict[str, Any]) -> Rows:
    is_of_faults = "code" in wanted or "column" in wanted or wanted.get("outcome") == "failed"
    faulty = faulty_rows(job, wanted.get("code"), wanted.get("column")) if is_of_faults else None
    if wanted.get("edited"):
        return edited_rows(job, faulty)
    return faulty or rows_by_outcome(job, wanted.get("outcome"))
