"""A report as one HTML document: the page itself, and what a PDF is made from."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.template.loader import render_to_string

from docprocessor.reports.events import Event
from docprocessor.reports.feedback import Feedback
from docprocessor.reports.timeline import timeline_of
from docprocessor.reports.wording import UNKNOWN, clock, duration

TEMPLATE: Final = "reports/report.html"


def document_of(feedback: Feedback, *, student_id: str, namespace: str, written_at: datetime) -> str:
    """Return the document. All that was sent is escaped by the template, and nothing in it is fetched."""
    types = {event.type for event in feedback.events}
    context = {
        "student_id": student_id,
        "namespace": namespace,
        "written_at": clock(written_at),
        "written_at_iso": f"{written_at:%Y-%m-%dT%H:%M:%SZ}",
        "feedback": feedback,
        "first": clock(feedback.first),
        "last": clock(feedback.last),
        "time": duration(feedback.time),
        "events_count": f"{len(feedback.events):,}",
        "units_count": f"{len(feedback.units):,}",
        # A column that says the same in every row says it once, above the table.
        "only_type": types.pop() if len(types) == 1 else "",
        "order": [feedback.aliases[event.unit] for event in feedback.events],
        "timeline": timeline_of(feedback),
        "units": _unit_rows(feedback),
        "events": _event_rows(feedback),
    }
    return render_to_string(TEMPLATE, context)


def _unit_rows(feedback: Feedback) -> Iterator[dict[str, str]]:
    for unit in feedback.units:
        yield {
            "alias": unit.alias,
            "unit": unit.unit,
            "attempts": f"{unit.attempts:,}",
            "time": duration(unit.time),
            "first": clock(unit.first),
            "last": clock(unit.last),
        }


def _event_rows(feedback: Feedback) -> Iterator[dict[str, Any]]:
    ending: list[Event | None] = [*feedback.events, None]
    for number, (event, after) in enumerate(pairwise(ending), start=1):
        if event is not None:
            timed = event.at and after and after.at
            yield {
                "number": f"{number:,}",
                "at": clock(event.at),
                "alias": feedback.aliases[event.unit],
                "unit": event.unit,
                "type": event.type,
                "until_next": duration(after.at - event.at) if timed and after and after.at and event.at else UNKNOWN,
            }
