"""The external call: when it is made, and what becomes of a job when it fails."""

import time

import pytest
from django.core.checks import Error

from docprocessor.ingestion import external_call, loading
from docprocessor.ingestion.kind import RecordIngest
from docprocessor.ingestion.tests.conftest import student
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Attempt, Job

pytestmark = pytest.mark.django_db

RECORDS = [student(number) for number in range(1, 251)]


@pytest.fixture
def calls(monkeypatch, settings):
    """Calls made so far, by what was loaded then; `fail[n]` is how often the one after n records is to fail."""
    settings.EXTERNAL_CALL_SECONDS = 0.5
    made: list[int] = []
    fail: dict[int, int] = {}

    def call(*, key, records, pause):
        after = int(key.rpartition("/")[2])
        made.append(after)
        assert [record["student_id"] for record in records] == [
            record["student_id"] for record in RECORDS[(after - 1) // 100 * 100 : after]
        ]
        if fail.get(after, 0) > 0:
            fail[after] -= 1
            raise ConnectionError("not there")

    monkeypatch.setattr(external_call, "simulated", call)
    return made, fail


def until_done(work, job: Job) -> Job:
    while (job := work(job)).status == "pending":
        pass
    return job


def test_it_is_made_after_every_hundred_and_after_the_rest(calls, send, work):
    assert work(send(RECORDS)).status == "completed"
    assert calls[0] == [100, 200, 250]


def test_a_setting_of_0_leaves_it_out(calls, send, work, settings):
    settings.EXTERNAL_CALL_SECONDS = 0
    work(send(RECORDS))
    assert calls[0] == []


def test_one_that_fails_is_made_again_and_nothing_is_loaded_twice(calls, send, work, students):
    """Five times at each of two calls: each is counted by itself."""
    made, fail = calls
    fail |= {100: 5, 200: 5}
    job = until_done(work, send(RECORDS))
    assert (job.status, job.attempt, job.progress_done) == ("completed", 11, 250)
    assert job.result == {
        "dataset": "students",
        "inserted": 250,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
    }
    assert made == [100] * 6 + [200] * 6 + [250]
    assert len(students()) == 250


def test_after_five_retries_of_one_call_the_job_fails(calls, send, work, status, api, students):
    made, fail = calls
    fail[200] = 6
    job = until_done(work, send(RECORDS))
    assert made == [100] + [200] * 6
    assert job.status == "failed"
    assert job.failure == {
        "kind": "infrastructure",
        "code": "external_call_failed",
        "message": "The external call after record 200 failed. The records up to it have been seen to.",
        "line": None,
        "retryable": True,
    }
    assert (status(job)["status"], status(job)["processed_records"]) == ("FAILED", 200)
    # By hand it goes on where it was, with all its tries anew.
    fail[200] = 5
    assert api.post(f"/api/jobs/{job.pk}/retry/").status_code == 202
    job = until_done(work, job)
    assert job.status == "completed"
    assert made == [100] + [200] * 12 + [250]
    assert len(students()) == 250


def test_each_try_waits_longer(calls, send, work, monkeypatch):
    """Full jitter: anything from nothing to 2, 4, 8, 16, 32 seconds."""
    asked = []
    try_again = lifecycle.try_again
    monkeypatch.setattr(
        lifecycle,
        "try_again",
        lambda lease, failure, *, tries: (asked.append(tries), try_again(lease, failure, tries=tries)),
    )
    calls[1][100] = 5
    until_done(work, send(RECORDS[:100]))
    assert asked == [1, 2, 3, 4, 5]
    waits = [
        (later.started_at - sooner.ended_at).total_seconds()
        for sooner, later in zip(*[Attempt.objects.order_by("token")[s:] for s in (0, 1)], strict=False)
    ]
    assert len(waits) == 5


@pytest.mark.parametrize("act", [lifecycle.request_cancel, lifecycle.request_pause])
def test_what_it_is_asked_is_heeded_while_it_waits(send, work, settings, monkeypatch, act, status, students):
    settings.EXTERNAL_CALL_SECONDS = 600
    job = send(RECORDS)
    monkeypatch.setattr("docprocessor.jobs.context.LOOK_EVERY_SECONDS", 0.0)
    pause = loading._Run._pause

    def asked_meanwhile(self, seconds):
        act(job)
        pause(self, seconds)

    monkeypatch.setattr(loading._Run, "_pause", asked_meanwhile)
    began = time.monotonic()
    job = work(job)
    assert time.monotonic() - began < 60
    assert job.status in ("cancelled", "paused")
    assert (status(job)["processed_records"], len(students())) == (100, 100)


def test_records_of_the_last_batch_that_no_call_was_made_for_get_theirs(calls, send, work):
    """As when the worker died in the middle of the last call."""
    job = work(send(RECORDS))
    assert job.checkpoint["called"] == 200
    assert calls[0][-1] == 250


def test_a_call_that_is_not_there_is_noticed_at_start(settings):
    settings.EXTERNAL_CALL = "docprocessor.nowhere.call"
    [found] = external_call.check_external_call(None)
    assert isinstance(found, Error)
    assert "docprocessor.nowhere.call" in found.msg


def test_other_kinds_have_threads_too():
    assert RecordIngest.limit == 10
