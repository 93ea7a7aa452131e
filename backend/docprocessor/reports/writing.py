"""The work of a report's job."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from docprocessor.jobs.context import JobContext
from docprocessor.reports.document import document_of
from docprocessor.reports.events import unpack
from docprocessor.reports.feedback import feedback_of
from docprocessor.reports.files import store_document
from docprocessor.reports.models import Format, Report
from docprocessor.reports.rendering.renderer import render


def write_report(report: Report, ctx: JobContext) -> dict[str, Any]:
    """Write a report's document and store it; returns the job's result."""
    if report.packed_events is None:
        raise AssertionError("a report without its events is not put in the line")
    # An attempt begins anew.
    ctx.advance(stage="writing", done=-report.progress_done, total=report.events_count)
    feedback = feedback_of(unpack(bytes(report.packed_events)))
    html = document_of(feedback, student_id=report.student_id, namespace=report.namespace, written_at=report.created_at)
    look = _Look(ctx, before=len(feedback.units))
    content, pages = html.encode(), None
    if report.format == Format.PDF:
        rendered = render(html, look=look)
        content, pages = rendered.content, rendered.pages
    ctx.raise_if_stopping()
    _keep(report, ctx, content, pages, left=report.events_count - look.told)
    return {
        "format": report.format,
        "events": report.events_count,
        "units": len(feedback.units),
        "pages": pages,
        "size": len(content),
    }


class _Look:
    """Tells the job how many events are laid out, and listens whether it is to stop."""

    def __init__(self, ctx: JobContext, *, before: int) -> None:
        self._ctx = ctx
        self._before = before  # rows that stand before the events
        self.told = 0

    def __call__(self, rows: int) -> None:
        self._ctx.raise_if_stopping()
        done = max(rows - self._before, 0)
        if done > self.told:
            self._ctx.advance(done=done - self.told)
            self.told = done


def _keep(report: Report, ctx: JobContext, content: bytes, pages: int | None, *, left: int) -> None:
    """Store the document, and say where it is if the job is still ours."""
    key = store_document(report, ctx.lease, content)
    try:
        with transaction.atomic():
            Report.objects.filter(pk=report.pk).update(file_key=key, size=len(content), pages=pages)
            ctx.advance(done=left)
    except BaseException:
        default_storage.delete(key)
        raise
