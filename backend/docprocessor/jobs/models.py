"""A job, its statuses, and what is kept around it: attempts, events, gates, turns, workers, keys of requests."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from docprocessor.accounts.models import User, Workspace
from docprocessor.lib.ids import new_id


class Status(models.TextChoices):
    """Where a job stands; `lifecycle.MOVES` says what can follow what."""

    PENDING = "pending"
    PROCESSING = "processing"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


TERMINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})


class FailureKind(models.TextChoices):
    """What went wrong, by who can mend it."""

    INPUT = "input"  # what was sent cannot be read or does not fit
    VALIDATION = "validation"  # too much of it is not valid
    SYSTEM = "system"  # a fault of ours
    INFRASTRUCTURE = "infrastructure"  # something we stand on was not there
    TIMEOUT = "timeout"
    CRASHED = "crashed"  # the worker died on it, more than once


class Priority(models.IntegerChoices):
    """Lower goes first; any number from 0 to 100 will do, and these have names."""

    HIGH = 10
    NORMAL = 50
    LOW = 90


class Job(models.Model):
    """A piece of work that survives whoever does it. This row is the truth; a Celery message is a hint.

    ::

                     claim                  complete
        pending ───────────────▶ processing ─────────▶ completed
         │ ▲ ▲  ◀─────────────────┘  │ │ │
         │ │ │    hand back, retry,  │ │ └───fail────▶ failed ───┐
         │ │ │    lease expired      │ └─────cancel──▶ cancelled │
         │ │ │                       │                   ▲  │    │
         │ │ └───────── resume ── paused ◀── pause       │  │    │
         │ │                          └──── cancel ──────┤  │    │
         │ └──────────────────── retry ──────────────────┼──┴────┘
         └──────────────────────── cancel ───────────────┘

    Only `jobs.lifecycle` writes `status`. While a job is processing it is leased: every write of its
    progress names `lease_token`, which each claim raises, so a worker that lost the job cannot touch it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="jobs")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=50)
    title = models.CharField(max_length=255, blank=True)  # what tells it from others of its kind
    queue = models.CharField(max_length=50)
    priority = models.SmallIntegerField(
        default=Priority.NORMAL, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    params = models.JSONField(default=dict)
    # What it was run again from, with other parameters; and the job that takes back, or took, what it did.
    rerun_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="reruns")
    undone_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="undoes")

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING, editable=False)
    stage = models.CharField(max_length=30, default="queued")
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_failed = models.BigIntegerField(default=0)  # of those done
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(null=True)
    failure = models.JSONField(null=True)

    # Raised by every write that a reader may see: the number of its latest event, the ETag, the snapshot's age.
    version = models.BigIntegerField(default=0)
    attempt = models.IntegerField(default=0)
    crashes = models.IntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    lease_token = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    pause_requested_at = models.DateTimeField(null=True)
    # Not in the line before this; the claim and the sweeper take it away when it has come.
    run_after = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)  # when somebody was told that it runs and does not move

    created_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            # The claim: the first of each workspace and kind is the first entry of its part of this index.
            models.Index(
                fields=["queue", "workspace", "kind", "priority", "created_at", "id"],
                condition=Q(status="pending", run_after=None),
                name="job_line",
            ),
            models.Index(
                fields=["run_after"], condition=Q(status="pending", run_after__isnull=False), name="job_later"
            ),
            models.Index(fields=["lease_until"], condition=Q(status="processing"), name="job_leases"),
            models.Index(fields=["kind", "-finished_at"], condition=Q(status="completed"), name="job_durations"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_ended"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="job_history"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="job_leased_while_processing",
                condition=~Q(status="processing") | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_failure_when_failed",
                condition=~Q(status="failed") | Q(failure__isnull=False),
            ),
            models.CheckConstraint(
                name="job_finished_when_terminal",
                condition=Q(status__in=["completed", "failed", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["pending", "processing", "paused"], finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.status})"


class Outcome(models.TextChoices):
    """How an attempt ended; empty while it runs."""

    COMPLETED = "completed"
    FAILED = "failed"
    WILL_RETRY = "will_retry"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    HANDED_BACK = "handed_back"  # its worker was told to stop, or lost the database
    CRASHED = "crashed"  # its worker went silent


class Attempt(models.Model):
    """One worker's go at a job, from claim to end; kept as long as the job."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="attempts")
    token = models.BigIntegerField()  # of its lease
    number = models.IntegerField()  # several have the same number when one was handed back
    worker = models.CharField(max_length=200)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    failure = models.JSONField(null=True)
    # Where it began, and the last known step: its stage, and how many units were done.
    done_before = models.BigIntegerField()
    stage = models.CharField(max_length=30, blank=True)
    done = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "token"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} at {self.job_id}"


class EventType(models.TextChoices):
    PROGRESS = "progress"
    STATUS = "status"
    LOG = "log"


class Event(models.Model):
    """Something that happened to a job. Its number is the job's version then: events of a job become visible in
    their order, because each is written while the job's row is locked."""

    pk = models.CompositePrimaryKey("job", "number")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events", db_index=False)
    number = models.BigIntegerField()
    type = models.CharField(max_length=10, choices=EventType)
    attempt = models.IntegerField()
    at = models.DateTimeField(db_default=Now())
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.type} {self.number} of {self.job_id}"


class Gate(models.Model):
    """A named gate: of all jobs that pass it, at most one starts in any `every_ms`."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=50, unique=True)
    every_ms = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class GateSlot(models.Model):
    """A start at a gate, and how long it keeps the gate shut. Two that overlap cannot be stored."""

    id = models.BigAutoField(primary_key=True)
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="slots", db_index=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="slots")
    during = DateTimeRangeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="gate_slots_apart",
                expressions=[
                    # A range of one number, because GiST compares those without an extension.
                    (Func(F("gate"), F("gate"), Value("[]"), function="int4range"), RangeOperators.OVERLAPS),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.gate_id} {self.during}"


class Turn(models.Model):
    """When a workspace last had its turn in a queue: the one that waited longest goes next."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="turns")
    queue = models.CharField(max_length=50)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "queue"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.workspace_id} in {self.queue}"


class Worker(models.Model):
    """A worker that said it is alive; it says so again every few seconds."""

    name = models.CharField(primary_key=True, max_length=200)
    queues = models.JSONField()
    pool = models.CharField(max_length=20)
    concurrency = models.IntegerField()
    host = models.CharField(max_length=200)
    pid = models.IntegerField()
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    stopping = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """When something that is done now and then was done last, whichever scheduler did it."""

    name = models.CharField(primary_key=True, max_length=50)
    ran_at = models.DateTimeField()
    runs = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class RequestKey(models.Model):
    """An `Idempotency-Key`, and the first answer that was given to it; stored together with the job."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="request_keys")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.SmallIntegerField()
    headers = models.JSONField()
    body = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="request_key_once")]

    def __str__(self) -> str:
        return self.key
