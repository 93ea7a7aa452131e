"""Requests and answers as the OpenAPI document shows them."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_ID: Final = "01936b2e-7c1f-7d3a-9b0e-2f5c8a41d6e7"
_LINKS: Final = {
    "self": f"http://localhost:8000/api/tasks/{_ID}",
    "job": f"http://localhost:8000/api/jobs/{_ID}/",
}
_WAITING: Final[dict[str, Any]] = {
    "id": _ID,
    "name": "Resize the catalogue",
    "task_type": "image_processing",
    "status": "PENDING",
    "priority": 50,
    "progress": 0,
    "parameters": {"num_images": 1, "target_width": 800, "target_height": 600},
    "result": None,
    "error_message": None,
    "retry_count": 0,
    "cancel_requested": False,
    "created_at": "2026-03-02T09:15:00.120000Z",
    "started_at": None,
    "completed_at": None,
    "links": _LINKS,
}
_DONE: Final[dict[str, Any]] = _WAITING | {
    "status": "SUCCESS",
    "progress": 100,
    "result": {
        "images": [
            {
                "name": "image-1.jpg",
                "before": {"width": 1600, "height": 1200, "bytes": 182044, "format": "JPEG"},
                "after": {"width": 800, "height": 600, "bytes": 41220, "format": "JPEG"},
                "thumbnail": f"/api/tasks/{_ID}/images/1",
            }
        ],
        "refused": [],
    },
    "started_at": "2026-03-02T09:15:00.310000Z",
    "completed_at": "2026-03-02T09:15:01.020000Z",
}
_LOGS: Final = [{"at": "2026-03-02T09:15:00.990000Z", "level": "info", "message": "image-1.jpg was made 800 by 600."}]
_RUNNING: Final = _WAITING | {
    "status": "RUNNING",
    "progress": 40,
    "cancel_requested": True,
    "started_at": "2026-03-02T09:15:00.310000Z",
    "logs": [],
}
_CANCELLED: Final = _WAITING | {"status": "CANCELLED", "completed_at": "2026-03-02T09:15:02.500000Z", "logs": []}


def _answer(name: str, value: Any, status: int) -> OpenApiExample:
    return OpenApiExample(name, value, response_only=True, status_codes=[str(status)])


SUBMIT: Final = [
    OpenApiExample(
        "Made-up rows",
        {"task_type": "csv_processing", "parameters": {"num_rows": 1000, "processing_time": 5}},
        request_only=True,
    ),
    OpenApiExample(
        "Mails",
        {
            "task_type": "email_sending",
            "name": "Invitations",
            "priority": "HIGH",
            "parameters": {"subject": "You are invited", "recipients": ["ana@example.com", "ben@example.com"]},
        },
        request_only=True,
    ),
    OpenApiExample(
        "Images",
        {"task_type": "image_processing", "parameters": {"num_images": 1, "target_width": 800, "target_height": 600}},
        request_only=True,
    ),
    _answer("Accepted", _WAITING | {"logs": []}, 201),
]
LIST: Final = [OpenApiExample("Tasks", _DONE, response_only=True)]
ONE: Final = [_answer("Done", _DONE | {"logs": _LOGS}, 200)]
CANCEL: Final = [_answer("It had not begun", _CANCELLED, 200), _answer("It stops as soon as it can", _RUNNING, 202)]
RETRY: Final = [_answer("In the line again", _WAITING | {"retry_count": 1, "logs": []}, 202)]
HEALTH: Final = [
    _answer(
        "All is well",
        {"status": "healthy", "parts": {"postgresql": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}},
        200,
    ),
    _answer(
        "Tasks are taken, and wait",
        {
            "status": "degraded",
            "parts": {"postgresql": "ok", "broker": "ok", "storage": "ok", "worker": "no worker for default"},
        },
        200,
    ),
    _answer(
        "No task can be taken",
        {
            "status": "unhealthy",
            "parts": {"postgresql": "OperationalError", "broker": "ok", "storage": "ok", "worker": "OperationalError"},
        },
        503,
    ),
]
