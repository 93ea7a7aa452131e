from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.imports.api.records import RecordSerializer
from docprocessor.imports.api.views import NOT_KEPT, ImportBaseView
from docprocessor.imports.editing.edit_summary import edit_summary
from docprocessor.imports.editing.edits import Asked, edit_records, take_back
from docprocessor.imports.editing.group_edits import (
    FaultKind,
    Replacement,
    count_text,
    leave_out_alike,
    replace_text,
    set_alike,
)
from docprocessor.imports.lookup.record_pages import records_shown
from docprocessor.jobs.api.views import WRONG_STATE

MOST_EDITS = 1_000
LONGEST_CELL = 100_000


def cell(**options: Any) -> serializers.CharField:
    """Return the field of a cell's text, which may be any."""
    return serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_CELL, **options)


class EditGroupSerializer(serializers.Serializer[Any]):
    """All faults of one kind in one column: how many there were, and how many are still open."""

    code = serializers.CharField()
    column = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    open = serializers.IntegerField()


class EditSummarySerializer(serializers.Serializer[Any]):
    """How much is mended, left out or still open."""

    can_edit = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True, help_text="Why nothing can be edited.")
    edited = serializers.IntegerField()
    left_out = serializers.IntegerField()
    mended = serializers.IntegerField(help_text="Records that were faulty and are so no more.")
    failed = serializers.IntegerField(help_text="Records that were faulty when they were checked or imported.")
    open = serializers.IntegerField(help_text="Records that are faulty still and not left out.")
    groups = EditGroupSerializer(many=True)


class RecordEditSerializer(serializers.Serializer[Any]):
    """What is to be different in one record."""

    row = serializers.IntegerField(min_value=1, max_value=2**53)
    cells = serializers.DictField(
        child=cell(allow_null=True), default=dict, help_text="By the column's label; null is what the file has."
    )
    left_out = serializers.BooleanField(required=False)


class EditsSerializer(serializers.Serializer[Any]):
    """Edits of some records."""

    edits = serializers.ListField(child=RecordEditSerializer(), min_length=1, max_length=MOST_EDITS)

    def validate_edits(self, edits: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of one record there is one edit."""
        if len({edit["row"] for edit in edits}) < len(edits):
            raise serializers.ValidationError("A record is named twice.")
        return edits


class EditedSerializer(serializers.Serializer[Any]):
    """Records as they are now."""

    results = RecordSerializer(many=True)
    summary = EditSummarySerializer()


class GroupEditSerializer(serializers.Serializer[Any]):
    """What is to be done with all records that have a fault now: `set` its cell, or `leave_out`."""

    code = serializers.CharField()
    column = serializers.CharField(allow_blank=True, trim_whitespace=False)
    value = cell(required=False, help_text="Only where this stands.")
    set = cell(required=False)
    leave_out = serializers.BooleanField(required=False, help_text="false takes those that are left out back in.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One thing is to be done."""
        if ("set" in attrs) == ("leave_out" in attrs):
            raise serializers.ValidationError({"set": "Say either set or leave_out."})
        return attrs


class ReplaceSerializer(serializers.Serializer[Any]):
    """A text to be replaced in a column."""

    column = serializers.CharField(trim_whitespace=False)
    find = cell()
    replace = cell()
    whole_cell = serializers.BooleanField(default=False)
    match_case = serializers.BooleanField(default=False)
    code = serializers.CharField(required=False, help_text="Only in records that have this fault now…")
    fault_column = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="…in this column."
    )
    count_only = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is looked for must be something, and a fault stands in a column."""
        if not attrs["find"] and not attrs["whole_cell"]:
            raise serializers.ValidationError({"find": "Say what to look for; empty cells are found by whole_cell."})
        if ("code" in attrs) != ("fault_column" in attrs):
            raise serializers.ValidationError({"fault_column": "code and fault_column go together."})
        return attrs


class ChangedSerializer(serializers.Serializer[Any]):
    """How many records that concerned."""

    records = serializers.IntegerField()
    summary = EditSummarySerializer()


class ImportEditsView(ImportBaseView):
    """What was changed in the records of an import's file, which itself stays as it is."""

    serializer_class = EditSummarySerializer  # type: ignore[assignment]

    @extend_schema(responses=EditSummarySerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Return how much is mended, left out or still open, and whether records can be edited."""
        return Response(self._summary())

    @extend_schema(request=EditsSerializer, responses={200: EditedSerializer, **WRONG_STATE, **NOT_KEPT})
    def patch(self, request: Request, pk: str) -> Response:
        """Edit some records; each is checked at once, by itself. A record that cannot be cut into its columns is
        mended by a cell for each of them."""
        job = self.get_object()
        form = EditsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = [Asked(**edit) for edit in form.validated_data["edits"]]
        edit_records(job, asked)
        results = records_shown(self.get_object(), sorted(each.row for each in asked))
        return Response(EditedSerializer({"results": results, "summary": self._summary()}).data)

    @extend_schema(responses={200: EditSummarySerializer, **WRONG_STATE, **NOT_KEPT})
    def delete(self, request: Request, pk: str) -> Response:
        """Take all edits back: every record that can be edited is as the file has it."""
        take_back(self.get_object())
        return Response(self._summary())

    def _summary(self) -> Any:
        return EditSummarySerializer(edit_summary(self.get_object())).data


class ImportGroupEditView(ImportBaseView):
    """Mending all alike."""

    @extend_schema(request=GroupEditSerializer, responses={200: ChangedSerializer, **WRONG_STATE})
    def post(self, request: Request, pk: str) -> Response:
        """Set the faulty cell of all records that have a fault now, or leave them out."""
        job = self.get_object()
        form = GroupEditSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        kind = FaultKind(wish["code"], wish["column"], wish.get("value"))
        if "set" in wish:
            records = set_alike(job, kind, wish["set"])
        else:
            records = leave_out_alike(job, kind, left_out=wish["leave_out"])
        return Response(changed(self, records))


class ImportReplaceView(ImportBaseView):
    """Finding and replacing."""

    @extend_schema(request=ReplaceSerializer, responses={200: ChangedSerializer, **WRONG_STATE, **NOT_KEPT})
    def post(self, request: Request, pk: str) -> Response:
        """Replace a text in a column: of a dry run in all records, of an import in those that are not in;
        `count_only` says in how many."""
        job = self.get_object()
        form = ReplaceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wish = form.validated_data
        act = count_text if wish["count_only"] else replace_text
        asked = Replacement(wish["column"], wish["find"], wish["replace"], wish["whole_cell"], wish["match_case"])
        kind = FaultKind(wish["code"], wish["fault_column"]) if "code" in wish else None
        records = act(job, asked, kind)
        return Response(changed(self, records))


def changed(view: ImportBaseView, records: int) -> Any:
    """Return how many records an act concerned, and how much is mended by now."""
    return ChangedSerializer({"records": records, "summary": edit_summary(view.get_object())}).data
