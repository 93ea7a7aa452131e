"""What the contract words: the door for ids, their status, the health."""

import json

import pytest
from rest_framework.test import APIClient

from docprocessor.id_batches.models import Ingestion
from docprocessor.jobs.models import Job, Priority
from docprocessor.lib.ids import new_id

pytestmark = pytest.mark.django_db
GREATEST = 10**9 + 7


def words(api, ingestion):
    answer = api.get(f"/status/{ingestion.pk}").json()
    return answer["status"], [batch["status"] for batch in answer["batches"]]


def test_ids_are_taken_at_once_and_cut_into_threes_in_their_order(api):
    response = api.post("/ingest", {"ids": [5, 1, 1, GREATEST, 2], "priority": "HIGH"})
    assert response.status_code == 202
    assert list(response.json()) == ["ingestion_id"]
    ingestion_id = response.json()["ingestion_id"]
    assert response.headers["Location"].endswith(f"/status/{ingestion_id}")
    assert response.headers["Retry-After"] == "1"
    answer = api.get(response.headers["Location"])
    assert answer.status_code == 200
    batches = answer.json()["batches"]
    assert answer.json() == {"ingestion_id": ingestion_id, "status": "yet_to_start", "batches": batches}
    assert [(batch["ids"], batch["status"]) for batch in batches] == [
        ([5, 1, 1], "yet_to_start"),
        ([GREATEST, 2], "yet_to_start"),
    ]
    assert all(set(batch) == {"batch_id", "ids", "status"} for batch in batches)
    assert {str(job.pk): job.priority for job in Job.objects.all()} == {
        batch["batch_id"]: Priority.HIGH for batch in batches
    }


@pytest.mark.parametrize(
    ("priority", "number"), [("HIGH", Priority.HIGH), ("MEDIUM", Priority.NORMAL), ("LOW", Priority.LOW)]
)
def test_priorities(ingest, priority, number):
    assert ingest(1, priority=priority).batches.get().job.priority == number


def test_words_from_the_first_start_to_the_last_end(api, ingest, work):
    ingestion = ingest(1, 2, 3, 4)
    assert words(api, ingestion) == ("yet_to_start", ["yet_to_start", "yet_to_start"])
    work()
    assert words(api, ingestion) == ("triggered", ["completed", "yet_to_start"])
    work()
    answer = api.get(f"/status/{ingestion.pk}")
    assert (answer.json()["status"], answer.json()["batches"][1]["status"]) == ("completed", "completed")
    assert "Retry-After" not in answer.headers


IDS = "Each id is a whole number from 1 to 1,000,000,007; these are not: "
COUNT = "This is a list of 1 to 10,000 ids, not of "
WORD = "This is one of HIGH, MEDIUM, LOW, not "
LIST = "This is a list of whole numbers."
REQUIRED = "This field is required."


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([], f"{COUNT}0."),
        ([1] * 10_001, f"{COUNT}10,001."),
        ("1,2,3", LIST),
        (7, LIST),
        ({"0": 1}, LIST),
        (None, "This field may not be null."),
        ([0], f"{IDS}ids[0] (0)."),
        ([GREATEST, GREATEST + 1], f"{IDS}ids[1] (1000000008)."),
        ([-1, 1], f"{IDS}ids[0] (-1)."),
        ([1, True, False], f"{IDS}ids[1] (true), ids[2] (false)."),
        ([1, "2", 3.0, None], f'{IDS}ids[1] ("2"), ids[2] (3.0), ids[3] (null).'),
        ([[1], {"id": 1}], f"{IDS}ids[0] (a list), ids[1] (an object)."),
        ([10**30] * 2, f"{IDS}ids[0] ({10**30}), ids[1] ({10**30})."),
        (["x" * 1000], f'{IDS}ids[0] ("{"x" * 39}…).'),
        # the first ten by name
        ([0] * 12, IDS + ", ".join(f"ids[{n}] (0)" for n in range(10)) + " and 2 more."),
    ],
)
def test_ids_that_are_none(api, ids, message):
    response = api.post("/ingest", {"ids": ids, "priority": "LOW"})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {"error": "Invalid input", "details": {"ids": [message]}}
    assert not Ingestion.objects.exists()


@pytest.mark.parametrize(
    ("priority", "message"),
    [("high", f'{WORD}"high".'), ("", f'{WORD}"".'), ("URGENT", f'{WORD}"URGENT".'), (10, f"{WORD}10."),
     (True, f"{WORD}true."), (["HIGH"], f"{WORD}a list."), (None, "This field may not be null.")],
)  # fmt: skip
def test_priorities_that_are_none(api, priority, message):
    response = api.post("/ingest", {"ids": [1], "priority": priority})
    assert (response.status_code, response.json()["details"]) == (400, {"priority": [message]})


def test_every_fault_is_told_at_once(api):
    response = api.post("/ingest", {"ids": [True], "priority": "urgent", "urgent": True, "x" * 99: 1})
    assert response.status_code == 400
    assert response.json() == {
        "error": "Invalid input",
        "details": {
            "ids": [f"{IDS}ids[0] (true)."],
            "priority": [f'{WORD}"urgent".'],
            "urgent": ["There is no such member here."],
            "x" * 40: ["There is no such member here."],
        },
    }
    assert api.post("/ingest", {}).json()["details"] == {"ids": [REQUIRED], "priority": [REQUIRED]}


@pytest.mark.parametrize("body", ["[1, 2]", '"ids"', "null", "7"])
def test_a_body_that_is_no_object(api, body):
    response = api.post("/ingest", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json() == {
        "error": "Invalid input",
        "details": {"non_field_errors": ["The body is a JSON object."]},
    }


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        '{"ids": [NaN], "priority": "LOW"}',
        '{"ids": [' + "9" * 5000 + '], "priority": "LOW"}',  # more digits than Python reads
        "[" * 100_000,
        b'{"ids": [1], "priority": "\xff"}',
    ],
    ids=["cut", "empty", "NaN", "long number", "deep", "no UTF-8"],
)
def test_broken_json(api, body):
    response = api.post("/ingest", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["error"]


def test_half_a_character_is_refused_in_whole_ones(api):
    body = json.dumps({"ids": [1], "priority": "\ud800", "\udfff": 1})
    response = api.post("/ingest", body, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()["details"]) == {"priority", "?"}


def plain(response, status):
    assert response.status_code == status
    assert set(response.json()) == {"error"}
    assert isinstance(response.json()["error"], str)


def test_other_refusals_have_the_same_shape(api, workspace, user, client_for):
    plain(api.post("/ingest", "ids=1", content_type="application/x-www-form-urlencoded"), 415)
    plain(api.get("/ingest"), 405)
    plain(api.delete(f"/status/{new_id()}"), 405)
    plain(api.post("/health"), 405)
    plain(APIClient().post("/ingest", {"ids": [1], "priority": "LOW"}), 401)
    plain(APIClient().get(f"/status/{new_id()}"), 401)
    plain(client_for(workspace, user, scopes=["read"]).post("/ingest", {"ids": [1], "priority": "LOW"}), 403)


def test_a_body_that_is_too_large(api):
    response = api.post("/ingest", b" " * (50 * 1024**2), content_type="application/json")
    plain(response, 413)


def test_no_status_for_strangers(api, make_workspace, client_for, ingest):
    other = client_for(*make_workspace("other"))
    ingestion = ingest(1)
    for response in (
        other.get(f"/status/{ingestion.pk}"),
        api.get(f"/status/{new_id()}"),
        api.get("/status/17"),
        api.get("/status/%F0%9F%98%80"),
    ):
        plain(response, 404)
    assert api.get(f"/status/{ingestion.pk}").status_code == 200


def test_the_same_request_under_a_key_is_taken_once(api):
    body, key = {"ids": [1, 2], "priority": "LOW"}, {"Idempotency-Key": "once"}
    first = api.post("/ingest", body, headers=key)
    again = api.post("/ingest", body, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert Ingestion.objects.count() == 1
    plain(api.post("/ingest", {**body, "priority": "HIGH"}, headers=key), 422)


def test_health_needs_nobody():
    anybody = APIClient()
    response = anybody.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "healthy"})
    assert anybody.head("/health").status_code == 200
