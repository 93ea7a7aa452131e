"""What tests of imports share: ways to disturb one while it runs, and to see all that it left behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models.functions import Now
from rest_framework.test import APIClient

from docprocessor.datasets.models import Dataset
from docprocessor.imports.loading import importing
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.uploading import CHUNK, encoded
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job

from .mending import send_mended

# Faults of several kinds between good records, over more lines than records, with keys that come twice.
DISTURBED_RECORDS = [
    "x,Ana,,,",
    '{n},"two\nlines",,{n}.50,2024-01-31',
    "1,again,,,",
    "{n},Ben,nobody,,2024-02-30",
    "{n},Cem,cem@example.com,,",
    '{n},"open,,,',
    "{n},short",
    "{n},Dan,,,",
]


def awkward_file(records: int) -> bytes:
    lines = [DISTURBED_RECORDS[n % len(DISTURBED_RECORDS)].format(n=n) for n in range(1, records + 1)]
    return ("id,name,email,amount,joined\n" + "\n".join(lines) + "\n").encode()


class Killed(BaseException):
    """The worker's process ends here: nothing that comes after it is done."""


@contextmanager
def before_batch(number: int, act: Callable[[ImportJob], Any]) -> Iterator[None]:
    """Act before the batch of this number is loaded, counted over every attempt."""
    load_batch, seen = importing._load_batch, 0

    def load(job: ImportJob, *args: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            act(job)
        load_batch(job, *args)

    with patch.object(importing, "_load_batch", load):
        yield


@contextmanager
def inside_batch(number: int, act: Callable[[], Any]) -> Iterator[None]:
    """Act inside the transaction of a batch, when its rows are in and its issues are about to be."""
    store_issues, seen = importing.store_issues, 0

    def store(*args: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            act()
        store_issues(*args)

    with patch.object(importing, "store_issues", store):
        yield


def killed(*_: Any, **__: Any) -> None:
    raise Killed


def expire_lease() -> list[str]:
    """Let the leases of silent workers run out, and take their jobs back; returns where those went."""
    Job.objects.filter(status="processing").update(lease_until=Now() - timedelta(seconds=1))
    return [str(lifecycle.expire_lease(job)) for job in Job.objects.filter(status="processing")]


def left_behind(job: ImportJob, dataset: Dataset) -> dict[str, Any]:
    """All that an import leaves: the table with the record each row came from, the issues, the books."""
    job = ImportJob.objects.get(pk=job.pk)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{dataset.namespace_name}"."{dataset.slug}" ORDER BY _load, _row')
        columns = [column.name for column in cursor.description]
        table = [{name: value for name, value in zip(columns, row, strict=True) if name != "_load"} for row in cursor]
    return {
        "table": table,
        "issues": list(job.issues.order_by("row", "place").values_list("row", "line", "column", "code", "value")),
        "books": (job.total_rows, job.inserted_rows, job.failed_rows, job.skipped_rows, job.unprocessed_rows),
        "progress": (job.progress_done, job.progress_total),
        "checkpoint": job.checkpoint,
    }


@pytest.fixture
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A running job looks for requests to stop at every record, not every second."""
    monkeypatch.setattr("docprocessor.jobs.context.LOOK_EVERY_SECONDS", 0.0)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of the test's own, with the parts of its uploads."""
    settings.STORAGE_ROOT = tmp_path
    local = settings.STORAGES["default"]
    options = local["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"default": local | {"OPTIONS": options}}
    return tmp_path


@pytest.fixture
def begin(api: APIClient) -> Callable[..., str]:
    """Begin a resumable upload: `begin(20)`; returns its address."""

    def post(size: int, **headers: str) -> str:
        sent = {"Upload-Length": str(size), "Upload-Metadata": f"filename {encoded(b'people.csv')}"} | headers
        answer = api.post("/api/uploads/", headers=sent)
        assert answer.status_code == 201, answer.json()
        return answer.headers["Location"]

    return post


@pytest.fixture
def send(api: APIClient) -> Callable[..., Any]:
    """Send a chunk of an upload: `send(address, b"1,2\\n", 14)`; returns the response."""

    def patch_(address: str, content: bytes, offset: int = 0, **headers: str) -> Any:
        sent = {"Upload-Offset": str(offset), "Tus-Resumable": "1.0.0"} | headers
        return api.patch(address, content, content_type=sent.pop("Content-Type", CHUNK), headers=sent)

    return patch_


@pytest.fixture
def uploaded(store: Path, begin: Callable[..., str], send: Callable[..., Any]) -> Callable[..., str]:
    """Upload a file whole; returns its id."""

    def run(content: bytes | str) -> str:
        data = content.encode() if isinstance(content, str) else content
        address = begin(len(data))
        assert send(address, data).status_code == 204
        return address.split("/")[-2]

    return run


@pytest.fixture
def merge(api: APIClient, run_jobs: Callable[[], Any]) -> Callable[..., tuple[Job, ImportJob]]:
    """Merge something into an import, run that to the end and return both jobs as they then stand."""

    def run(job: ImportJob, **what: Any) -> tuple[Job, ImportJob]:
        taken = send_mended(api, job, **what)
        assert taken.status_code == 202, taken.json()
        run_jobs()
        return Job.objects.get(pk=taken.json()["id"]), ImportJob.objects.get(pk=job.pk)

    return run
