"""What tests of tasks share: the door, uploads that are here, and a box of the mails that were sent."""

import io
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from rest_framework.test import APIClient

from docprocessor.accounts.models import User, Workspace
from docprocessor.imports.files import file_key
from docprocessor.imports.models import Upload
from docprocessor.imports.uploads.services import expiry
from docprocessor.jobs.models import Job
from docprocessor.lib.ids import new_id


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of the test's own, with the mails that are sent."""
    settings.STORAGE_ROOT = tmp_path
    local = settings.STORAGES["default"]
    options = local["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"default": local | {"OPTIONS": options}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of tasks that run in the test's process end at once; they are not what is tested."""
    for module in ("mail.sending", "kinds.csv_processing"):
        monkeypatch.setattr(f"docprocessor.tasks.{module}.pause", lambda ctx, seconds: ctx.raise_if_stopping())


@pytest.fixture
def submit(api: APIClient) -> Callable[..., Any]:
    """POST a task: `submit("csv_processing", num_rows=100)`; returns the response."""

    def post(task_type: str, *, client: APIClient | None = None, name: str | None = None, **parameters: Any) -> Any:
        body = {"task_type": task_type, "parameters": parameters} | ({} if name is None else {"name": name})
        return (client or api).post("/api/tasks/submit", body)

    return post


@pytest.fixture
def done(submit: Callable[..., Any], run_jobs: Callable[[], Any], api: APIClient) -> Callable[..., Any]:
    """Submit a task, run it to the end in this process and return it as its door shows it."""

    def run(task_type: str, **parameters: Any) -> Any:
        response = submit(task_type, **parameters)
        assert response.status_code == 201, response.json()
        run_jobs()
        return api.get(f"/api/tasks/{response.json()['id']}").json()

    return run


@pytest.fixture
def uploaded(workspace: Workspace, user: User, store: Path) -> Callable[..., str]:
    """Put a whole upload there; returns its id."""

    def put(content: bytes | str, name: str = "file", owner: Workspace | None = None) -> str:
        data = content.encode() if isinstance(content, str) else content
        upload_id = new_id()
        key = default_storage.save(file_key(upload_id), ContentFile(data))
        Upload.objects.create(
            id=upload_id,
            workspace=owner or workspace,
            created_by=user,
            name=name,
            size=len(data),
            received=len(data),
            file_key=key,
            sha256="0" * 64,
            expires_at=expiry(),
        )
        return str(upload_id)

    return put


@pytest.fixture
def mails(store: Path) -> Callable[[], list[Message]]:
    """Every mail that was sent, in no order."""

    def read() -> list[Message]:
        files = (store / "mail").glob("*.log")
        texts = [text for file in files for text in file.read_bytes().split(b"-" * 79 + b"\n") if text.strip()]
        return [message_from_bytes(text) for text in texts]

    return read


def photo(width: int = 400, height: int = 300, format_: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """An image: its left half is red, its right half is blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste((0, 0, 255), (width // 2, 0, width, height))
    file = io.BytesIO()
    image.convert(mode).save(file, format_, **options)
    return file.getvalue()


def job_of(task: Any) -> Job:
    """The job that a task is."""
    return Job.objects.get(pk=task["id"])
