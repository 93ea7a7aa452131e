"""What is kept of requests for ids, and for how long."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from docprocessor.id_batches.models import Batch, Ingestion
from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, Rule, ended


class Ingestions(Rule):
    """A request goes with all its batches, when the last of them has had its time: nobody ever sees half of one."""

    name: ClassVar[str] = "id-ingestions"
    sentence: ClassVar[str] = "requests for ids that have ended, with their batches and results"
    setting: ClassVar[str] = "KEEP_JOBS_DAYS"

    def count(self) -> Amount:
        """Return how many requests would go."""
        return Amount(self._ingestions().count())

    def delete(self) -> Iterator[Amount]:
        """Delete them, one by one: each may have thousands of batches."""
        for ingestion_id in list(self._ingestions().order_by("pk").values_list("pk", flat=True)):
            yield Amount(self._delete(ingestion_id))

    @transaction.atomic
    def _delete(self, ingestion_id: UUID) -> int:
        # First held, then looked at: a batch that was waited for may have been tried again meanwhile.
        jobs = Job.objects.filter(id_batch__ingestion=ingestion_id)
        held = list(jobs.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        if not self._ingestions().filter(pk=ingestion_id).exists():
            return 0
        Job.objects.filter(pk__in=held).delete()
        Ingestion.objects.filter(pk=ingestion_id).delete()
        return 1

    def _ingestions(self) -> QuerySet[Ingestion]:
        over = Job.objects.filter(ended(self.before())).values("pk")
        going_on = Batch.objects.filter(ingestion=OuterRef("pk")).exclude(job__in=over)
        return Ingestion.objects.filter(~Exists(going_on))
