"""What the tests of datasets share."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.services import dataset_create
from docprocessor.jobs.models import Job


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
