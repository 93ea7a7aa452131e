"""Many jobs that are submitted, or cancelled, in one statement: each is as if it had been alone."""

import pytest
from django.forms.models import model_to_dict

from docprocessor.jobs import lifecycle, queue
from docprocessor.jobs.lifecycle import Part
from docprocessor.jobs.models import Event, Job, Priority, Status
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db


def pattern(workspace, user) -> Job:
    return Job(workspace=workspace, created_by=user, kind="plain", queue="imports", priority=Priority.HIGH)


def test_each_is_as_if_it_had_been_alone(workspace, user):
    alone = pattern(workspace, user)
    alone.title, alone.params, alone.progress_total = "two", {"n": "2 %s"}, 2
    lifecycle.submit(alone)
    parts = [Part("one", {"n": "1"}, 1), Part("two", {"n": "2 %s"}, 2), Part("three", {})]
    ids = lifecycle.submit_all(pattern(workspace, user), parts)
    stored = {job.pk: job for job in Job.objects.filter(pk__in=ids)}
    assert [stored[each].title for each in ids] == ["one", "two", "three"]
    assert [stored[each].progress_total for each in ids] == [1, 2, 0]
    # All but its name and its moments, and those are the same for all that came together.
    fields = [
        field.name for field in Job._meta.fields if field.name not in ("id", "created_at", "queued_at", "updated_at")
    ]
    alone.refresh_from_db()
    second = stored[ids[1]]
    assert {name: getattr(second, name) for name in fields} == {name: getattr(alone, name) for name in fields}
    assert len({(job.created_at, job.queued_at) for job in stored.values()}) == 1
    told = {event.job_id: (event.number, event.type, event.attempt, event.data) for event in Event.objects.all()}
    assert told[ids[1]] == told[alone.pk]
    assert len(told) == 4


def test_they_stand_in_their_order_and_one_hint_tells_of_them(
    workspace, user, monkeypatch, django_capture_on_commit_callbacks
):
    hints = []
    monkeypatch.setattr(queue, "hint", hints.append)
    with django_capture_on_commit_callbacks(execute=True):
        ids = lifecycle.submit_all(pattern(workspace, user), [Part(str(n), {}) for n in range(200)])
    assert hints == ["imports"]
    taken = []
    while (lease := lifecycle.claim("imports", worker="test")) is not None:
        taken.append(lease.job_id)
    assert taken == ids


def test_all_are_cancelled_whatever_they_do(workspace):
    jobs = {status: factories.in_status(workspace, status) for status in Status}
    before = {status: model_to_dict(job) for status, job in jobs.items()}
    lifecycle.request_cancel_of_all(Job.objects.filter(workspace=workspace))
    for status, job in jobs.items():
        job.refresh_from_db()
        match status:
            case Status.PENDING | Status.PAUSED:
                assert (job.status, job.stage) == (Status.CANCELLED, "done")
                assert job.finished_at is not None
                last = job.events.order_by("number").last()
                assert (last.number, last.data["status"]) == (job.version, "cancelled")
            case Status.PROCESSING:
                assert job.status == status
                assert job.cancel_requested_at is not None
            case _:
                assert model_to_dict(job) == before[status]


def test_who_keeps_an_older_one_is_told(workspace, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(lifecycle.announcements, "announce_all", told.extend)
    jobs = [factories.pending(workspace) for _ in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.request_cancel_of_all(Job.objects.all())
    assert sorted(told) == sorted((job.pk, 2) for job in jobs)
