from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from docprocessor.jobs import worker
from docprocessor.reports.models import Report

BODY = {
    "student_id": "s-1042",
    "namespace": "algebra-1",
    "events": [
        {"unit": 17, "type": "submission", "created_time": "2024-07-21 03:04:55"},
        {"unit": "9", "type": "hint", "created_time": "2024-07-21T03:09:12Z"},
        {"unit": "17", "created_time": "2024-07-21T05:12:01+02:00"},
    ],
}


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    """A store of the test's own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


@pytest.fixture
def ask(api) -> Callable[..., str]:
    """Ask for a report and return its id: `ask("html", events=[…])`."""

    def post(written_as: str = "html", **changes: Any) -> str:
        answer = api.post(f"/assignment/{written_as}", BODY | changes)
        assert answer.status_code == 202, answer.json()
        return answer.json()["task_id"]

    return post


@pytest.fixture
def written(ask) -> Callable[..., Report]:
    """Ask for a report, let it be written, and return it."""

    def run(written_as: str = "html", **changes: Any) -> Report:
        pk = ask(written_as, **changes)
        worker.run_next("reports")
        return Report.objects.get(pk=pk)

    return run


def many(count: int, *, units: int = 12) -> list[dict[str, Any]]:
    """So many events, a minute apart, of units that take turns."""
    first = datetime(2024, 7, 21, 3, tzinfo=UTC)
    return [
        {"unit": place % units, "created_time": (first + timedelta(minutes=place)).isoformat()}
        for place in range(count)
    ]
