"""A job and its statuses."""

from typing import ClassVar

from django.db import models
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
    """Lower goes first."""

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
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    params = models.JSONField(default=dict)

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING, editable=False)
    stage = models.CharField(max_length=30, default="queued")
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_failed = models.BigIntegerField(default=0)  # of those done
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(null=True)
    failure = models.JSONField(null=True)

    attempt = models.IntegerField(default=0)
    crashes = models.IntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    lease_token = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    run_after = models.DateTimeField(null=True)

    created_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            # The claim: the best pending job of a queue is the first entry of its part of this index.
            models.Index(
                fields=["queue", "priority", "created_at", "id"],
                condition=models.Q(status="pending"),
                name="job_line",
            ),
            models.Index(fields=["lease_until"], condition=models.Q(status="processing"), name="job_leases"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="job_history"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="job_leased_while_processing",
                condition=~models.Q(status="processing") | models.Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_failure_when_failed",
                condition=~models.Q(status="failed") | models.Q(failure__isnull=False),
            ),
            models.CheckConstraint(
                name="job_finished_when_terminal",
                condition=models.Q(status__in=["completed", "failed", "cancelled"], finished_at__isnull=False)
                | models.Q(status__in=["pending", "processing", "paused"], finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.status})"
