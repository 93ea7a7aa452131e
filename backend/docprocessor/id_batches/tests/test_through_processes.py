"""Ten requests of mixed priority through three real workers, one of which is killed on the way: by the database's own
clock no two batches start within five seconds, and they start in the order of (priority, arrival, position)."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from docprocessor.id_batches.kind import IdBatch
from docprocessor.id_batches.models import FetchedId, Ingestion
from docprocessor.jobs import sweeper
from docprocessor.jobs.models import Attempt, GateSlot, Job, Outcome
from docprocessor.jobs.tests.workers import celery_worker, kill, wait_until

pytestmark = pytest.mark.usefixtures("committed")

RANK = {"HIGH": 0, "MEDIUM": 1, "LOW": 2}
# When a request comes, as the number of batches that have started by then; its priority; how many ids.
REQUESTS = [
    (0, "LOW", 1),
    (0, "MEDIUM", 4),
    (0, "LOW", 2),
    (0, "HIGH", 1),
    (1, "MEDIUM", 1),
    (2, "HIGH", 3),
    (3, "LOW", 1),
    (4, "HIGH", 1),
    (5, "MEDIUM", 1),
    (6, "HIGH", 2),
]
BATCHES = 11
KILLED = 3  # the start whose worker is killed, in the midst of its three ids
BETWEEN = timedelta(seconds=1)  # what a move may take from its moment to its commit


@dataclass(frozen=True)
class Waiting:
    """A batch in the line, from one start on until another: `surely` is the first that had to see it."""

    place: tuple[int, int, int]  # (priority, arrival, position): the rule
    job_id: UUID
    perhaps: int
    surely: int


class Watch:
    """Asks when it is time to, kills when it is time to, and remembers what was there when."""

    def __init__(self, ingest, workers) -> None:
        self.ingest, self.workers = ingest, workers
        self.due = list(REQUESTS)
        self.asked: list[Ingestion] = []
        self.waiting: list[Waiting] = []
        self.killed: UUID | None = None

    def go_on(self) -> bool:
        """Do what is due; says whether all is over."""
        sweeper.sweep()
        while self.due and len(starts()) >= self.due[0][0]:
            self.ask(*self.due.pop(0)[1:])
        if self.killed is None and len(starts()) == KILLED:
            self.kill_in_the_midst(Job.objects.get(pk=starts()[-1].job_id))
        return not self.due and Job.objects.filter(status="completed").count() == BATCHES

    def ask(self, priority: str, count: int) -> None:
        before = len(starts())
        ingestion = self.ingest(*range(1, count + 1), priority=priority)
        after = len(starts())
        for position, job_id in enumerate(ingestion.batches.order_by("position").values_list("job_id", flat=True)):
            self.waiting.append(Waiting((RANK[priority], len(self.asked), position), job_id, before, after))
        self.asked.append(ingestion)

    def kill_in_the_midst(self, job: Job) -> None:
        if job.status == "processing" and job.progress_done:
            kill(self.workers[job.worker.partition("default@")[0]])
            self.killed = job.pk


def starts() -> list[GateSlot]:
    return list(GateSlot.objects.order_by("during"))


def began_again(watch: Watch) -> Iterator[Waiting]:
    """The batch of the killed worker, as it stands in the line once its lease has run out."""
    crashed = Attempt.objects.get(job=watch.killed, outcome=Outcome.CRASHED)
    times = [slot.during.lower for slot in starts()]
    perhaps = sum(at < crashed.ended_at for at in times)
    surely = sum(at < crashed.ended_at + BETWEEN for at in times)
    first = next(each for each in watch.waiting if each.job_id == watch.killed)
    yield Waiting(first.place, first.job_id, perhaps, surely)


def judge_order(watch: Watch) -> None:
    """Each start is that of the best batch of those which waited."""
    waiting = [*watch.waiting, *began_again(watch)]
    for number, slot in enumerate(starts()):
        taken = next(each for each in waiting if each.job_id == slot.job_id and each.perhaps <= number)
        best = min(each.place for each in waiting if each.surely <= number or each is taken)
        assert taken.place == best, f"start {number}"
        waiting.remove(taken)
    assert waiting == []


def test_three_workers_and_one_is_killed(ingest, settings):
    assert IdBatch.pace.every_seconds == 5
    settings.JOB_MAX_CRASHES = 10
    with ExitStack() as running:
        workers = {
            run: running.enter_context(celery_worker("default", run=run, DEFAULT_CONCURRENCY=2, ID_FETCH_SECONDS=0.8))
            for run in ("one", "two", "three")
        }
        watch = Watch(ingest, workers)
        wait_until(watch.go_on, seconds=300)

    slots = starts()
    assert len(slots) == BATCHES + 1  # the killed one passed the gate twice
    for before, after in pairwise(slots):
        assert after.during.lower - before.during.lower >= timedelta(seconds=5)
    # What the gate has stored is when the work did begin.
    begun = Attempt.objects.order_by("started_at").values_list("job_id", "started_at")
    assert list(begun) == [(slot.job_id, slot.during.lower) for slot in slots]
    judge_order(watch)
    # Each id once, also those of the batch that was begun twice.
    for (_, _, count), ingestion in zip(REQUESTS, watch.asked, strict=True):
        fetched = FetchedId.objects.filter(batch__ingestion=ingestion).order_by("batch__position", "place")
        assert list(fetched.values_list("number", flat=True)) == list(range(1, count + 1))
