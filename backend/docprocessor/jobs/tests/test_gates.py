"""Gates: of all jobs that pass one, at most one starts in any so many seconds, and first come is first served."""

import threading
import time
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from psycopg.types.range import TimestamptzRange

from docprocessor.jobs import lifecycle, sweeper
from docprocessor.jobs.kinds import Pace
from docprocessor.jobs.models import Gate, GateSlot, Job, Priority
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.probe import Probe

EVERY_SECONDS = 0.3


@pytest.fixture
def paced(probe, monkeypatch):
    monkeypatch.setattr(Probe, "pace", Pace("ids", EVERY_SECONDS))


def pending(workspace, **fields) -> Job:
    return factories.pending(workspace, kind="probe", queue="default", **fields)


def test_starts_are_apart_and_in_order_whoever_claims(paced, workspace, make_workspace, committed):
    """Four workers at once, two workspaces, mixed priorities: no turns here, only priority and arrival."""
    other, _ = make_workspace("other")
    jobs = [
        pending(workspace), pending(workspace), pending(other, priority=Priority.HIGH), pending(other),
        pending(workspace, priority=Priority.HIGH),
    ]  # fmt: skip
    expected = [jobs[n].pk for n in (2, 4, 0, 1, 3)]

    def worker() -> None:
        while Job.objects.filter(status="pending").exists():
            lifecycle.claim("default", worker="test")
            time.sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slots = list(GateSlot.objects.order_by("during"))
    assert [slot.job_id for slot in slots] == expected
    for before, after in pairwise(slots):
        assert (after.during.lower - before.during.lower).total_seconds() >= EVERY_SECONDS


@pytest.mark.django_db
def test_a_job_that_comes_back_passes_the_gate_again(paced, workspace):
    job = pending(workspace)
    lifecycle.claim("default", worker="test")
    assert factories.crash(job) == "pending"
    assert lifecycle.claim("default", worker="test") is None
    GateSlot.objects.update(during=TimestamptzRange(now().replace(year=2000), now().replace(year=2001)))
    assert lifecycle.claim("default", worker="test") is not None
    assert GateSlot.objects.filter(job=job).count() == 2


@pytest.mark.django_db
def test_two_slots_that_overlap_cannot_be_stored(workspace):
    gate, beside = (Gate.objects.create(name=name, every_ms=5000) for name in ("ids", "beside"))
    start = now()
    first = TimestamptzRange(start, start.replace(year=start.year + 1))
    GateSlot.objects.create(gate=gate, during=first)
    GateSlot.objects.create(gate=beside, during=first)  # another gate's concern
    with pytest.raises(IntegrityError), transaction.atomic():
        GateSlot.objects.create(gate=gate, during=TimestamptzRange(first.upper.replace(day=1, month=1), None))


@pytest.mark.django_db
def test_the_sweeper_wakes_when_the_gate_opens(paced, workspace, settings, monkeypatch):
    settings.SWEEP_SECONDS = 60
    for _ in range(2):
        pending(workspace)
    assert sweeper.sweep() == 60  # nothing keeps the first
    lifecycle.claim("default", worker="test")
    wait = sweeper.sweep()
    assert wait is not None
    assert 0 < wait <= EVERY_SECONDS
    Job.objects.update(run_after=Now())  # not in the line any more
