"""Requests and answers as the OpenAPI document shows them."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_ID: Final = "01936b2e-7c1f-7d3a-9b0e-2f5c8a41d6e7"
_SERVER: Final = "http://localhost:8000/api"
_IMPORT: Final[dict[str, Any]] = {
    "id": _ID,
    "kind": "csv_import",
    "status": "completed",
    "dataset": "customers",
    "file": {
        "name": "customers.csv",
        "size": 87607,
        "sha256": "7f4d01c26682b0ed79017345e8dab86fc587af828abddea38a44dce8892f9c64",
        "kept": True,
    },
    "mode": "insert",
    "duplicates": "reject",
    "on_error": "continue",
    "max_errors": None,
    "dry_run": False,
    "total_rows": 1000,
    "processed_rows": 1000,
    "success_rows": 988,
    "failed_rows": 12,
    "skipped_rows": 0,
    "inserted_rows": 988,
    "updated_rows": 0,
    "unchanged_rows": 0,
    "unprocessed_rows": 0,
    "progress": {"done": 1000, "failed": 12, "total": 1000},
    "stage": "finishing",
    "rows_per_second": 381000,
    "eta_seconds": None,
    "queue_position": None,
    "waiting_on": None,
    "attempt": 1,
    "failure": None,
    "error": "",
    "result": {
        "format": "delimited",
        "encoding": "UTF-8",
        "delimiter": ",",
        "header_line": 1,
        "confidence": 1.0,
        "ignored_columns": [],
        "notes": [],
        "inferred": None,
    },
    "created_by": "admin@example.com",
    "cancel_requested": False,
    "pause_requested": False,
    "priority": 50,
    "rerun_of": None,
    "undo_job": None,
    "undone_at": None,
    "merge_job": None,
    "edited_rows": 0,
    "review": None,
    "imported_as": None,
    "created_at": "2026-03-02T09:15:00.120000Z",
    "queued_at": "2026-03-02T09:15:00.120000Z",
    "started_at": "2026-03-02T09:15:00.180000Z",
    "finished_at": "2026-03-02T09:15:00.220000Z",
    "duration": 0.04,
    "links": {
        "self": f"{_SERVER}/imports/{_ID}/",
        "events": f"{_SERVER}/jobs/{_ID}/events/",
        **{
            name: f"{_SERVER}/imports/{_ID}/{name}/"
            for name in ("issues", "records", "edits", "rejects", "original", "undo")
        },
        "dataset": f"{_SERVER}/datasets/customers/",
    },
}
_COUNTS: Final = ("total", "processed", "success", "failed", "inserted")
_WAITING: Final = (
    _IMPORT
    | {f"{name}_rows": 0 for name in _COUNTS}
    | dict.fromkeys(("result", "rows_per_second", "started_at", "finished_at", "duration"))
    | {
        "status": "pending",
        "stage": "queued",
        "progress": {"done": 0, "failed": 0, "total": 0},
        "queue_position": 1,
        "waiting_on": {
            "cause": "turn",
            "position": 1,
            "seconds": None,
            "until": None,
            "limit": None,
            "running": None,
            "gate": None,
        },
        "attempt": 0,
    }
)
_ISSUE: Final = {
    "row": 17,
    "line": 18,
    "column": "email",
    "code": "format",
    "value": "ann at example",
    "message": "This is not an email address.",
}


def _answer(name: str, value: Any, status: int = 200) -> OpenApiExample:
    return OpenApiExample(name, value, response_only=True, status_codes=[str(status)], media_type="application/json")


def _request(name: str, value: Any, media_type: str = "application/json") -> OpenApiExample:
    return OpenApiExample(name, value, request_only=True, media_type=media_type)


TAKING: Final = [
    _request("A file", {"file": "(its bytes)", "dataset": "customers", "mode": "upsert"}, "multipart/form-data"),
    _request("An upload", {"upload": _ID, "dataset": "customers"}),
    _request("A dry run that was looked through", {"review": _ID}),
    _answer("Taken", _WAITING, 202),
]
ONE: Final = [_answer("Completed, some of it left out", _IMPORT), _answer("Waiting", _WAITING)]
HISTORY: Final = [_answer("The latest", _IMPORT)]  # which drf-spectacular puts into a page
ISSUES: Final = [
    _answer("Faults", {"next": None, "previous": None, "results": [_ISSUE]}),
    _answer(
        "Counts, by group=code,column",
        {
            "results": [
                {
                    "code": "format",
                    "column": "email",
                    "count": 3,
                    "samples": [{name: _ISSUE[name] for name in ("row", "line", "value", "message")}],
                }
            ]
        },
    ),
]
