"""What of jobs is kept, and for how long."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle, retention
from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import Event, Gate, GateSlot, Job, RequestKey, Status, Worker
from docprocessor.jobs.retention import Amount
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.ageing import applied, end_before

pytestmark = pytest.mark.django_db

ENDED = [Status.COMPLETED, Status.FAILED, Status.CANCELLED]
GOES_ON = [Status.PENDING, Status.PROCESSING, Status.PAUSED]


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    settings.KEEP_EVENTS_DAYS = settings.KEEP_JOBS_DAYS = 30


def record(job: Job, events: int = 3) -> None:
    Event.objects.filter(job=job).delete()
    Event.objects.bulk_create(Event(job=job, number=n, type="log", attempt=1, data={}) for n in range(events))


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_a_job_that_has_ended_is_kept_for_its_time(workspace, status, days, kept):
    job = factories.in_status(workspace, status)
    end_before(job, days=days)
    assert applied(retention.FinishedJobs) == Amount(not kept)
    assert Job.objects.filter(pk=job.pk).exists() == kept
    assert Event.objects.filter(job_id=job.pk).exists() == kept


@pytest.mark.parametrize("status", GOES_ON)
@pytest.mark.parametrize("rule", [retention.FinishedJobs, retention.Events])
def test_one_that_goes_on_is_kept_with_all_it_said_however_old(workspace, status, rule):
    job = factories.in_status(workspace, status)
    Job.objects.filter(pk=job.pk).update(created_at="2001-01-01T00:00Z", started_at="2001-01-01T00:00Z")
    record(job)
    assert applied(rule) == Amount()


def test_one_that_was_tried_again_goes_on(workspace):
    job = factories.in_status(workspace, Status.FAILED)
    end_before(job, days=99)
    lifecycle.retry(job)
    assert applied(retention.FinishedJobs) == Amount()


def test_events_go_before_their_job_and_leave_it_as_it_is(workspace, monkeypatch):
    """More jobs than are looked at together, and more events than go together."""
    monkeypatch.setattr(retention, "JOBS_AT_ONCE", 2)
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 5)
    old = [factories.in_status(workspace, Status.COMPLETED) for _ in range(5)]
    for number, job in enumerate(old):
        end_before(job, days=31)
        record(job, events=number * 3)
    young = factories.in_status(workspace, Status.COMPLETED)
    record(young)
    before = list(Job.objects.order_by("pk").values())
    assert applied(retention.Events) == Amount(0 + 3 + 6 + 9 + 12)
    assert list(Event.objects.values_list("job", flat=True)) == [young.pk] * 3
    assert list(Job.objects.order_by("pk").values()) == before


def test_many_jobs_go_and_what_names_them_forgets_them(workspace, monkeypatch):
    monkeypatch.setattr(retention, "JOBS_AT_ONCE", 2)
    old = [factories.in_status(workspace, Status.COMPLETED) for _ in range(5)]
    for job in old:
        end_before(job, days=31)
    again = factories.pending(workspace, rerun_of=old[0])
    assert applied(retention.FinishedJobs) == Amount(5)
    assert list(Job.objects.all()) == [again]
    assert Job.objects.get().rerun_of is None


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.PAUSED])
def test_a_job_is_kept_while_it_is_being_undone(workspace, status):
    undo = factories.in_status(workspace, status)
    job = factories.in_status(workspace, Status.COMPLETED)
    Job.objects.filter(pk=job.pk).update(undone_by=undo)
    end_before(job, days=99)
    assert applied(retention.FinishedJobs) == Amount()


@pytest.mark.parametrize("status", ENDED)
def test_what_undid_a_job_goes_after_it(workspace, status):
    """Else the job would look as if it could be undone again."""
    undo, job = (factories.in_status(workspace, each) for each in (status, Status.COMPLETED))
    Job.objects.filter(pk=job.pk).update(undone_by=undo)
    end_before(undo, days=99)
    assert applied(retention.FinishedJobs) == Amount()
    end_before(job, days=99)
    list(retention.FinishedJobs().delete())
    list(retention.FinishedJobs().delete())
    assert not Job.objects.exists()


def test_what_a_kind_keeps_elsewhere_goes_in_the_same_transaction(committed, workspace, monkeypatch):
    forgotten: list[Job] = []

    def forget(job: Job) -> None:
        forgotten.append(job)
        Gate.objects.create(name="once", every_ms=1)  # the second job finds it there

    monkeypatch.setattr(kinds()["csv_import"], "forget", forget)
    for _ in range(2):
        end_before(factories.in_status(workspace, Status.COMPLETED), days=31)
    Job.objects.update(kind="csv_import")
    with pytest.raises(IntegrityError):
        retention.apply(retention.FinishedJobs())
    assert len(forgotten) == 2
    assert Job.objects.count() == 2
    assert not Gate.objects.exists()


def test_a_job_whose_kind_is_gone_can_go(workspace):
    end_before(factories.in_status(workspace, Status.COMPLETED), days=31)
    Job.objects.update(kind="of_an_extension_that_was_removed")
    assert applied(retention.FinishedJobs) == Amount(1)


@pytest.mark.parametrize(("hours", "kept"), [(23.9, True), (24.1, False)])
def test_request_keys(workspace, hours, kept):
    key = RequestKey.objects.create(workspace=workspace, key="k", fingerprint="f", status=202, headers={}, body={})
    RequestKey.objects.filter(pk=key.pk).update(created_at=Now() - timedelta(hours=hours))
    assert applied(retention.RequestKeys) == Amount(not kept)


@pytest.mark.parametrize(("minutes", "kept"), [(59, True), (61, False)])
def test_workers(minutes, kept):
    Worker.objects.create(name="w", queues=[], pool="prefork", concurrency=1, host="h", pid=1)
    Worker.objects.update(seen_at=Now() - timedelta(minutes=minutes))
    assert applied(retention.Workers) == Amount(not kept)


def test_starts_at_gates(monkeypatch):
    """Only long after they have let the next one pass: those that still keep a gate shut are its limit."""
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    gate = Gate.objects.create(name="g", every_ms=5_000)
    with connection.cursor() as cursor:
        for begins, ends in ((-30, -29), (-28, -27), (-26, -25), (-25, -23), (-1, 1), (1, 2)):
            cursor.execute(
                "INSERT INTO jobs_gateslot (gate_id, during)"
                " VALUES (%s, tstzrange(now() + make_interval(hours => %s), now() + make_interval(hours => %s)))",
                [gate.pk, begins, ends],
            )
    assert applied(retention.GateSlots) == Amount(3)
    assert GateSlot.objects.filter(during__endswith__gt=Now() - timedelta(hours=24)).count() == 3
