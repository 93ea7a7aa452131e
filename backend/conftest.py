"""Fixtures for every app. PostgreSQL and Redis are real; jobs run in the test's process unless it says otherwise."""

import io
import json
import re
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any, Final
from uuid import UUID

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from docprocessor.accounts.keys import key_create
from docprocessor.accounts.models import Membership, Role, User, Workspace
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_create
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import worker
from docprocessor.jobs.models import Job

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

A_UUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")

CUSTOMERS: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 20}},
        {"name": "email", "type": "string", "format": "email"},
        {"name": "amount", "type": "number"},
        {"name": "joined", "type": "date"},
    ],
    "primaryKey": ["id"],
}


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name parameters alike in all the processes that share the tests out among them: without the ids that are made
    for them, and by no packed bytes, which hold the time."""
    if isinstance(val, str | UUID) and A_UUID.search(str(val)):
        return A_UUID.sub("id", str(val))
    return argname if isinstance(val, bytes) and (b"\0" in val or not val.isascii()) else None


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _short_leases(settings: Any) -> None:
    """The sweeper gives workers one lease's time after the database has come up; the tests' has just done so."""
    settings.JOB_LEASE_SECONDS = settings.JOB_HEARTBEAT_SECONDS = 1


@pytest.fixture
def make_workspace(db: None) -> Callable[[str], tuple[Workspace, User]]:
    """A workspace with its administrator, by its slug."""

    def make(slug: str) -> tuple[Workspace, User]:
        workspace = Workspace.objects.create(slug=slug, name=slug.title())
        user = User.objects.create_user(f"{slug}@example.com", "a long password", name=slug)
        Membership.objects.create(user=user, workspace=workspace, role=Role.ADMIN)
        return workspace, user

    return make


@pytest.fixture
def workspace(make_workspace: Callable[[str], tuple[Workspace, User]]) -> Workspace:
    return make_workspace("acme")[0]


@pytest.fixture
def user(workspace: Workspace) -> User:
    return User.objects.get(email="acme@example.com")


@pytest.fixture
def client_for() -> Callable[..., APIClient]:
    """A client with a fresh key of a workspace: `client_for(workspace, user, scopes=["read"])`."""

    def make(workspace: Workspace, user: User, scopes: tuple[str, ...] = ("read", "write", "admin")) -> APIClient:
        _, key = key_create(workspace=workspace, created_by=user, name="test", scopes=list(scopes))
        return APIClient(HTTP_X_API_KEY=key)

    return make


@pytest.fixture
def api(workspace: Workspace, user: User, client_for: Callable[..., APIClient]) -> APIClient:
    """A client of `workspace` that may do everything."""
    return client_for(workspace, user)


@pytest.fixture
def customers(workspace: Workspace) -> Dataset:
    """An empty dataset with a key, a required text, an email, a number and a date."""
    return dataset_create(workspace=workspace, slug="customers", title="Customers", schema=CUSTOMERS)


@pytest.fixture
def make_dataset(workspace: Workspace) -> Callable[..., Dataset]:
    """A dataset of the given fields: `make_dataset({"name": "a"}, primaryKey=["a"])`."""

    def make(*fields: dict[str, Any], slug: str = "things", **table: Any) -> Dataset:
        return dataset_create(workspace=workspace, slug=slug, title="Things", schema={"fields": list(fields), **table})

    return make


@pytest.fixture
def make_load(workspace: Workspace) -> Callable[..., Load]:
    """A load into a dataset by a job of its own, which is `pending` unless it says otherwise."""

    def make(dataset: Dataset, **job: Any) -> Load:
        job = Job.objects.create(workspace=dataset.workspace, kind="csv_import", queue="imports", **job)
        return Load.objects.create(dataset=dataset, job=job)

    return make


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Run functions in a thread and a connection each; returns what each returned or raised."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        ended: list[Any] = [None] * len(functions)

        def call(place: int, function: Callable[[], Any]) -> None:
            try:
                ended[place] = function()
            except Exception as error:  # noqa: BLE001  (the test looks at it)
                ended[place] = error
            finally:
                connection.close()

        threads = [Thread(target=call, args=each) for each in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        return ended

    return run


@pytest.fixture
def run_jobs(settings: Any) -> Callable[[], list[dict[str, Any]]]:
    """Run every job that waits, in this process, as a worker would; returns how each ended."""

    def run() -> list[dict[str, Any]]:
        ended = []
        for queue in settings.JOB_QUEUES:
            while (outcome := worker.run_next(queue)) is not None:
                ended.append(outcome)
        return ended

    return run


@pytest.fixture
def upload(api: APIClient) -> Callable[..., Any]:
    """POST a file: `upload(b"a,b\\n1,2\\n", name="x.csv", dataset="customers")`; returns the response."""

    def post(content: bytes | str, *, name: str = "file.csv", client: APIClient | None = None, **fields: Any) -> Any:
        file = io.BytesIO(content.encode() if isinstance(content, str) else content)
        file.name = name
        data = {key: json.dumps(value) if isinstance(value, dict) else value for key, value in fields.items()}
        return (client or api).post("/api/imports/", {"file": file, **data}, format="multipart")

    return post


@pytest.fixture
def import_file(upload: Callable[..., Any], run_jobs: Callable[[], Any]) -> Callable[..., ImportJob]:
    """Upload a file, run its import to the end and return the job as it then stands."""

    def run(content: bytes | str, **fields: Any) -> ImportJob:
        response = upload(content, **fields)
        assert response.status_code == 202, response.json()
        run_jobs()
        return ImportJob.objects.get(pk=response.json()["id"])

    return run


@pytest.fixture
def rows() -> Callable[[Dataset], list[tuple[Any, ...]]]:
    """Every row of a dataset's table without its system columns, in order of load and row."""

    def read(dataset: Dataset) -> list[tuple[Any, ...]]:
        columns = ", ".join(f'"{field.name}"' for field in dataset.table_schema.fields)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{dataset.namespace_name}"."{dataset.slug}" ORDER BY _load, _row')
            return cursor.fetchall()

    return read


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """For tests that need real commits: drops afterwards the data tables that truncation does not know."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'data\\_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
