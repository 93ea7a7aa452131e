"""Whatever is asked for, in whichever order and by whom, batches go by (priority, arrival, position in the request):
what a plain model of that rule says."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.id_batches.batching import SIZE, batches
from docprocessor.id_batches.line import line
from docprocessor.id_batches.services import ingestion_create
from docprocessor.jobs import lifecycle
from docprocessor.jobs.lifecycle import Lease
from docprocessor.jobs.models import GateSlot, Job, Priority
from docprocessor.jobs.tests import factories


@dataclass(order=True)
class ModelBatch:
    """A batch that waits: its fields in their order are the rule."""

    priority: int
    arrival: int
    position: int
    ids: list[int]


class Requests:
    """The model and the real thing, side by side."""

    def __init__(self, workspaces) -> None:
        self.workspaces = workspaces
        self.waiting: list[ModelBatch] = []
        self.running: list[tuple[ModelBatch, Lease]] = []
        self.arrivals = 0

    def ask(self, owner: int, count: int, priority: Priority) -> None:
        self.arrivals += 1
        ids = [self.arrivals * 100 + number for number in range(count)]
        workspace, user = self.workspaces[owner % len(self.workspaces)]
        ingestion = ingestion_create(workspace=workspace, created_by=user, ids=ids, priority=priority)
        # In this test's one transaction all come at the same moment by the database's clock; so each is a second
        # younger than the one before.
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET created_at = created_at + make_interval(secs => %s)"
                " WHERE id IN (SELECT job_id FROM id_batches_batch WHERE ingestion_id = %s)",
                [self.arrivals, ingestion.pk],
            )
        self.waiting += [
            ModelBatch(int(priority), self.arrivals, position, part) for position, part in enumerate(batches(ids))
        ]

    def start(self) -> None:
        GateSlot.objects.all().delete()
        lease = lifecycle.claim("default", worker="test")
        expected = min(self.waiting, default=None)
        assert (lease and Job.objects.get(pk=lease.job_id).params["ids"]) == (expected and expected.ids)
        if lease and expected:
            self.waiting.remove(expected)
            self.running.append((expected, lease))

    def end(self, how: str, which: int) -> None:
        if not self.running:
            return
        batch, lease = self.running.pop(which % len(self.running))
        if how == "complete":
            lifecycle.complete(lease, None)
            return
        if how == "hand back":
            lifecycle.hand_back(lease)
        else:
            factories.crash(Job.objects.get(pk=lease.job_id))
        self.waiting.append(batch)  # at its old place

    def check(self) -> None:
        expected = sorted(self.waiting)
        seen: dict[int, list[int]] = {}
        for workspace, _ in self.workspaces:
            seen |= {batch.position: batch.ids for batch in line(workspace).next}
        assert [seen[place] for place in sorted(seen)] == [batch.ids for batch in expected]


ASK = st.tuples(
    st.just("ask"), st.integers(0, 1), st.integers(1, 4 * SIZE), st.sampled_from([10, 50, 90]).map(Priority)
)
START = st.just(("start",))
END = st.tuples(st.just("end"), st.sampled_from(["complete", "hand back", "crash"]), st.integers(0, 3))


@pytest.mark.django_db
@given(commands=st.lists(ASK | START | START | END, min_size=8, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_requests(make_workspace, settings, commands):
    settings.JOB_MAX_CRASHES = 100
    with transaction.atomic():
        life = Requests([make_workspace("one"), make_workspace("two")])
        for name, *arguments in commands:
            getattr(life, name)(*arguments)
            life.check()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_requests_of_the_same_moment_are_not_mixed(make_workspace):
    """Made in one transaction they have one time of arrival, and stand one behind the other all the same."""
    workspace, user = make_workspace("one")
    made = {
        ingestion_create(
            workspace=workspace, created_by=user, ids=list(range(first, first + 30)), priority=Priority.LOW
        )
        for first in range(1, 300, 30)
    }
    gone: list[UUID] = []
    while (lease := lifecycle.claim("default", worker="test")) is not None:
        gone.append(lease.job_id)
        GateSlot.objects.all().delete()
    assert len(gone) == 100
    runs = [gone[start : start + 10] for start in range(0, 100, 10)]
    expected = {tuple(each.batches.order_by("position").values_list("job_id", flat=True)) for each in made}
    assert {tuple(run) for run in runs} == expected
