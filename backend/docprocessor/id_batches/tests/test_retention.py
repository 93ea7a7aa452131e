"""A request is kept whole, or not at all."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.id_batches.models import Batch, FetchedId, Ingestion
from docprocessor.id_batches.retention import Ingestions
from docprocessor.jobs import retention
from docprocessor.jobs.models import Event, Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _days(settings):
    settings.KEEP_JOBS_DAYS = 2


def age(days: float, **which) -> None:
    Job.objects.filter(finished_at__isnull=False, **which).update(finished_at=Now() - timedelta(days=days))


def test_it_goes_with_all_that_hangs_on_it_once_its_last_batch_has_had_its_time(ingest, work, work_all, api):
    old, young = ingest(1, 2, 3, 4), ingest(5, 6, 7, 8)
    work_all()
    age(3)
    age(1, id_batch__ingestion=young, id_batch__position=1)
    rule = Ingestions()
    assert rule.count().items == 1
    retention.run(lambda: False)
    # Of the one whose first batch alone is old, nothing is gone.
    assert list(Ingestion.objects.all()) == [young]
    assert (Batch.objects.count(), FetchedId.objects.count(), Job.objects.count()) == (2, 4, 2)
    assert not Event.objects.exclude(job__id_batch__ingestion=young).exists()
    assert api.get(f"/status/{old.pk}").status_code == 404
    assert api.get(f"/status/{young.pk}").json()["status"] == "completed"


def test_one_that_goes_on_is_kept_whole(ingest, work):
    ingestion = ingest(1, 2, 3, 4)
    work()
    age(3)
    retention.run(lambda: False)
    assert ingestion.batches.count() == 2


def test_for_ever(ingest, work, settings):
    settings.KEEP_JOBS_DAYS = 0
    ingest(1)
    work()
    age(3000)
    retention.run(lambda: False)
    assert Ingestion.objects.count() == 1
