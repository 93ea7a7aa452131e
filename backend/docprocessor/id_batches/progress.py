"""How far requests for ids are, by the jobs of their batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from docprocessor.id_batches.batching import Word
from docprocessor.id_batches.models import Batch, Ingestion
from docprocessor.jobs.models import TERMINAL, Status

OVER = Q(job__status__in=TERMINAL)
BEGUN = OVER | Q(job__started_at__isnull=False)


@dataclass(frozen=True)
class Progress:
    """Batches by their word; those that failed or were cancelled are among the completed. And ids that came, or did
    not: the rest of a request's ids have not been tried."""

    total: int = 0
    yet_to_start: int = 0
    triggered: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    ids_fetched: int = 0
    ids_failed: int = 0
    finished_at: datetime | None = None

    @property
    def status(self) -> Word:
        """The word for the whole request."""
        for word, count in ((Word.COMPLETED, self.completed), (Word.YET_TO_START, self.yet_to_start)):
            if count == self.total:
                return word
        return Word.TRIGGERED


def progress_of(ingestion_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """Return how far each of some requests is."""
    counted = (
        Batch.objects.filter(ingestion__in=list(ingestion_ids))
        .values("ingestion")
        .annotate(
            total=Count("pk"),
            begun=Count("pk", filter=BEGUN),
            completed=Count("pk", filter=OVER),
            failed=Count("pk", filter=Q(job__status=Status.FAILED)),
            cancelled=Count("pk", filter=Q(job__status=Status.CANCELLED)),
            ids_done=Sum("job__progress_done"),
            ids_failed=Sum("job__progress_failed"),
            ended=Max("job__finished_at"),
        )
    )
    return {
        row["ingestion"]: Progress(
            total=row["total"],
            yet_to_start=row["total"] - row["begun"],
            triggered=row["begun"] - row["completed"],
            completed=row["completed"],
            failed=row["failed"],
            cancelled=row["cancelled"],
            ids_fetched=row["ids_done"] - row["ids_failed"],
            ids_failed=row["ids_failed"],
            finished_at=row["ended"] if row["completed"] == row["total"] else None,
        )
        for row in counted
    }


def with_status(ingestions: QuerySet[Ingestion], word: str) -> QuerySet[Ingestion]:
    """Keep the requests for which that is the word."""
    batches = Batch.objects.filter(ingestion=OuterRef("pk"))
    begun, unfinished = Exists(batches.filter(BEGUN)), Exists(batches.exclude(OVER))
    match word:
        case Word.YET_TO_START:
            return ingestions.filter(~begun)
        case Word.COMPLETED:
            return ingestions.filter(~unfinished)
        case _:
            return ingestions.filter(begun, unfinished)
