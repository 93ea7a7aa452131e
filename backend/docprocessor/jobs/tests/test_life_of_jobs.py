"""Any sequence of commands, of owners, workers, crashes and time: what a plain model of the rules would make of it."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.jobs import lifecycle
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.lifecycle import Lease, LeaseLost
from docprocessor.jobs.models import TERMINAL, Attempt, EventType, Job, Outcome, Status
from docprocessor.jobs.tests import factories
from docprocessor.lib.problems import AppError

MAX_CRASHES = 3
ENDED = {"completed", "failed", "cancelled"}


class Refused(Exception):
    """The rules do not allow it."""


@dataclass
class ModelJob:
    """The rules, told once more and without a database."""

    status: str = "pending"
    attempt: int = 0
    crashes: int = 0
    done: int = 0
    crashed_at: list[int] = field(default_factory=list)
    cancel: bool = False
    pause: bool = False
    later: bool = False
    ends: int = 0

    def go(self, status: str) -> None:
        self.status = status
        self.ends += status in ENDED
        if status == "paused":
            self.pause = False

    def stopped_or(self, status: str) -> str:
        return "cancelled" if self.cancel else "paused" if self.pause else status

    # What a worker does, with the job that it holds.

    def complete(self) -> None:
        self.go("completed")

    def fail(self) -> None:
        self.go("failed")

    def fail_for_now(self) -> None:
        self.go(self.stopped_or("pending"))
        self.later = self.status == "pending"

    def hand_back(self) -> None:
        self.attempt -= 1
        self.go(self.stopped_or("pending"))

    def progress(self) -> None:
        self.done += 1

    def heed(self) -> None:
        """Its worker looks whether it is to stop."""
        if self.cancel:
            self.go("cancelled")
        elif self.pause:
            self.attempt -= 1
            self.go("paused")

    def crash(self) -> None:
        again = any(self.done <= before for before in self.crashed_at)
        self.crashes = self.crashes + 1 if again else 1
        self.crashed_at.append(self.done)
        self.go(self.stopped_or("failed" if self.crashes >= MAX_CRASHES else "pending"))

    # What its owner asks.

    def ask_cancel(self) -> None:
        if self.status in ENDED:
            raise Refused
        if self.status == "processing":
            self.cancel = True
        else:
            self.go("cancelled")

    def ask_pause(self) -> None:
        if self.status == "pending":
            self.go("paused")
        elif self.status == "processing":
            self.pause = True
        else:
            raise Refused

    def ask_resume(self) -> None:
        if self.status == "paused":
            self.go("pending")
            self.later = False
        elif self.status == "processing" and self.pause:
            self.pause = False
        else:
            raise Refused

    def ask_retry(self) -> None:
        if self.status not in ("failed", "cancelled"):
            raise Refused
        self.go("pending")
        self.crashes, self.cancel, self.pause, self.later = 0, False, False, False


BY_WORKER = ("complete", "fail", "fail_for_now", "hand_back", "progress", "heed", "crash")
BY_OWNER = ("ask_cancel", "ask_pause", "ask_resume", "ask_retry")


class Life:
    """The model and the real thing, side by side."""

    def __init__(self, workspace) -> None:
        self.workspace = workspace
        self.models: list[ModelJob] = []
        self.jobs: list[Job] = []
        self.leases: dict[int, list[Lease]] = {}

    def do(self, command: str, number: int) -> None:
        if command == "submit":
            self.models.append(ModelJob())
            self.jobs.append(factories.pending(self.workspace))
        elif command == "claim":
            self.claim()
        elif command == "time":
            Job.objects.update(run_after=None)
            for model in self.models:
                model.later = False
        elif not self.jobs:
            return
        elif command == "zombie":
            self.zombie(number % len(self.jobs))
        elif command in BY_OWNER:
            self.by_owner(command, number % len(self.jobs))
        else:
            held = [n for n, model in enumerate(self.models) if model.status == "processing"]
            if held:
                self.by_worker(command, held[number % len(held)])

    def claim(self) -> None:
        waiting = [n for n, model in enumerate(self.models) if model.status == "pending" and not model.later]
        lease = lifecycle.claim("imports", worker="test")
        assert (lease and lease.job_id) == (self.jobs[waiting[0]].pk if waiting else None)
        if lease:
            self.models[waiting[0]].attempt += 1
            self.models[waiting[0]].go("processing")
            self.leases.setdefault(waiting[0], []).append(lease)

    def by_worker(self, command: str, n: int) -> None:
        lease, job = self.leases[n][-1], self.jobs[n]
        model = self.models[n]
        match command:
            case "complete":
                lifecycle.complete(lease, None)
            case "fail":
                lifecycle.fail(lease, factories.FAILURE)
            case "fail_for_now":
                lifecycle.try_again(lease, factories.FAILURE, tries=99)
            case "hand_back":
                lifecycle.hand_back(lease)
            case "progress":
                JobContext(lease).advance(done=1)
            case "heed" if model.cancel:
                lifecycle.cancelled(lease)
            case "heed" if model.pause:
                lifecycle.paused(lease)
            case "crash":
                factories.crash(job)
        getattr(model, command)()

    def by_owner(self, command: str, n: int) -> None:
        acts = {
            "ask_cancel": lifecycle.request_cancel,
            "ask_pause": lifecycle.request_pause,
            "ask_resume": lifecycle.resume,
            "ask_retry": lifecycle.retry,
        }
        try:
            getattr(self.models[n], command)()
        except Refused:
            with pytest.raises(AppError):
                acts[command](self.jobs[n])
        else:
            acts[command](self.jobs[n])

    def zombie(self, n: int) -> None:
        """Every lease but the one that is held is refused, whatever it tries."""
        held = self.models[n].status == "processing"
        leases = self.leases.get(n, [])
        for old in leases[:-1] if held else leases:
            for write in (lambda lease: JobContext(lease).advance(done=1), lifecycle.hand_back):
                with pytest.raises(LeaseLost):
                    write(old)

    def check(self) -> None:
        for model, job in zip(self.models, Job.objects.order_by("created_at", "id"), strict=True):
            real = (job.status, job.attempt, job.crashes, job.progress_done, job.run_after is not None)
            assert real == (model.status, model.attempt, model.crashes, model.done, model.later)
            if model.status == "processing":
                asked = (job.cancel_requested_at is not None, job.pause_requested_at is not None)
                assert asked == (model.cancel, model.pause)

    def check_history(self) -> None:
        for model, known in zip(self.models, self.jobs, strict=True):
            job = Job.objects.get(pk=known.pk)
            events = list(job.events.order_by("number"))
            statuses = [event.data["status"] for event in events if event.type == EventType.STATUS]
            assert statuses[-1] == job.status
            assert all(one != other for one, other in pairwise(statuses))
            assert sum(status in TERMINAL for status in statuses) == model.ends
            running = Attempt.objects.filter(job=job, ended_at=None)
            assert running.count() == (job.status == Status.PROCESSING)
            assert not Attempt.objects.filter(job=job, ended_at__isnull=False, outcome="").exists()
            assert job.attempts.filter(outcome=Outcome.CRASHED).count() == len(model.crashed_at)


# A job can be run only once it is claimed, so that every other command is a claim, in the mean.
COMMANDS = st.sampled_from(["submit", "time", "zombie", *BY_WORKER, *BY_OWNER, *BY_OWNER]) | st.just("claim")


@pytest.mark.django_db
@given(commands=st.lists(st.tuples(COMMANDS, st.integers(0, 3)), min_size=30, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_life(workspace, settings, commands):
    settings.JOB_MAX_CRASHES = MAX_CRASHES
    with transaction.atomic():
        life = Life(workspace)
        life.do("submit", 0)
        for command, number in commands:
            life.do(command, number)
            life.check()
        life.check_history()
        transaction.set_rollback(True)
