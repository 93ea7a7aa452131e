"""How long records are kept as they were sent."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length

from docprocessor.ingestion.models import RecordJob
from docprocessor.jobs.retention import Amount, Rule, ended, walk


class Payloads(Rule):
    """Records as they were sent; what went in stays in its dataset, and what did not is told in the job's errors."""

    name: ClassVar[str] = "records"
    sentence: ClassVar[str] = "records as they were sent, of jobs that have ended"
    setting: ClassVar[str] = "KEEP_FILES_DAYS"

    def count(self) -> Amount:
        """Return of how many jobs they would go, and their size."""
        found = self._jobs().aggregate(items=Count("pk"), size=Sum(Length("payload")))
        return Amount(found["items"], int(found["size"] or 0))

    def delete(self) -> Iterator[Amount]:
        """Delete them."""
        for job_ids in walk(self._jobs()):
            yield self._delete(job_ids)

    @transaction.atomic
    def _delete(self, job_ids: list[UUID]) -> Amount:
        # First held, then looked at: one that was waited for may have been tried again meanwhile.
        held = RecordJob.objects.select_for_update().filter(pk__in=job_ids).order_by("pk").values_list("pk", flat=True)
        going = self._jobs().filter(pk__in=list(held))
        sizes = dict(going.annotate(size=Length("payload")).values_list("pk", "size"))
        RecordJob.objects.filter(pk__in=sizes).update(payload=None)
        return Amount(len(sizes), sum(sizes.values()))

    def _jobs(self) -> QuerySet[RecordJob]:
        return RecordJob.objects.filter(ended(self.before()), payload__isnull=False)
