"""The OpenAPI document can be read by people: five doors with names, and examples of what goes in and comes out."""

import pytest
from drf_spectacular.generators import SchemaGenerator

DOORS = {
    "Bulk records": {"post /api/data/ingest/", "get /api/data/status/{task_id}/", "get /api/data/health/"},
    "Batches of ids": {"post /ingest", "get /status/{ingestion_id}", "get /health"},
    "Feedback reports": {
        "post /assignment/html",
        "post /assignment/pdf",
        "get /assignment/html/{task_id}",
        "get /assignment/pdf/{task_id}",
    },
    "Tasks": {
        "post /api/tasks/submit",
        "get /api/tasks/",
        "get /api/tasks/{id}",
        "delete /api/tasks/{id}",
        "post /api/tasks/{id}/retry",
        "get /api/health",
    },
    "Imports": {"post /api/imports/", "get /api/imports/", "get /api/imports/{id}/", "get /api/imports/{id}/issues/"},
}
JSON = ("application/json", "application/problem+json")


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(public=True)


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_stands_under_one_name(document):
    names = {tag["name"]: tag["description"] for tag in document["tags"]}
    for name, operation in operations(document):
        [tag] = operation["tags"]
        assert names[tag], name
        assert operation.get("description"), f"{name} says nothing of itself"
    assert next(iter(names)) == "Imports"


def test_the_doors_are_where_their_contracts_have_them(document):
    by_name = dict(operations(document))
    for door, there in DOORS.items():
        assert {name for name in there if by_name[name]["tags"] == [door]} == there


def test_each_door_shows_what_goes_in_and_comes_out(document):
    lacking = []
    for name, operation in operations(document):
        [tag] = operation["tags"]
        if not (name in DOORS["Imports"] or (tag in DOORS and tag != "Imports")):
            continue
        body = operation.get("requestBody", {}).get("content", {})
        lacking += [f"{name}: body" for media, each in body.items() if media in JSON and not each.get("examples")]
        answers = [
            (status, each)
            for status, answer in operation["responses"].items()
            for media, each in answer.get("content", {}).items()
            if media in JSON and status.startswith("2")
        ]
        lacking += [f"{name}: {status}" for status, each in answers if not each.get("examples")]
    assert not lacking


@pytest.mark.django_db
def test_the_document_and_its_page_are_served(client):
    served = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert [tag["name"] for tag in served["tags"]][:5] == [
        "Imports",
        "Bulk records",
        "Batches of ids",
        "Feedback reports",
        "Tasks",
    ]
    assert "swagger-ui" in client.get("/api/docs/").content.decode()
