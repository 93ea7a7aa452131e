"""Examples that the OpenAPI document shows."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.plain_errors import INVALID
from docprocessor.lib.problems import CONTENT_TYPE

ID: Final = "019a3f5e-6c00-7abc-8def-0123456789ab"
SUBMISSION: Final[dict[str, Any]] = {
    "student_id": "s-1042",
    "namespace": "algebra-1",
    "events": [
        {"unit": 17, "type": "submission", "created_time": "2024-07-21 03:04:55"},
        {"unit": "18", "type": "submission", "created_time": "2024-07-21T03:09:12Z"},
        {"unit": "17", "type": "submission", "created_time": "2024-07-21T05:12:01+02:00"},
    ],
}
REPORT: Final[dict[str, Any]] = {
    "id": ID,
    "format": "pdf",
    "student_id": "s-1042",
    "namespace": "algebra-1",
    "events": 3,
    "status": "completed",
    "failure": None,
    "size": 18_204,
    "pages": 1,
    "kept": True,
    "created_at": "2024-07-21T03:20:00.123456Z",
    "finished_at": "2024-07-21T03:20:01.004213Z",
    "links": {
        "self": f"https://example.com/api/reports/{ID}/",
        "job": f"https://example.com/api/jobs/{ID}/",
        "document": f"https://example.com/assignment/pdf/{ID}",
    },
}
EVENTS_GONE: Final = {(409, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The events are no longer kept.")}
SUBMITTED: Final = OpenApiExample("Three events of two units", SUBMISSION, request_only=True)
REFUSED: Final = OpenApiExample(
    "A day that does not exist",
    {"error": INVALID, "details": {"events.1.created_time": ["There is no such time."]}},
    response_only=True,
    status_codes=["400"],
)
UNFINISHED: Final = OpenApiExample(
    "Not written yet",
    {"status": "PENDING", "student_id": "s-1042", "created_at": "2024-07-21T03:20:00.123456Z"},
    response_only=True,
    status_codes=["202"],
)
FAILED: Final = OpenApiExample(
    "Nothing will come of it",
    {"status": "FAILURE", "error": "The report was cancelled."},
    response_only=True,
    status_codes=["404"],
)
UNKNOWN: Final = OpenApiExample(
    "No such report",
    {"error": "There is nothing here under that address."},
    response_only=True,
    status_codes=["404"],
)
