"""What tests of batches share."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, Func
from rest_framework.test import APIClient

from docprocessor.id_batches.models import Ingestion
from docprocessor.jobs import worker
from docprocessor.jobs.models import GateSlot, Job


@pytest.fixture(autouse=True)
def _no_waiting(settings) -> None:
    settings.ID_FETCH_SECONDS = 0


@pytest.fixture
def ingest(api: APIClient) -> Callable[..., Ingestion]:
    """Ask for ids, which must be taken: `ingest(1, 2, 3, 4, priority="HIGH")`."""

    def post(*ids: int, priority: str = "MEDIUM", client: APIClient = api) -> Ingestion:
        answer = client.post("/ingest", {"ids": ids, "priority": priority})
        assert answer.status_code == 202, answer.json()
        return Ingestion.objects.get(pk=answer.json()["ingestion_id"])

    return post


@pytest.fixture
def open_gate() -> Callable[[], None]:
    """Let the time until the gate opens go by: every start is a day older."""

    def pass_by() -> None:
        # One after the other, the oldest first: the constraint looks at each.
        for slot in GateSlot.objects.order_by("during"):
            GateSlot.objects.filter(pk=slot.pk).update(
                during=Func(
                    Func(F("during"), function="lower") - timedelta(days=1),
                    Func(F("during"), function="upper") - timedelta(days=1),
                    function="tstzrange",
                )
            )

    return pass_by


@pytest.fixture
def work(open_gate: Callable[[], None]) -> Callable[[], dict[str, Any] | None]:
    """Let the next batch run for one attempt, whatever the time; returns what it was and how it ended."""

    def run() -> dict[str, Any] | None:
        open_gate()
        Job.objects.filter(status="pending").update(run_after=None)
        return worker.run_next("default")

    return run


@pytest.fixture
def work_all(work: Callable[[], dict[str, Any] | None]) -> Callable[[], list[dict[str, Any]]]:
    """The same, until none waits."""

    def run() -> list[dict[str, Any]]:
        ended = []
        while (outcome := work()) is not None:
            ended.append(outcome)
        return ended

    return run
