"""Who gets which job."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from docprocessor.jobs import lifecycle, queue, waiting
from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import Job, Priority, Status
from docprocessor.jobs.tests import factories


def claimed(queue_name: str = "imports"):
    lease = lifecycle.claim(queue_name, worker="test")
    return lease and lease.job_id


@pytest.mark.django_db
def test_priority_first_then_arrival(workspace):
    low = factories.pending(workspace, priority=Priority.LOW)
    first = factories.pending(workspace)
    second = factories.pending(workspace)
    high = factories.pending(workspace, priority=Priority.HIGH)
    assert [waiting.position(job) for job in (high, first, second, low)] == [1, 2, 3, 4]
    assert [claimed() for _ in range(5)] == [high.pk, first.pk, second.pk, low.pk, None]
    low.refresh_from_db()
    assert waiting.position(low) is None


@pytest.mark.django_db
def test_only_its_own_queue_and_only_what_is_due(workspace):
    factories.pending(workspace, queue="default")
    later = factories.pending(workspace)
    Job.objects.filter(pk=later.pk).update(run_after=Now() + timedelta(seconds=60))
    assert claimed() is None
    Job.objects.filter(pk=later.pk).update(run_after=Now() - timedelta(seconds=1))
    assert claimed() == later.pk
    assert claimed("default") is not None


@pytest.mark.django_db
def test_each_claim_raises_the_token_and_counts_the_attempt(workspace):
    job, lease = factories.processing(workspace)
    lifecycle.try_again(lease, factories.FAILURE, tries=1)
    Job.objects.filter(pk=job.pk).update(run_after=None)
    again = lifecycle.claim("imports", worker="other")
    job.refresh_from_db()
    assert again is not None
    assert again.token == lease.token + 1 == job.lease_token
    assert (job.attempt, job.worker, job.status) == (2, "other", Status.PROCESSING)
    assert job.lease_until is not None


def test_many_workers_at_once_never_get_the_same_job(workspace, committed):
    expected = {factories.pending(workspace).pk for _ in range(40)}
    got: list = []
    start = threading.Barrier(8)

    def worker() -> None:
        start.wait()
        while (job_id := claimed()) is not None:
            got.append(job_id)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 40
    assert set(got) == expected


@pytest.mark.django_db
def test_the_claim_reads_the_line_from_its_index(workspace):
    """Of 100,000 waiting jobs each lane's first is an entry of a partial index: no sort of them, no scan."""
    factories.pending(workspace)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_job SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).*"
            " FROM jobs_job AS one CROSS JOIN generate_series(2, 100000)"
        )
        cursor.execute("ANALYZE jobs_job")
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {lifecycle.CLAIM}",
            {"queue": "imports", "rules": queue.rules(), "worker": "test", "lease": 30},
        )
        ((plan,),) = cursor.fetchall()
    print(json.dumps(plan))  # pytest shows it when this fails
    nodes = list(walk(plan[0]["Plan"]))
    assert {node.get("Index Name") for node in nodes} >= {"job_line", "job_leases"}
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "jobs_job"]
    # A few pages for each of the two lookups, whatever the length of the line, and those that the claim writes.
    assert plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"] < 200
    assert max(node["Actual Rows"] for node in nodes) <= max(9, len(kinds()))  # the rules have a row for each kind
    assert Job.objects.count() == 100_000
    assert Job.objects.get(status=Status.PROCESSING) == Job.objects.earliest("created_at", "id")


def walk(node):
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


@pytest.mark.django_db
class TestFairShares:
    def test_no_workspace_starves_another(self, workspace, make_workspace):
        """The one that came first with many jobs takes turns with the one that came later with few."""
        other, _ = make_workspace("other")
        for _ in range(4):
            factories.pending(workspace)
        for _ in range(2):
            factories.pending(other)
        turns = [Job.objects.get(pk=claimed()).workspace.slug for _ in range(6)]
        assert turns == ["acme", "other", "acme", "other", "acme", "acme"]

    def test_one_worker_alternates_too(self, workspace, make_workspace):
        """Where each job ends before the next is claimed, nobody has one running: then the turn is what counts."""
        other, _ = make_workspace("other")
        for owner in (workspace, workspace, workspace, other, other):
            factories.pending(owner)
        turns = []
        while (lease := lifecycle.claim("imports", worker="test")) is not None:
            turns.append(Job.objects.get(pk=lease.job_id).workspace.slug)
            lifecycle.complete(lease, None)
        assert turns == ["acme", "other", "acme", "other", "acme"]

    def test_priority_comes_before_turns(self, workspace, make_workspace):
        other, _ = make_workspace("other")
        factories.pending(other)
        urgent = [factories.pending(workspace, priority=7).pk for _ in range(3)]
        assert [claimed() for _ in range(3)] == urgent


@pytest.mark.django_db
class TestLimits:
    def test_of_a_kind(self, workspace, settings):
        settings.JOB_LIMITS = {"csv_import": 2}
        for _ in range(3):
            factories.pending(workspace, kind="csv_import")
        other_kind = factories.pending(workspace, kind="other", priority=Priority.LOW)
        first = lifecycle.claim("imports", worker="test")
        assert [claimed() is not None, claimed(), claimed()] == [True, other_kind.pk, None]
        lifecycle.complete(first, None)
        assert claimed() is not None
        assert claimed() is None

    def test_of_a_workspace(self, workspace, make_workspace, settings):
        settings.JOB_WORKSPACE_LIMITS = {"csv_import": 1}
        other, _ = make_workspace("other")
        for owner in (workspace, workspace, other):
            factories.pending(owner, kind="csv_import")
        taken = [claimed() for _ in range(3)]
        assert sorted(Job.objects.get(pk=pk).workspace.slug for pk in taken[:2]) == ["acme", "other"]
        assert taken[2] is None


def test_claims_at_the_same_moment_do_not_pass_a_limit(workspace, committed, settings):
    settings.JOB_LIMITS = {"csv_import": 3}
    for _ in range(20):
        factories.pending(workspace, kind="csv_import")
    start = threading.Barrier(8)

    def worker() -> None:
        start.wait()
        for _ in range(3):
            claimed()
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.filter(status=Status.PROCESSING).count() == 3
