"""Asking for reports."""

from django.db import transaction

from docprocessor.accounts.models import User, Workspace
from docprocessor.jobs import lifecycle
from docprocessor.jobs.submission import job_again
from docprocessor.reports.events import pack
from docprocessor.reports.kind import FeedbackReport, new_report
from docprocessor.reports.models import Format, Report
from docprocessor.reports.submission_reading import Submission


@transaction.atomic
def report_submit(*, workspace: Workspace, created_by: User, written_as: Format, submission: Submission) -> Report:
    """Submit the job that writes a report."""
    report = new_report(
        FeedbackReport,
        workspace=workspace,
        written_as=written_as,
        student_id=submission.student_id,
        namespace=submission.namespace,
        events_count=len(submission.events),
        packed_events=pack(submission.events),
    )
    report.created_by = created_by
    lifecycle.submit(report)
    report.refresh_from_db(fields=["status", "created_at"])
    return report


def report_again(*, report: Report, created_by: User, written_as: Format) -> Report:
    """Submit the job that writes a report's events once more. Raises AppError 409 when they are no longer kept."""
    job = job_again(source=report, created_by=created_by, changes={"format": written_as.value})
    return Report.objects.get(pk=job.pk)
