"""A dataset is made whole, with its table, or not at all; its names cannot be anything but names."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create, dataset_delete, identifier
from docprocessor.lib.problems import AppError

SCHEMA = {"fields": [{"name": "a"}]}
INJECTIONS = [
    'x"; DROP TABLE jobs_job; --',
    "x'; DROP TABLE jobs_job; --",
    "x; DROP TABLE jobs_job",
    "x.y",
    "public.jobs_job",
    'x" (a int); --x',  # ends like a good name
    "-- \nx",
    "X",
    "1x",
    "_x",
    "é",
    "x" * 49,
    "A" * 48 + "x",
    "..",
    "",
    "x-y",
]


def tables(workspace="acme"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [f"data_{workspace}"])
        return {name for (name,) in cursor.fetchall()}


def test_a_dataset_is_made_with_its_table(api, workspace):
    response = api.post("/api/datasets/", {"title": "Año de alta", "schema": SCHEMA, "description": "d"})
    answer = response.json()
    assert response.status_code == 201, answer
    assert response.headers["Location"] == answer["links"]["self"] == "http://testserver/api/datasets/ano_de_alta/"
    assert (answer["slug"], answer["title"], answer["description"]) == ("ano_de_alta", "Año de alta", "d")
    assert (answer["schema"], answer["row_count"], answer["row_count_estimated"]) == (SCHEMA, 0, False)
    assert tables() == {"ano_de_alta"}
    assert api.get(answer["links"]["self"]).json() == answer
    assert api.get("/api/datasets/").json()["results"] == [answer]


@pytest.mark.parametrize("slug", INJECTIONS)
def test_a_slug_that_is_no_name_is_refused(api, slug):
    response = api.post("/api/datasets/", {"slug": slug, "title": "t", "schema": SCHEMA})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["slug"])
    assert tables() == set()
    assert not Dataset.objects.exists()


@pytest.mark.parametrize("slug", INJECTIONS)
def test_the_models_themselves_refuse_it_too(workspace, slug):
    with pytest.raises(ValidationError) as refusal:
        Dataset(workspace=workspace, slug=slug, title="t", schema=SCHEMA).full_clean()
    assert set(refusal.value.message_dict) == {"slug"}
    with pytest.raises(ValidationError) as refusal:
        Workspace(slug=slug, name="n").full_clean()
    assert set(refusal.value.message_dict) == {"slug"}


@pytest.mark.parametrize("slug", ["select", "user", "x" * 48, "pg_class", "order"])
def test_words_of_sql_are_names_like_others(api, slug):
    schema = {"fields": [{"name": "select"}, {"name": "from"}, {"name": "tableoid_"}], "primaryKey": ["select"]}
    response = api.post("/api/datasets/", {"slug": slug, "title": "t", "schema": schema})
    assert response.status_code == 201, response.json()
    rows = response.json()["links"]["rows"]
    assert api.get(rows, {"ordering": "-from", "select": "x", "from__isnull": "true"}).json()["results"] == []


@pytest.mark.parametrize("name", ["xmin", "ctid", "tableoid", "cmax"])
def test_a_field_cannot_be_called_like_a_column_of_postgresql(api, name):
    response = api.post("/api/datasets/", {"title": "t", "schema": {"fields": [{"name": name}]}})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_schema")
    assert set(response.json()["errors"]) == {"schema.fields.0.name"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"title", "schema"}),
        ({"title": "", "schema": SCHEMA}, {"title"}),
        ({"title": "t" * 201, "schema": SCHEMA}, {"title"}),
        ({"title": "t\x00", "schema": SCHEMA}, {"title"}),
        ({"title": "t", "schema": None}, {"schema"}),
        ({"title": "t", "schema": []}, {"schema.schema"}),
        ({"title": "t", "schema": {"fields": [{"name": "a", "type": "x"}]}}, {"schema.fields.0.type"}),
        ({"title": "t", "schema": {"fields": [{"name": "a"}], "note": "\x00"}}, {"schema.note"}),
        ({"title": "t", "schema": SCHEMA, "slug": None}, {"slug"}),
    ],
)
def test_what_cannot_be_made_is_refused_by_name(api, body, fields):
    response = api.post("/api/datasets/", body)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == fields
    assert not Dataset.objects.exists()


def test_half_a_character_is_refused_and_not_repeated(api):
    body = b'{"title": "t", "schema": {"fields": [{"name": "a", "type": "\\ud800"}]}}'
    response = api.post("/api/datasets/", body, content_type="application/json")
    assert (response.status_code, set(response.json()["errors"])) == (400, {"schema.fields.0.type"})


def test_a_taken_slug_is_409_and_leaves_what_is_there(api, customers):
    response = api.post("/api/datasets/", {"slug": "customers", "title": "Others", "schema": SCHEMA})
    assert (response.status_code, response.json()["code"]) == (409, "slug_taken")
    assert Dataset.objects.get().title == "Customers"


def test_two_workspaces_may_use_the_same_slug(workspace, make_workspace):
    for each in (workspace, make_workspace("umbrella")[0]):
        dataset_create(workspace=each, slug="same", title="Same", schema=SCHEMA)
    assert tables("acme") == tables("umbrella") == {"same"}


def test_a_title_that_is_taken_gets_a_number(workspace):
    slugs = [dataset_create(workspace=workspace, title="Orders", schema=SCHEMA).slug for _ in range(3)]
    assert slugs == ["orders", "orders_2", "orders_3"]
    dataset_delete(Dataset.objects.get(slug="orders_2"))
    assert dataset_create(workspace=workspace, title="orders!", schema=SCHEMA).slug == "orders_2"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Año de alta", "ano_de_alta"),
        ("Straße", "strasse"),
        ("客户", "kehu"),
        ("2024 sales", "thing_2024_sales"),
        ("__x__", "x"),
        ('"; DROP TABLE x; --', "drop_table_x"),
        ("😀", "grinning"),
        ("", "thing"),
        ("---", "thing"),
        ("a" * 60, "a" * 40),
        ("a" * 39 + " b", "a" * 39),
        ("xmin", "thing_xmin"),  # PostgreSQL has a column of that name in every table, and so have bounding boxes
    ],
)
def test_a_name_is_made_of_what_people_wrote(text, name):
    assert identifier(text, default="thing", length=40) == name


@pytest.mark.parametrize("titles", [("One", "Two"), ("Same", "Same")])
def test_two_first_datasets_of_a_workspace_at_once(committed, workspace, at_once, titles):
    """Neither finds the workspace's PostgreSQL schema; with one title, both find the same slug free."""
    together = threading.Barrier(2)

    def make(title):
        together.wait(30)
        return dataset_create(workspace=Workspace.objects.get(pk=workspace.pk), title=title, schema=SCHEMA).slug

    ended = at_once(*(lambda title=title: make(title) for title in titles))
    assert set(ended) == ({"one", "two"} if titles[0] != titles[1] else {"same", "same_2"})
    assert tables() == set(ended)


def test_of_two_that_want_one_slug_one_gets_it(committed, workspace, at_once):
    together = threading.Barrier(2)

    def make():
        together.wait(30)
        return dataset_create(workspace=workspace, slug="one", title="t", schema=SCHEMA).slug

    ended = at_once(make, make)
    [refusal] = [each for each in ended if isinstance(each, AppError)]
    assert (refusal.code, refusal.status) == ("slug_taken", 409)
    assert "one" in ended


def test_title_and_description_can_be_changed_and_nothing_else(api, customers):
    answer = api.patch("/api/datasets/customers/", {"title": "Clients"}).json()
    assert (answer["title"], answer["slug"]) == ("Clients", "customers")
    assert answer["updated_at"] >= answer["created_at"]
    assert str(Dataset.objects.get()) == "acme.customers"
    for name, value in (("slug", "x"), ("schema", SCHEMA), ("workspace", "x")):
        response = api.patch("/api/datasets/customers/", {name: value})
        assert (response.status_code, list(response.json()["errors"])) == (400, [name])
    assert api.patch("/api/datasets/customers/", ["title"]).status_code == 400
    assert api.patch("/api/datasets/customers/", {"title": ""}).status_code == 400
