"""The line before the gate, and the lists of requests: in order, and each workspace's own."""

from datetime import datetime

import pytest

from docprocessor.id_batches.line import SHOWN
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db


def line(client):
    return client.get("/api/id-batches/line/").json()


def seconds_between(earlier, later):
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def test_an_empty_line(api):
    answer = line(api)
    assert {**answer, "now": ""} == {
        "every_seconds": 5.0, "now": "", "opens_at": None, "waiting": 0, "waiting_of_others": 0,
        "next": [], "running": [],
    }  # fmt: skip


def test_in_the_order_in_which_they_will_go(api, ingest, open_gate):
    ingest(1, 2, 3, 4, priority="LOW")
    ingest(5, 6, 7, 8, priority="HIGH")
    ingest(9, priority="HIGH")
    ingest(10, priority="MEDIUM")
    expected = [[5, 6, 7], [8], [9], [10], [1, 2, 3], [4]]
    shown = line(api)["next"]
    assert [batch["ids"] for batch in shown] == expected
    assert [batch["position"] for batch in shown] == [1, 2, 3, 4, 5, 6]
    assert [batch["priority"] for batch in shown] == ["HIGH"] * 3 + ["MEDIUM"] + ["LOW"] * 2
    gone = []
    while (lease := lifecycle.claim("default", worker="test")) is not None:
        gone.append(Job.objects.get(pk=lease.job_id).params["ids"])
        open_gate()
    assert gone == expected


def test_what_runs_and_when_the_others_may(api, ingest):
    ingestion = ingest(1, 2, 3, 4, 5, 6, 7)
    lifecycle.claim("default", worker="test")
    answer = line(api)
    (running,) = answer["running"]
    assert (running["ids"], running["done"], running["ingestion_id"]) == ([1, 2, 3], 0, str(ingestion.pk))
    assert 0 < seconds_between(answer["now"], answer["opens_at"]) <= 5
    assert seconds_between(running["started_at"], answer["opens_at"]) == 5
    assert [seconds_between(answer["opens_at"], batch["expected_at"]) for batch in answer["next"]] == [0, 5]
    # Asked how it is, the batch at work brings one back soon; without one, it is the gate.
    assert api.get(f"/status/{ingestion.pk}").headers["Retry-After"] == "1"
    waiting = api.get(f"/status/{ingest(9).pk}")
    assert 1 <= int(waiting.headers["Retry-After"]) <= 5


def test_a_batch_as_a_job_says_when_its_turn_comes(api, ingest):
    factories.worker("default")
    ingestion = ingest(*range(1, 13))
    lifecycle.claim("default", worker="test")
    waiting = [
        api.get(f"/api/jobs/{job_id}/").json()["waiting_on"]
        for job_id in ingestion.batches.order_by("position").values_list("job_id", flat=True)
    ]
    assert waiting[0] is None
    assert [each["cause"] for each in waiting[1:]] == ["gate"] * 3
    first, second, third = (each["seconds"] for each in waiting[1:])
    # Five seconds apart, less what goes by between the questions.
    assert 0 <= first <= 5
    assert second <= first + 5
    assert third <= first + 10
    assert third > 5


def test_of_others_only_how_many_wait(api, make_workspace, client_for, ingest):
    other = client_for(*make_workspace("other"))
    ingest(77, 78, 79, 80, priority="HIGH", client=other)
    ingest(5)
    answer = line(api)
    assert (answer["waiting"], answer["waiting_of_others"]) == (1, 2)
    assert [(batch["ids"], batch["position"]) for batch in answer["next"]] == [([5], 3)]
    lifecycle.claim("default", worker="test")  # theirs
    assert line(api)["running"] == []
    assert line(other)["running"][0]["ids"] == [77, 78, 79]


def test_the_first_fifty_are_shown(api, ingest):
    ingest(*range(1, 200))
    answer = line(api)
    assert (answer["waiting"], len(answer["next"])) == (67, SHOWN)
    assert [batch["position"] for batch in answer["next"]] == list(range(1, SHOWN + 1))


class TestRequests:
    def test_newest_first_and_by_their_words(self, api, ingest, work):
        done = ingest(1, priority="HIGH")
        work()
        begun = ingest(2, 3, 4, 5)
        work()
        waiting = ingest(6, priority="LOW")

        def listed(query=""):
            answer = api.get(f"/api/id-ingestions/{query}")
            assert answer.status_code == 200, answer.json()
            return [each["id"] for each in answer.json()["results"]]

        names = {"completed": done, "triggered": begun, "yet_to_start": waiting}
        assert listed() == [str(waiting.pk), str(begun.pk), str(done.pk)]
        for word, ingestion in names.items():
            assert listed(f"?status={word}") == [str(ingestion.pk)]
            assert api.get(f"/api/id-ingestions/{ingestion.pk}/").json()["status"] == word
        assert listed("?priority=LOW") == [str(waiting.pk)]
        assert api.get("/api/id-ingestions/?status=done").status_code == 400
        first = api.get("/api/id-ingestions/?limit=2").json()
        assert [each["id"] for each in api.get(first["next"]).json()["results"]] == [str(done.pk)]

    def test_one_is_shown_whole(self, api, ingest, work, user):
        ingestion = ingest(2, 3, 4, 5, priority="HIGH")
        work()
        answer = api.get(f"/api/id-ingestions/{ingestion.pk}/")
        assert answer.headers["Retry-After"]
        shown = answer.json()
        links = shown.pop("links")
        shown.pop("created_at")
        assert shown == {
            "id": str(ingestion.pk),
            "priority": "HIGH",
            "status": "triggered",
            "ids": 4,
            "ids_fetched": 3,
            "ids_failed": 0,
            "batches": {"total": 2, "yet_to_start": 1, "triggered": 0, "completed": 1, "failed": 0, "cancelled": 0},
            "created_by": user.email,
            "finished_at": None,
        }
        assert len(api.get(links["batches"]).json()["results"]) == 2
        assert len(api.get(links["results"]).json()["results"]) == 4

    def test_pages_of_results_and_batches_keep_the_order(self, api, ingest):
        ingestion = ingest(*range(100, 0, -1))

        def walk(part):
            url, found = f"/api/id-ingestions/{ingestion.pk}/{part}/?limit=30", []
            while url:
                page = api.get(url).json()
                found += page["results"]
                url = page["next"]
            return found

        assert [each["id"] for each in walk("results")] == list(range(100, 0, -1))
        assert [each["position"] for each in walk("batches")] == list(range(34))
        some = api.get(f"/api/id-ingestions/{ingestion.pk}/batches/?job_status=completed&job_status=failed").json()
        assert some["results"] == []

    def test_of_another_workspace(self, api, make_workspace, client_for, ingest):
        ingestion = ingest(1)
        other = client_for(*make_workspace("other"))
        for path in ("", "batches/", "results/"):
            assert other.get(f"/api/id-ingestions/{ingestion.pk}/{path}").status_code == 404
        assert other.post(f"/api/id-ingestions/{ingestion.pk}/cancel/").status_code == 404
        assert other.get("/api/id-ingestions/").json()["results"] == []


class TestJobsList:
    """One request makes thousands of jobs: the list of all kinds shows the others."""

    def test_batches_are_left_out_unless_asked_for(self, api, workspace, ingest):
        ingest(1, 2, 3, 4)
        other = factories.pending(workspace)
        assert [job["id"] for job in api.get("/api/jobs/").json()["results"]] == [str(other.pk)]
        assert api.get("/api/jobs/counts/").json()["pending"] == 1
        asked = api.get("/api/jobs/?kind=id_batch").json()["results"]
        assert [job["title"] for job in asked] == ["4", "1, 2, 3"]
        assert api.get("/api/jobs/counts/?kind=id_batch").json()["pending"] == 2

    def test_what_is_done_to_all_on_the_list_is_done_to_what_it_shows(self, api, workspace, ingest):
        ingest(1, 2, 3, 4)
        factories.pending(workspace)
        asked = {"action": "cancel", "filter": "status=pending", "expected": 1}
        assert api.post("/api/jobs/bulk/", asked).json()["done"] == 1
        assert Job.objects.filter(status="pending").count() == 2
