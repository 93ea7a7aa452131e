"""What tests of records share."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from docprocessor.datasets.models import Dataset
from docprocessor.jobs import worker
from docprocessor.jobs.models import Job

Record = dict[str, Any]


def student(number: int = 1, **changes: Any) -> Record:
    """A valid record; a change to `...` takes the field away."""
    record = {
        "student_id": f"S{number:05}",
        "first_name": "Ana",
        "last_name": "García",
        "email": f"ana{number}@example.com",
        "grade": number % 12 + 1,
        "date_of_birth": "2012-03-14",
        "school": "Westside",
    }
    return {name: value for name, value in {**record, **changes}.items() if value is not ...}


@pytest.fixture(autouse=True)
def _no_waiting(settings) -> None:
    settings.EXTERNAL_CALL_SECONDS = 0


@pytest.fixture
def send(api: APIClient) -> Callable[..., Job]:
    """Send records, which must be taken; returns their job."""

    def post(records: list[Record]) -> Job:
        answer = api.post("/api/data/ingest/", {"records": records})
        assert answer.status_code == 202, answer.json()
        return Job.objects.get(pk=answer.json()["task_id"])

    return post


@pytest.fixture
def work() -> Callable[[Job], Job]:
    """Let the next job of the queue run for one attempt, without waiting for its time; returns the job as it stands."""

    def run(job: Job) -> Job:
        Job.objects.filter(pk=job.pk, run_after__isnull=False).update(run_after=None)
        worker.run_next("default")
        return Job.objects.get(pk=job.pk)

    return run


@pytest.fixture
def status(api: APIClient) -> Callable[[Job], dict[str, Any]]:
    """What the status of records says."""

    def get(job: Job) -> dict[str, Any]:
        answer = api.get(f"/api/data/status/{job.pk}/")
        assert answer.status_code == 200
        return answer.json()

    return get


@pytest.fixture
def put_in(send, work, status) -> Callable[[list[Record]], dict[str, Any]]:
    """Send records, let them go in, and return their status."""

    def run(records: list[Record]) -> dict[str, Any]:
        job = work(send(records))
        assert job.status == "completed", job.failure
        return status(job)

    return run


@pytest.fixture
def students(rows) -> Callable[[], list[tuple[Any, ...]]]:
    """Every row of the dataset, in the order of load and record."""
    return lambda: rows(Dataset.objects.get(slug="students"))
