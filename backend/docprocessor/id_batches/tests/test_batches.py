"""What a batch does: fetches each of its ids once, whatever becomes of its worker, its owner or the source."""

import pytest

from docprocessor.id_batches.kind import IdBatch
from docprocessor.id_batches.models import FetchedId
from docprocessor.id_batches.source import check_source, id_source
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.lifecycle import LeaseLost
from docprocessor.jobs.models import GateSlot, Job
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db
SOURCES = "docprocessor.id_batches.tests.sources"


@pytest.fixture
def source(settings):
    """Fetch from one of the tests' sources."""

    def put(name: str) -> None:
        settings.ID_SOURCE = f"{SOURCES}.{name}"
        id_source.cache_clear()

    yield put
    id_source.cache_clear()


def results(api, ingestion, query=""):
    answer = api.get(f"/api/id-ingestions/{ingestion.pk}/results/{query}")
    assert answer.status_code == 200, answer.json()
    return [(each["id"], each["status"], each["data"], each["reason"]) for each in answer.json()["results"]]


def standing(api, ingestion):
    answer = api.get(f"/api/id-ingestions/{ingestion.pk}/").json()
    return answer["status"], answer["ids_fetched"], answer["ids_failed"], answer["batches"]


def batches(api, ingestion, query=""):
    answer = api.get(f"/api/id-ingestions/{ingestion.pk}/batches/{query}")
    return answer.json()["results"]


def test_each_id_is_fetched_and_kept(api, ingest, work_all):
    ingestion = ingest(7, 8, 9, 10)
    assert [ended["ended"] for ended in work_all()] == ["completed", "completed"]
    assert results(api, ingestion) == [(number, "fetched", "processed", "") for number in (7, 8, 9, 10)]
    first, second = batches(api, ingestion)
    assert (first["position"], first["ids"], first["job_status"], first["fetched"]) == (0, [7, 8, 9], "completed", 3)
    job = Job.objects.get(pk=second["batch_id"])
    assert (job.title, job.params, job.result) == ("10", {"ids": [10]}, {"fetched": 1, "failed": 0})
    assert (job.progress_done, job.progress_total, job.progress_failed) == (1, 1, 0)


def test_an_id_that_comes_twice_is_fetched_twice(api, ingest, work_all):
    ingestion = ingest(4, 4, 4, 4)
    work_all()
    assert results(api, ingestion) == [(4, "fetched", "processed", "")] * 4


def test_an_id_that_fails_is_a_result_and_the_others_go_on(api, ingest, source, work_all):
    source("picky")
    ingestion = ingest(12, 13, 666, 14)
    assert [ended["ended"] for ended in work_all()] == ["completed", "completed"]
    assert results(api, ingestion) == [
        (12, "fetched", {"square": 144}, ""),
        (13, "failed", None, "There is no 13."),
        (666, "failed", None, "The source failed on this id; the fault has been logged."),
        (14, "fetched", {"square": 196}, ""),
    ]
    assert results(api, ingestion, "?status=failed") == results(api, ingestion)[1:3]
    assert standing(api, ingestion)[:3] == ("completed", 2, 2)
    assert batches(api, ingestion)[0]["failed"] == 2


def test_a_source_that_is_away_is_asked_again_and_then_the_batch_fails(api, ingest, source, work):
    source("away")
    ingestion = ingest(1, 2, 3)
    ended = [work()["ended"] for _ in range(IdBatch.max_attempts)]
    assert ended == ["will_retry"] * (IdBatch.max_attempts - 1) + ["failed"]
    assert GateSlot.objects.count() == IdBatch.max_attempts  # each try went through the gate
    (batch,) = batches(api, ingestion)
    assert (batch["status"], batch["job_status"], batch["failure"]["code"]) == ("completed", "failed", "source_away")
    message = "The source of the ids cannot be reached; what was fetched before stands."
    assert batch["failure"]["message"] == message
    assert results(api, ingestion) == [
        (1, "fetched", "there", ""), (2, "failed", None, message), (3, "failed", None, message),
    ]  # fmt: skip
    status, fetched, failed, counts = standing(api, ingestion)
    assert (status, fetched, failed, counts["completed"], counts["failed"]) == ("completed", 1, 0, 1, 1)
    # Tried again, it is on its way again, and goes on where it was.
    source("picky")
    assert api.post(f"/api/jobs/{batch['batch_id']}/retry/").status_code == 202
    assert standing(api, ingestion)[0] == "triggered"
    assert work()["ended"] == "completed"
    assert [row[:3] for row in results(api, ingestion)] == [
        (1, "fetched", "there"), (2, "fetched", {"square": 4}), (3, "fetched", {"square": 9}),
    ]  # fmt: skip


def test_a_crash_in_the_midst_leaves_each_id_fetched_once(api, ingest, open_gate, work):
    ingestion = ingest(1, 2, 3)
    lease = lifecycle.claim("default", worker="test")
    job = Job.objects.get(pk=lease.job_id)
    FetchedId.objects.create(batch_id=job.pk, place=0, number=1, data="by the first")
    JobContext(lease).advance(done=1, checkpoint={"done": 1})
    assert factories.crash(job) == "pending"
    # It has begun once, so it is on its way; and it stands in the line again, before a gate that it shut itself.
    assert standing(api, ingestion)[0] == "triggered"
    assert worker.run_next("default") is None
    assert work()["ended"] == "completed"
    assert [row[2] for row in results(api, ingestion)] == ["by the first", "processed", "processed"]
    assert FetchedId.objects.count() == 3
    assert GateSlot.objects.filter(job=job).count() == 2


def test_a_worker_that_lost_its_lease_writes_no_result(ingest, open_gate, settings):
    ingest(1, 2, 3)
    lost = lifecycle.claim("default", worker="silent")
    job = Job.objects.get(pk=lost.job_id)
    factories.crash(job)
    with pytest.raises(LeaseLost):
        IdBatch().run(job, JobContext(lost))
    assert not FetchedId.objects.exists()


def test_a_batch_that_is_handed_back_passes_the_gate_again(ingest, open_gate):
    first = ingest(1, 2, 3)
    ingest(4)
    lease = lifecycle.claim("default", worker="test")
    lifecycle.hand_back(lease)
    assert lifecycle.claim("default", worker="test") is None
    open_gate()
    again = lifecycle.claim("default", worker="test")
    # It has kept its place before what came later.
    assert again.job_id == lease.job_id == first.batches.get().job_id
    assert GateSlot.objects.filter(job=lease.job_id).count() == 2


def test_who_is_cancelled_while_it_fetches_stops(api, ingest, source):
    """The source takes a minute, and the test would, too."""
    source("slow")
    ingestion = ingest(1)

    def cancelled_meanwhile(number, wait):
        api.post(f"/api/id-ingestions/{ingestion.pk}/cancel/")
        wait(60)

    id_source.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("docprocessor.id_batches.kind.id_source", lambda: cancelled_meanwhile)
        assert worker.run_next("default")["ended"] == "cancelled"
    assert results(api, ingestion) == [(1, "cancelled", None, "")]


class TestCancel:
    def test_what_waits_ends_at_once_and_what_was_fetched_stays(self, api, ingest, work):
        ingestion, other = ingest(*range(1, 8)), ingest(50)
        work()
        response = api.post(f"/api/id-ingestions/{ingestion.pk}/cancel/")
        assert response.status_code == 200
        assert response.json()["status"] == "completed"
        assert response.json()["finished_at"] is not None
        assert response.json()["batches"] | {} == {
            "total": 3, "yet_to_start": 0, "triggered": 0, "completed": 3, "failed": 0, "cancelled": 2,
        }  # fmt: skip
        assert [row[1] for row in results(api, ingestion)] == ["fetched"] * 3 + ["cancelled"] * 4
        assert standing(api, other)[0] == "yet_to_start"
        last = Job.objects.get(pk=batches(api, ingestion)[2]["batch_id"])
        assert [event.data["status"] for event in last.events.order_by("number")] == ["pending", "cancelled"]

    def test_paused_ones_too(self, api, ingest):
        ingestion = ingest(1, 2, 3, 4)
        lifecycle.request_pause(ingestion.batches.get(position=1).job)
        api.post(f"/api/id-ingestions/{ingestion.pk}/cancel/")
        assert standing(api, ingestion)[3]["cancelled"] == 2

    def test_of_one_that_has_ended_nothing_changes(self, api, ingest, work_all):
        ingestion = ingest(1)
        work_all()
        assert api.post(f"/api/id-ingestions/{ingestion.pk}/cancel/").json()["batches"]["cancelled"] == 0


def test_a_batch_is_not_made_without_a_request(api, ingest, work_all):
    ingestion = ingest(1)
    work_all()
    alone = api.post("/api/jobs/", {"kind": "id_batch", "params": {"ids": [1]}})
    assert (alone.status_code, "POST /ingest" in str(alone.json())) == (400, True)
    again = api.post(f"/api/jobs/{ingestion.batches.get().job_id}/again/", {})
    assert (again.status_code, again.json()["code"]) == (400, "no_request")


def test_a_source_that_cannot_be_imported_is_told_at_start(settings):
    assert check_source(None) == []
    settings.ID_SOURCE = "docprocessor.nowhere.fetch"
    assert ["ID_SOURCE names docprocessor.nowhere.fetch" in str(each) for each in check_source(None)] == [True]
