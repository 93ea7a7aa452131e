"""Time that has passed, for tests of what is kept: by the database's clock, as everything that is stored."""

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, Rule, apply


def end_before(job: Job, *, days: float) -> None:
    """Let a job that has ended have done so so many days ago."""
    ended = Job.objects.filter(pk=job.pk, finished_at__isnull=False)
    assert ended.update(finished_at=Now() - timedelta(days=days), created_at=F("created_at") - timedelta(days=days))


def applied(rule: type[Rule]) -> Amount:
    """Apply a rule; what it says beforehand that would go is what goes."""
    expected = rule().count()
    removed = apply(rule())
    assert removed == expected
    assert rule().count() == Amount()
    return removed
