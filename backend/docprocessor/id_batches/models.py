"""A request for ids, its batches, and what came of each id.

::

    Ingestion ──▶ Batch (a Job, up to three ids) ──▶ FetchedId, one for each id that was tried
                                                 └─▶ IdResult, one for each id: the same, or why there is none
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from docprocessor.accounts.models import User, Workspace
from docprocessor.jobs.models import Job, Priority
from docprocessor.lib.ids import new_id


class Ingestion(models.Model):
    """A request for ids, which are fetched in batches; how far it is, the jobs of its batches say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="id_ingestions")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    priority = models.SmallIntegerField(choices=Priority)
    id_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-created_at", "-id"], name="id_ingestion_history")]

    def __str__(self) -> str:
        return f"{self.id_count} ids {self.pk}"


class Batch(models.Model):
    """A few ids that are fetched one after the other: a job, whose parameters hold them, and its place in a request."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="id_batch")
    ingestion = models.ForeignKey(Ingestion, on_delete=models.CASCADE, related_name="batches", db_index=False)
    position = models.PositiveIntegerField()  # in its request, from 0

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ingestion", "position"], name="id_batch_position")]

    def __str__(self) -> str:
        return f"batch {self.position} of {self.ingestion_id}"


class FetchedId(models.Model):
    """What came of one id: what the source knows of it, or why it gave nothing. Stored once for each place in a
    batch, however often the batch was begun; an id that a request names twice is fetched twice."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="fetched", db_index=False)
    place = models.PositiveSmallIntegerField()  # in its batch, from 0
    number = models.PositiveIntegerField()  # the id itself
    data = models.JSONField(null=True)
    reason = models.TextField(blank=True)  # why it failed; empty when it did not
    fetched_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "place"], name="id_fetched_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.batch_id}"


class IdStatus(models.TextChoices):
    """What came of an id."""

    WAITING = "waiting"  # its batch has not come to it yet
    FETCHED = "fetched"
    FAILED = "failed"  # the source gave nothing for it, or its batch failed before it
    CANCELLED = "cancelled"  # its batch was cancelled before it


class IdResult(models.Model):
    """What came of each id of a request, in the request's order: a view, which also shows the ids that nothing has
    come of yet, or never will. Its text stands in the first migration."""

    pk = models.CompositePrimaryKey("batch", "place")
    ingestion = models.ForeignKey(Ingestion, on_delete=models.DO_NOTHING, related_name="results")
    batch = models.ForeignKey(Batch, on_delete=models.DO_NOTHING, related_name="+")
    place = models.BigIntegerField()  # in its request, from 0
    number = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=IdStatus)
    data = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "id_batches_result"

    def __str__(self) -> str:
        return f"{self.number}: {self.status}"
