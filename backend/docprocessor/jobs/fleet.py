"""The workers that are there, as each of them says itself, every few seconds by the database's clock."""

from datetime import timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.functions import Now

from docprocessor.jobs.models import Worker

BEAT_SECONDS = 5
ALIVE_SECONDS = 15  # a worker that has said nothing for so long counts as dead
REMEMBERED_SECONDS = 3600  # a dead one is shown for so long


def _seen_within(seconds: int) -> Q:
    return Q(seen_at__gt=Now() - timedelta(seconds=seconds))


def workers() -> QuerySet[Worker]:
    """Return the workers, dead ones for a while too; each says whether it is `alive`."""
    alive = ExpressionWrapper(_seen_within(ALIVE_SECONDS), output_field=BooleanField())
    return Worker.objects.filter(_seen_within(REMEMBERED_SECONDS)).annotate(alive=alive).order_by("name")


def serving(queue: str) -> QuerySet[Worker]:
    """Return the workers that are alive, take jobs of a queue, and are not about to end."""
    return Worker.objects.filter(_seen_within(ALIVE_SECONDS), stopping=False, queues__contains=[queue])


def is_served(queue: str) -> bool:
    """Say whether a queue has such a worker."""
    return serving(queue).exists()


def concurrency(queue: str) -> int:
    """Return how many jobs of a queue its workers can run at the same time."""
    return serving(queue).aggregate(sum=Sum("concurrency"))["sum"] or 0
