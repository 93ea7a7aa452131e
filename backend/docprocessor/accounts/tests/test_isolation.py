"""Nobody reaches into another workspace, through any address of the API, present or to come.

The addresses are read from the resolver: a new one is walked without being listed here. When it serves a new
kind of object, `theirs` has to make one, or the control at the end of the walk fails.
"""

import io
import re
from dataclasses import dataclass
from itertools import product

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from rest_framework.test import APIClient

from docprocessor.lib import problems

# Where addresses of the API begin; all others are the page's.
DOORS = ("/api/", "/ingest", "/status/", "/assignment/")
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# Who asks for these needs no credentials; each says why.
PUBLIC = {
    "session",  # where one signs in
    "schema",  # describes the API, and holds nobody's data
    "docs",
    "health",  # says which parts are there
    "data-health",  # says that it is there
}
# Pages for people have no other methods.
PAGES = {"docs"}
# JSON before anything else: the C library that writes the schema's YAML breaks under a coverage tracer.
ACCEPT = {"Accept": "application/vnd.oai.openapi+json, application/json, */*;q=0.1"}
# What stands in the other workspace and is never part of a request to it.
SECRETS = (
    "Hidden title",
    "hidden description",
    "hidden cell",
    "hidden_file",
    "hidden@example.com",
    "Hidden Workspace",
    "hidden_column",
)


@dataclass(frozen=True)
class Route:
    """An address of the API, and the kinds of values that it takes."""

    name: str
    template: str
    converters: dict[str, str]

    def paths(self, values: dict[str, list[str]]) -> list[str]:
        """The address with every value that could stand in it."""
        names = list(self.converters)
        choices = [values[self.converters[name]] for name in names]
        found = []
        for chosen in product(*choices):
            path = self.template
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"<{name}>", value)
            found.append(path)
        return found


def routes(patterns=None, prefix="/", converters=None):
    """Every route of the API, whichever app brings it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        known = {**(converters or {}), **pattern.pattern.converters}
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, template, known)
        elif isinstance(pattern, URLPattern) and template.startswith(DOORS):
            plain = re.sub(r"<\w+:(\w+)>", r"<\1>", template)
            kinds = {name: type(converter).__name__ for name, converter in known.items()}
            yield Route(pattern.name or template, plain, kinds)


ROUTES = list(routes())


@pytest.fixture
def theirs(make_workspace, client_for, upload, run_jobs):
    """Another workspace, with something of every kind in it: its client, and what could stand in an address."""
    workspace, user = make_workspace("hidden")
    workspace.name = "Hidden Workspace"
    workspace.save()
    client = client_for(workspace, user)
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "hidden_column"}], "primaryKey": "id"}
    body = {"slug": "shared", "title": "Hidden title", "description": "hidden description", "schema": schema}
    assert client.post("/api/datasets/", body).status_code == 201
    content = "id,hidden_column\n1,hidden cell\nx,hidden cell\n"
    job = upload(content, name="hidden_file.csv", client=client, dataset="shared", remember=True).json()["id"]
    asked = client.post("/ingest", {"ids": [1], "priority": "LOW"}).json()["ingestion_id"]
    record = {"student_id": "hidden cell", "first_name": "x", "last_name": "x", "email": "hidden@example.com"}
    ingest = client.post("/api/data/ingest/", {"records": [record, {}]}).json()["task_id"]
    feedback = {
        "student_id": "hidden cell",
        "namespace": "Hidden title",
        "events": [{"unit": 1, "type": "hidden cell"}],
    }
    feedback["events"][0]["created_time"] = "2024-07-21 03:04:55"
    reports = [client.post(f"/assignment/{kind}", feedback).json()["task_id"] for kind in ("html", "pdf")]
    run_jobs()
    header = apps.get_model("imports", "RememberedMapping").objects.get().fingerprint
    spare = client.post("/api/keys/", {"name": "Hidden title", "scopes": ["read"]}).json()["id"]
    begun = client.post("/api/uploads/", headers={"Upload-Length": "20"}).json()["id"]
    asked_for = {"task_type": "image_processing", "name": "Hidden title", "parameters": {"num_images": 1}}
    task = client.post("/api/tasks/submit", asked_for).json()["id"]
    assert client.delete(f"/api/tasks/{task}").status_code == 200
    picture = {"name": "hidden_file", "file_key": "nowhere", "after": {"format": "PNG"}}
    apps.get_model("tasks", "Picture").objects.create(job_id=task, number=1, **picture)
    ids = [spare, job, begun, str(workspace.pk), str(user.pk), asked, ingest, task, *reports]
    texts = ["shared", header, *ids, job.replace("-", "")]
    return client, {"UUIDConverter": ids, "SlugConverter": texts, "StringConverter": texts, "IntConverter": ["1", "2"]}


def everything_but(mine):
    """All that is stored besides what is mine, by model and key; when a key was last used is nobody's secret."""
    return {
        (model._meta.label, row.get(model._meta.pk.attname)): {k: v for k, v in row.items() if k != "last_used_at"}
        for model in apps.get_models()
        if model.__module__.startswith("docprocessor.")
        for row in model.objects.values()
        if not {row.get(model._meta.pk.attname), row.get("workspace_id")} & mine
    }


def rows_of(workspace):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM data_{workspace}.shared ORDER BY _row")
        return cursor.fetchall()


def pointing_at(keys):
    """Everything that belongs to one of the given objects."""
    return {
        (model._meta.label, pk)
        for model in apps.get_models()
        if model.__module__.startswith("docprocessor.")
        for field in model._meta.fields
        if isinstance(field, ForeignKey)
        for label, key in keys
        if label == field.related_model._meta.label
        for pk in model.objects.filter(**{field.name: key}).values_list("pk", flat=True)
    }


def bodies(identifiers):
    """What somebody might send to get at them: nothing, all their names, and a file for their dataset."""
    named = {
        "id": identifiers[0],
        "pk": identifiers[0],
        "job": identifiers[1],
        "upload": identifiers[2],
        "workspace": identifiers[3],
        "user": identifiers[4],
        "created_by": identifiers[4],
        "dataset": "shared",
        "slug": "stolen",
        "title": "Stolen",
        "name": "Stolen",
        "scopes": ["read"],
    }
    yield {"data": {}, "format": "json"}
    yield {"data": named, "format": "json"}
    yield {"data": {"review": identifiers[1]}, "format": "json"}
    file = io.BytesIO(b"id,hidden_column\n7,mine\n")
    file.name = "mine.csv"
    yield {"data": {"file": file, "dataset": "shared", "workspace": identifiers[3]}, "format": "multipart"}


def answer_text(response):
    return b"".join(response).decode(errors="replace")


def intruder_by(how, workspace, user, client_for):
    if how == "key":
        return client_for(workspace, user)
    client = APIClient()
    client.force_login(user)
    return client


@pytest.mark.parametrize("how", ["key", "session"])
def test_nothing_of_another_workspace_is_shown_or_changed(theirs, workspace, user, client_for, run_jobs, how):
    owner, values = theirs
    mine = {workspace.pk, user.pk}
    before, table = everything_but(mine), rows_of("hidden")
    belongings = pointing_at(before)

    for route in ROUTES:
        intruder = intruder_by(how, workspace, user, client_for)  # anew: one of the routes signs out
        for path, method in product(route.paths(values), ("get",) if route.name in PAGES else METHODS):
            for request in bodies(values["UUIDConverter"]) if method in ("post", "put", "patch") else [{}]:
                response = getattr(intruder, method)(path, **request, headers=ACCEPT)
                where = f"{method} {path} {request}: {response.status_code}"
                assert response.status_code < 500, where
                text = answer_text(response)
                assert not [secret for secret in SECRETS if secret in text], where
                if route.converters and method != "options":
                    assert response.status_code in (403, 404, 405, 415), where
                elif method == "get" and route.name.endswith("-list") and route.name != "kind-list":
                    results = response.json()["results"]
                    assert not [each for each in results if each.get("id") in values["UUIDConverter"]], where
                if response.status_code == 405:
                    break  # which is said before a body is looked at: the others would tell nothing more
    run_jobs()

    assert everything_but(mine).items() >= before.items()
    assert pointing_at(before) == belongings
    assert rows_of("hidden") == table

    # The control: each address that was closed to a stranger is open to the owner.
    for route in ROUTES:
        if route.converters:
            assert any(
                getattr(owner, method)(path).status_code not in (401, 403, 404, 405, 415)
                for method in ("get", "post", "put", "delete")
                for path in route.paths(values)
            ), f"`theirs` makes nothing that {route.template} serves"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_address_but_a_few_wants_credentials(theirs, route):
    nobody = APIClient(raise_request_exception=False)
    for path, method in product(route.paths(theirs[1]), METHODS):
        response = getattr(nobody, method)(path, headers=ACCEPT)
        if route.name in PUBLIC:
            assert response.status_code != 401, f"{method} {path}"
        else:
            assert response.status_code == 401, f"{method} {path}: {response.status_code}"
            assert response.headers["WWW-Authenticate"].startswith("ApiKey")


def test_the_walk_goes_everywhere():
    names = {route.name for route in ROUTES}
    assert names > PUBLIC
    assert {"dataset-rows", "import-rejects", "job-cancel", "api-key", "import-list"} <= names
    assert all(
        "<" not in path for route in ROUTES for path in route.paths({name: ["x"] for name in route.converters.values()})
    )
    # Beside these, only the one that answers 404 to everything else has to do with the API.
    others = [
        pattern.callback
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
        and not isinstance(pattern.pattern, RoutePattern)
        and pattern.pattern.match("api/x")
    ]
    assert others[0] is problems.not_found
