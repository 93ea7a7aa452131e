from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from docprocessor.datasets.history.undoing import Reason
from docprocessor.imports.kind import CsvImport
from docprocessor.imports.models import KeptRow
from docprocessor.imports.undo import KIND, undo_refusal, undo_start
from docprocessor.jobs.api.serializers import JobSerializer
from docprocessor.jobs.api.submission import ACCEPTED
from docprocessor.jobs.api.views import WRONG_STATE, JobBaseView, accepted
from docprocessor.jobs.idempotency import idempotent
from docprocessor.jobs.models import Job
from docprocessor.lib.paging import KeysetPagination

SENTENCES = {
    Reason.CHANGED: "{who} has changed this row since.",
    Reason.GONE: "This row is not there any more.",
    Reason.VALUE_TAKEN: "{who} has given another row a value that this row had before.",
}


class UndoStateSerializer(serializers.Serializer[Any]):
    """Whether an import can be undone, and the job that undoes it, or did."""

    can_undo = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True, help_text="Why it cannot be.")
    job = JobSerializer(allow_null=True)


class KeptRowSerializer(serializers.ModelSerializer[KeptRow]):
    """A row that an undo left as it is."""

    key = serializers.DictField(
        child=serializers.CharField(allow_null=True), read_only=True, help_text="The row's primary key, by field."
    )
    reason = serializers.ChoiceField(choices=[each.value for each in Reason], read_only=True)
    message = serializers.SerializerMethodField()

    class Meta:
        model = KeptRow
        fields = ("row", "key", "changed_by", "reason", "message")

    def get_message(self, kept: KeptRow) -> str:
        """Return the reason as a sentence."""
        who = kept.changed_by.title if kept.changed_by else "Something else"
        return SENTENCES[Reason(kept.reason)].format(who=who)


class ImportUndoView(JobBaseView):
    """Undoing an import."""

    def get_queryset(self) -> QuerySet[Job]:
        """Return the workspace's imports, and their undoing, which cannot be undone."""
        return super().get_queryset().filter(kind__in=(CsvImport.name, KIND)).select_related("undone_by")

    @extend_schema(responses=UndoStateSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Say whether the import can be undone, and why not."""
        job = self.get_object()
        refusal = undo_refusal(job)
        state = {"can_undo": refusal is None, "reason": refusal and refusal.message, "job": job.undone_by}
        return Response(UndoStateSerializer(state, context=self.get_serializer_context()).data)

    @extend_schema(request=None, responses={202: JobSerializer, **WRONG_STATE}, parameters=ACCEPTED)
    @idempotent
    def post(self, request: Request, pk: str) -> Response:
        """Take the import back, by a job: rows that it put in leave the dataset, those that it changed or replaced
        return as they were. What others have changed since is kept and listed."""
        return accepted(self, undo_start(job=self.get_object(), created_by=self.principal.user))


class KeptRowPagination(KeysetPagination):
    """Kept rows, as they were found."""

    ordering = ("number",)


class ImportKeptRowsView(JobBaseView):
    """What an undo left as it is."""

    pagination_class = KeptRowPagination

    def get_queryset(self) -> QuerySet[Job]:
        """Return the workspace's imports."""
        return super().get_queryset().filter(kind=CsvImport.name)

    @extend_schema(responses=KeptRowSerializer(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """Return the rows of the import that were changed since, and so were left as they are when it was undone."""
        kept = KeptRow.objects.filter(job__undoes=self.get_object()).select_related("changed_by")
        page: Any = self.paginate_queryset(kept)  # type: ignore[arg-type]
        return self.get_paginated_response(KeptRowSerializer(page, many=True).data)
