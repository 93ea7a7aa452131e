"""`feedback_report`, as the job core knows it."""

from http import HTTPStatus
from typing import Any, ClassVar

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError
from docprocessor.reports.files import delete_after_commit
from docprocessor.reports.models import Format, Report

LONGEST_TITLE = 255


class FeedbackReportParameters(serializers.Serializer[Any]):
    """What a report is written as; whom it is about, and their events, are no parameters."""

    format = serializers.ChoiceField(
        choices=Format.values, help_text="`html`: a page. `pdf`: the same document, paged."
    )


class FeedbackReport(Kind):
    """Writes a report of a student's events."""

    name: ClassVar[str] = "feedback_report"
    title: ClassVar[str] = "Feedback report"
    description: ClassVar[str] = (
        "Writes what a student did, unit by unit and over time, as a page or as a PDF that says the same."
    )
    queue: ClassVar[str] = "reports"
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = FeedbackReportParameters
    max_attempts: ClassVar[int] = 3
    standalone: ClassVar[bool] = False
    begins: ClassVar[str] = "A report begins with its events: POST /assignment/html or /assignment/pdf."

    def warm_up(self) -> None:
        """Have a renderer ready, in a process of its own."""
        from docprocessor.reports.rendering import renderer  # noqa: PLC0415  (see jobs.kinds)

        renderer.make_ready()

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Write the report."""
        from docprocessor.reports.writing import write_report  # noqa: PLC0415  (see warm_up)

        return write_report(Report.objects.get(pk=job.pk), ctx)

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a report of the events that `source` has. Raises AppError 409 when they are no longer kept."""
        if source is None:
            raise AppError("no_events", self.begins)
        earlier = _held(source)
        return new_report(
            type(self),
            workspace=workspace,
            written_as=Format(params["format"]),
            student_id=earlier.student_id,
            namespace=earlier.namespace,
            events_count=earlier.events_count,
            packed_events=earlier.packed_events,
        )

    def before_retry(self, job: Job) -> None:
        """Refuse what has no events any more."""
        _held(job)

    def forget(self, job: Job) -> None:
        """Delete the document, once it is certain that the job is."""
        delete_after_commit(Report.objects.values_list("file_key", flat=True).get(pk=job.pk))


def new_report(kind: type[FeedbackReport], *, workspace: Workspace, written_as: Format, **fields: Any) -> Report:
    """Return a report that is not stored yet."""
    title = " · ".join(filter(None, (fields["student_id"], fields["namespace"])))
    return Report(
        workspace=workspace,
        kind=kind.name,
        queue=kind.queue,
        title=title[:LONGEST_TITLE],
        params={"format": written_as.value},
        format=written_as,
        **fields,
    )


def _held(job: Job) -> Report:
    """Return a report whose events stay until the transaction at hand ends. Raises AppError 409 when they are gone."""
    report = Report.objects.select_for_update(no_key=True).get(pk=job.pk)
    if report.packed_events is None:
        sentence = "The events of this report are no longer kept; send them again."
        raise AppError("events_not_kept", sentence, status=HTTPStatus.CONFLICT)
    return report
