"""Who works, on what, and what there is to do, as anybody with a key may ask."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models.functions import Coalesce, Now

from docprocessor.jobs import fleet, lifecycle, traffic
from docprocessor.jobs.models import Job, Status
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db


def at_work(workspace, worker, **fields):
    job, lease = factories.processing(workspace, **fields)
    Job.objects.filter(pk=job.pk).update(worker=worker)
    return job, lease


def queue_of(api, name):
    listed = api.get("/api/queues/").json()
    assert [queue["name"] for queue in listed] == ["imports", "default", "reports"]
    return next(queue for queue in listed if queue["name"] == name)


def ended(workspace, *, minutes_ago, waited=1.0, status=Status.COMPLETED, queue="imports"):
    """A job that ended so long ago, after it had waited for so many seconds."""
    job = factories.in_status(workspace, status)
    Job.objects.filter(pk=job.pk).update(
        queue=queue,
        finished_at=Now() - timedelta(minutes=minutes_ago),
        queued_at=Coalesce("started_at", "queued_at") - timedelta(seconds=waited),
    )


def test_a_worker_and_what_it_is_on(api, workspace):
    factories.worker("imports", name="one@here", host="box", pid=12, concurrency=4)
    job, _ = at_work(workspace, "one@here", title="people.csv")
    [worker] = api.get("/api/workers/").json()
    for moment in ("started_at", "seen_at"):
        assert datetime.fromisoformat(worker.pop(moment)).tzinfo
    [shown] = worker.pop("jobs")
    assert worker == {
        "name": "one@here",
        "queues": ["imports"],
        "pool": "prefork",
        "concurrency": 4,
        "host": "box",
        "pid": 12,
        "alive": True,
        "stopping": False,
        "other_jobs": 0,
    }
    assert (shown["id"], shown["kind"], shown["title"]) == (str(job.pk), "plain", "people.csv")
    assert datetime.fromisoformat(shown["started_at"]) == job.started_at


def test_of_other_workspaces_only_the_number_is_told(api, workspace, make_workspace):
    other, _ = make_workspace("other")
    for name in ("one@here", "two@here"):
        factories.worker("imports", name=name)
    ours, _ = at_work(workspace, "two@here")
    at_work(other, "two@here", title="their secret")
    at_work(other, "two@here", title="their secret")
    answer = api.get("/api/workers/")
    one, two = answer.json()
    assert (one["jobs"], one["other_jobs"]) == ([], 0)
    assert ([job["id"] for job in two["jobs"]], two["other_jobs"]) == ([str(ours.pk)], 2)
    assert "their secret" not in answer.content.decode()


def test_a_silent_worker_is_shown_as_dead_for_an_hour(api):
    for name, silent in (("a", fleet.ALIVE_SECONDS - 5), ("b", fleet.ALIVE_SECONDS), ("c", fleet.REMEMBERED_SECONDS)):
        factories.worker("imports", name=name, seen_at=Now() - timedelta(seconds=silent))
    assert [(worker["name"], worker["alive"]) for worker in api.get("/api/workers/").json()] == [
        ("a", True),
        ("b", False),
    ]


def test_what_waits_and_what_runs(api, workspace, make_workspace):
    other, _ = make_workspace("other")
    at_work(workspace, "one@here")
    waiting = [factories.pending(owner) for owner in (workspace, other, other)]
    Job.objects.filter(pk=waiting[1].pk).update(queued_at=Now() - timedelta(seconds=90))
    factories.pending(workspace, run_after=Now() + timedelta(hours=1), queued_at=Now() - timedelta(hours=9))
    factories.in_status(workspace, Status.PAUSED)
    imports, reports = queue_of(api, "imports"), queue_of(api, "reports")
    assert (imports["waiting"], imports["later"], imports["running"]) == (3, 1, 1)
    assert 80 < imports["oldest_wait_seconds"] < 1000
    assert (reports["waiting"], reports["later"], reports["running"]) == (0, 0, 0)
    assert reports["oldest_wait_seconds"] is None


def test_only_workers_that_take_jobs_are_counted(api):
    factories.worker("imports", name="a", concurrency=2)
    factories.worker("imports", name="b", concurrency=3)
    factories.worker("imports", name="dead", seen_at=Now() - timedelta(seconds=fleet.ALIVE_SECONDS))
    factories.worker("imports", name="stopping", stopping=True)
    factories.worker("default", name="c", concurrency=32)
    counted = {queue["name"]: (queue["workers"], queue["concurrency"]) for queue in api.get("/api/queues/").json()}
    assert counted == {"imports": (2, 5), "default": (1, 32), "reports": (0, 0)}


def test_the_last_hour_in_five_minutes_each(api, workspace):
    for minutes_ago in (1, 1, 4, 6, 59, 61):
        ended(workspace, minutes_ago=minutes_ago)
    buckets = queue_of(api, "imports")["throughput"]
    assert [bucket["finished"] for bucket in buckets] == [1, *[0] * 9, 1, 3]
    assert [bucket["per_minute"] for bucket in buckets[-2:]] == [0.2, 0.6]
    since = [datetime.fromisoformat(bucket["since"]) for bucket in buckets]
    assert {later - earlier for earlier, later in pairwise(since)} == {timedelta(minutes=5)}
    assert not any(bucket["finished"] for bucket in queue_of(api, "reports")["throughput"])


def test_how_long_they_had_waited(api, workspace):
    """The median of those that began; whatever has been put back in the line after it had begun is left out."""
    for waited in (1, 2, 30):
        ended(workspace, minutes_ago=2, waited=waited)
    ended(workspace, minutes_ago=2, waited=-100)  # failed once, and tried again by hand
    ended(workspace, minutes_ago=2, status=Status.CANCELLED)  # never began
    last = queue_of(api, "imports")["throughput"][-1]
    assert (last["finished"], last["median_wait_seconds"]) == (5, 2.0)


def test_how_many_waited(api, workspace):
    """At the end of each part of the hour: what had come by then and had not left."""

    def job(status, *, came, began=None, ended=None):
        made = factories.in_status(workspace, status)
        moments = {"queued_at": came, "started_at": began, "finished_at": ended}
        ago = {name: minutes and Now() - timedelta(minutes=minutes) for name, minutes in moments.items()}
        Job.objects.filter(pk=made.pk).update(**ago)

    job(Status.PENDING, came=22)
    job(Status.PENDING, came=500)
    job(Status.PROCESSING, came=33, began=12)
    job(Status.COMPLETED, came=33, began=28, ended=3)
    job(Status.CANCELLED, came=43, ended=33)  # never began
    job(Status.COMPLETED, came=90, began=80, ended=70)  # before this hour
    factories.pending(workspace, run_after=Now() + timedelta(hours=1), queued_at=Now() - timedelta(minutes=30))
    waiting = [bucket["waiting"] for bucket in queue_of(api, "imports")["throughput"]]
    #                  55 50 45 40 35 30 25 20 15 10  5  0 minutes ago
    assert waiting == [1, 1, 1, 2, 2, 3, 2, 3, 3, 2, 2, 2]
    assert [bucket["waiting"] for bucket in queue_of(api, "reports")["throughput"]] == [0] * 12


def test_what_ended_lately_is_found_by_its_index(workspace):
    """Whatever else has ended, and however long ago."""
    job, lease = factories.processing(workspace)
    lifecycle.complete(lease, None)
    with connection.cursor() as cursor:
        columns = ", ".join(
            f'"{field.column}"' for field in Job._meta.local_fields if field.column not in ("id", "finished_at")
        )
        cursor.execute(
            f"INSERT INTO jobs_job (id, finished_at, {columns}) SELECT gen_random_uuid(), now() - interval '2 hours',"
            f" {columns} FROM jobs_job, generate_series(1, 20000) WHERE id = %s",
            [job.pk],
        )
        cursor.execute("ANALYZE jobs_job")
        params = {"queues": ["imports"], "minutes": traffic.BUCKET_MINUTES, "buckets": traffic.BUCKETS}
        for statement in (traffic.LATELY, traffic.DEPTH):
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", params)
            plan = json.dumps(cursor.fetchone())
            assert '"Index Name": "job_ended"' in plan
            assert '"Seq Scan"' not in plan
