"""A dataset with rows changes to another schema whole, or stays as it is and says which rows do not keep the new one."""

import json
from copy import deepcopy

import pytest
from django.db import connection

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.reshaping.schema_change import run_schema_change
from docprocessor.datasets.tests.feeding import tables
from docprocessor.jobs.models import Job

FIELDS = [
    {"name": "id", "type": "integer"},
    {"name": "name", "title": "Name"},
    {"name": "age", "type": "integer"},
    {"name": "code"},
]
CSV = "id,name,age,code\n1,Ana,30,007\n2,Ben,41,12\n3,Carla,,x\n4,,18,\n"


@pytest.fixture
def people(make_dataset, import_file):
    dataset = make_dataset(*FIELDS, slug="people", primaryKey="id")
    assert import_file(CSV, dataset="people").inserted_rows == 4
    return dataset


@pytest.fixture
def change(api, run_jobs):
    """Change the dataset to other fields, by a job; returns how the job stands then."""

    def run(*fields, check_only=False, slug="people", **table):
        schema = {"fields": list(fields), **({"primaryKey": "id"} | table)}
        answer = api.post(f"/api/datasets/{slug}/schema/", {"schema": schema, "check_only": check_only})
        assert answer.status_code == 202, answer.json()
        run_jobs()
        return api.get(answer.headers["Location"]).json()

    return run


def fields(**changes):
    """The fields with some changed, added, or taken out by None."""
    found = {field["name"]: deepcopy(field) for field in FIELDS}
    for name, changed in changes.items():
        if changed is None:
            del found[name]
        else:
            found[name] = {**found.get(name, {"name": name}), **changed}
    return found.values()


def applied(job):
    assert (job["status"], job["failure"]) == ("completed", None)
    assert job["result"]["violations"] == []
    assert job["result"]["applied"]
    return job["result"]["changes"]


def refused(job):
    assert (job["status"], job["failure"]) == ("completed", None)
    assert not job["result"]["applied"]
    return [
        (each["field"], each["code"], each["count"], [sample["value"] for sample in each["samples"]])
        for each in job["result"]["violations"]
    ]


def columns(table="people"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL), attnotnull FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('_load', '_row')",
            [f"data_acme.{table}"],
        )
        return {name: (kind, required) for name, kind, required in cursor.fetchall()}


def indexes(table="people"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'data_acme' AND tablename = %s ORDER BY 1", [table]
        )
        return [
            definition.partition(" USING ")[2] + (" unique" if "UNIQUE" in definition else "")
            for (definition,) in cursor
        ]


def rows(api, slug="people"):
    results = api.get(f"/api/datasets/{slug}/rows/", {"ordering": "id"}).json()["results"]
    return [{name: value for name, value in row.items() if not name.startswith("_")} for row in results]


# --- What changes ---------------------------------------------------------------------------------


def test_words_change_and_no_row_is_touched(people, change, api):
    said = applied(
        change(*fields(name={"title": "Full name", "description": "As in the passport", "aliases": ["who"]}))
    )
    assert said == [
        'The title of name changes from "Name" to "Full name".',
        "The description of name changes.",
        'The other names of name change from nothing to "who".',
    ]
    assert api.get("/api/datasets/people/").json()["schema"]["fields"][1]["title"] == "Full name"


def test_fields_come_and_go(people, change, api, import_file):
    said = applied(change(*fields(code=None, city={"type": "string"})))
    assert said == ["The field city (string) is added.", "The field code is removed, with 3 values in it."]
    assert columns() == {
        "id": ("bigint", True),
        "name": ("text", False),
        "age": ("bigint", False),
        "city": ("text", False),
    }
    assert rows(api)[0] == {"id": 1, "name": "Ana", "age": 30, "city": None}
    job = import_file("id,city\n5,Lima\n", dataset="people")
    assert (job.status, job.inserted_rows) == ("completed", 1)
    job = import_file("id,city\n1,Oslo\n", dataset="people", mode="upsert")
    assert (job.status, job.updated_rows) == ("completed", 1)
    assert rows(api)[0]["city"] == "Oslo"


TYPES = [
    # from, to, stored, read back as JSON
    ({"type": "integer"}, {"type": "number"}, "7", "7"),
    ({"type": "integer"}, {"type": "string"}, "-7", "-7"),
    ({"type": "integer"}, {"type": "year"}, "2024", 2024),
    ({"type": "year"}, {"type": "integer"}, "0987", 987),
    ({"type": "year"}, {"type": "string"}, "0987", "0987"),
    ({"type": "number"}, {"type": "integer"}, "12", 12),
    ({"type": "number", "decimalChar": ","}, {"type": "string"}, "1,50", "1,50"),
    ({"type": "number"}, {"type": "string"}, "-INF", "-INF"),
    ({"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]}, {"type": "string"}, "nein", "nein"),
    ({"type": "date", "format": "%d/%m/%Y"}, {"type": "string"}, "31/12/2024", "31/12/2024"),
    ({"type": "datetime"}, {"type": "string"}, "2024-01-01T01:00+01:00", "2024-01-01T00:00:00Z"),
    ({"type": "time"}, {"type": "string"}, "07:30", "07:30:00"),
    (
        {"format": "uuid"},
        {"type": "any"},
        "123e4567-e89b-12d3-a456-426614174000",
        "123e4567-e89b-12d3-a456-426614174000",
    ),
    ({}, {"format": "uuid"}, "123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ({}, {"type": "integer"}, " -12 ", -12),
    ({}, {"type": "number", "decimalChar": ",", "groupChar": "."}, "1.234,50", "1234.50"),
    ({}, {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}, "yes", True),
    ({}, {"type": "date"}, "2024-02-29", "2024-02-29"),
    ({}, {"type": "date", "format": "%d/%m/%Y"}, "1/2/2024", "2024-02-01"),
    ({}, {"type": "datetime"}, "2024-01-01T01:00:00.5+01:00", "2024-01-01T00:00:00.500000Z"),
    ({}, {"type": "time", "format": "%H.%M"}, "07.30", "07:30:00"),
    ({}, {"type": "year"}, "2024", 2024),
]


@pytest.mark.parametrize(("old", "new", "text", "value"), TYPES)
def test_values_become_what_a_file_of_them_would_be(make_dataset, import_file, change, api, old, new, text, value):
    make_dataset({"name": "id", "type": "integer"}, {"name": "v", **old}, slug="people", primaryKey="id")
    assert import_file(f"id;v\n1;{text}\n2;\n", dataset="people", dialect={"delimiter": ";"}).inserted_rows == 2
    applied(change({"name": "id", "type": "integer"}, {"name": "v", **new}))
    assert rows(api) == [{"id": 1, "v": value}, {"id": 2, "v": None}]
    assert tables() == ["people"]


@pytest.mark.parametrize(
    ("old", "new", "text", "code"),
    [
        ({"type": "number"}, {"type": "integer"}, "1.5", "integer"),
        ({"type": "datetime"}, {"type": "date"}, "2024-01-01T00:00:00Z", "date"),
        ({"type": "boolean"}, {"type": "integer"}, "true", "integer"),
        ({}, {"type": "integer"}, "twelve", "integer"),
        ({}, {"format": "email"}, "nobody", "email"),
        ({}, {"type": "date"}, "31/12/2024", "date"),
        # The number would say less than the text did.
        ({}, {"type": "integer"}, "007", "not_exact"),
        ({}, {"type": "integer"}, "+7", "not_exact"),
        ({}, {"type": "number"}, "1e3", "not_exact"),
        # The pattern would write less than is stored.
        ({"type": "datetime"}, {"type": "datetime", "format": "%Y-%m-%d %H:%M"}, "2024-01-01T00:00:01Z", "not_exact"),
    ],
)
def test_values_that_are_none_of_the_new_type_stay(make_dataset, import_file, change, api, old, new, text, code):
    make_dataset({"name": "id", "type": "integer"}, {"name": "v", **old}, slug="people", primaryKey="id")
    import_file(f"id;v\n1;{text}\n", dataset="people", dialect={"delimiter": ";"})
    before = rows(api)
    [(field, found, count, _)] = refused(change({"name": "id", "type": "integer"}, {"name": "v", **new}))
    assert (field, found, count) == ("v", code, 1)
    assert rows(api) == before
    assert tables() == ["people"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({}, ["brin (_load, _row)", "btree (id) unique"]),
        ({"primaryKey": ["name", "id"]}, ["brin (_load, _row)", "btree (name, id) unique"]),
        ({"primaryKey": []}, ["btree (_load, _row) unique"]),
    ],
)
def test_keys_change_with_their_indexes(make_dataset, import_file, change, table, expected):
    make_dataset(*FIELDS[:2], slug="people", primaryKey="id")
    import_file("id,name\n1,Ana\n2,Ben\n", dataset="people")
    applied(change(*FIELDS[:2], **table))
    assert indexes() == expected
    applied(change(*FIELDS[:2]))
    assert indexes() == ["brin (_load, _row)", "btree (id) unique"]


def test_rules_change_both_ways(people, change, import_file):
    said = applied(
        change(*fields(age={"constraints": {"unique": True, "minimum": 18}}, code={"constraints": {"maxLength": 3}}))
    )
    assert said == ["age becomes unique.", 'age gets the rule minimum: "18".', 'code gets the rule maxLength: "3".']
    job = import_file("id,age,code\n5,30,a\n6,17,b\n7,19,long\n8,20,c\n", dataset="people")
    assert (job.inserted_rows, job.failed_rows) == (1, 3)
    said = applied(change(*FIELDS))
    assert said == [
        "age is no longer unique.",
        'The rule minimum of age, "18", is lifted.',
        'The rule maxLength of code, "3", is lifted.',
    ]
    assert import_file("id,age,code\n5,30,a\n6,17,b\n7,19,long\n", dataset="people").inserted_rows == 3


def test_a_value_that_is_required_and_then_is_not(people, change, import_file):
    assert columns()["name"] == ("text", False)
    assert refused(change(*fields(name={"constraints": {"required": True}}))) == [("name", "required", 1, [None])]
    import_file("id,name\n4,Dan\n", dataset="people", mode="upsert")
    said = applied(change(*fields(name={"constraints": {"required": True}})))
    assert said == [
        "name becomes required.",
        "1 earlier import can no longer be undone: the rows as they were before do not fit the new schema.",
    ]
    assert columns()["name"] == ("text", True)
    applied(change(*FIELDS))
    assert columns()["name"] == ("text", False)


# --- What is refused ------------------------------------------------------------------------------


def test_samples_name_the_import_and_the_record(people, change, api):
    job = Job.objects.get(kind="csv_import")
    result = change(*fields(age={"constraints": {"minimum": 30}}, code={"constraints": {"pattern": "[0-9]+"}}))[
        "result"
    ]
    assert result["rows"] == 4
    assert result["violations"] == [
        {
            "field": "age",
            "code": "minimum",
            "message": "This is less than 30.",
            "count": 1,
            "samples": [{"import": str(job.pk), "row": 4, "value": "18"}],
        },
        {
            "field": "code",
            "code": "pattern",
            "message": "This does not match the pattern [0-9]+.",
            "count": 1,
            "samples": [{"import": str(job.pk), "row": 3, "value": "x"}],
        },
    ]
    assert api.get("/api/datasets/people/").json()["schema"]["fields"] == FIELDS


def test_every_row_counts_and_few_are_shown(make_dataset, change):
    make_dataset(*FIELDS[:2], slug="people", primaryKey="id")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO data_acme.people SELECT n, CASE WHEN n % 2 = 0 THEN 'even' ELSE n::text END, 1, n"
            " FROM generate_series(1, 12000) n"
        )
    [(field, code, count, samples)] = refused(change(*fields(name={"type": "integer"}, age=None, code=None)))
    assert (field, code, count, samples) == ("name", "integer", 6000, ["even"] * 5)


def test_a_required_field_is_not_added_to_rows(people, change, make_dataset):
    wanted = fields(city={"constraints": {"required": True}})
    job = change(*wanted)
    assert refused(job) == [("city", "required", 4, [None] * 4)]
    assert "add it without the rule" in job["result"]["violations"][0]["message"]
    make_dataset(*FIELDS, slug="nobody", primaryKey="id")
    applied(change(*wanted, slug="nobody"))
    assert columns("nobody")["city"] == ("text", True)


def test_a_new_key_that_rows_share(people, change, import_file):
    import_file("id,name,code\n5,Ana,9\n6,Ana,9\n", dataset="people")
    assert refused(change(*fields(name={"constraints": {"unique": True}}))) == [("name", "duplicate", 3, ["Ana"] * 3)]
    found = refused(change(*fields(), primaryKey=["name", "code"]))
    assert found == [("name", "required", 1, [None]), ("code", "required", 1, [None])]


def test_values_that_become_alike_share_a_key(make_dataset, import_file, change):
    unique = {"constraints": {"unique": True}}
    make_dataset(FIELDS[0], {"name": "v", **unique}, slug="people", primaryKey="id")
    import_file('id,v\n1," 7"\n2,7\n3,8\n', dataset="people")
    [(field, code, count, values)] = refused(change(FIELDS[0], {"name": "v", "type": "integer", **unique}))
    assert (field, code, count, values) == ("v", "duplicate", 2, ["7", "7"])


def test_a_text_that_would_stand_for_no_value(people, change):
    assert refused(change(*FIELDS, missingValues=["", "x", "Ana"])) == [
        ("name", "missing_value", 1, ["Ana"]),
        ("code", "missing_value", 1, ["x"]),
    ]
    assert applied(change(*FIELDS, missingValues=["", "NA"])) == [
        'What stands for no value changes from nothing to nothing, "NA".'
    ]


def test_only_checking_changes_nothing(people, change, api):
    before = api.get("/api/datasets/people/").json()
    job = change(*fields(code=None, age={"type": "string"}), check_only=True)
    assert job["result"] == {
        "changes": [
            "The field code is removed, with 3 values in it.",
            "The type of age changes from integer to string.",
        ],
        "violations": [],
        "rows": 4,
        "applied": False,
    }
    assert api.get("/api/datasets/people/").json() == before
    assert tables() == ["people"]


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"fields": []}, "schema.fields"),
        ({"fields": [{"name": "a", "type": "rumour"}]}, "schema.fields.0.type"),
        ({"fields": [{"name": "a", "constraints": {"pattern": "("}}]}, "schema.fields.0.constraints.pattern"),
        ("text", "schema.schema"),
        (None, "schema"),
    ],
)
def test_what_is_no_schema_is_refused_by_its_place(people, api, schema, path):
    answer = api.post("/api/datasets/people/schema/", {"schema": schema})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [path])


def test_what_somebody_else_has_changed_meanwhile_is_looked_at_again(people, api, change, run_jobs):
    looked_at = api.get("/api/datasets/people/").json()["updated_at"]
    body = {"schema": {"fields": FIELDS, "primaryKey": "id"}, "version": looked_at}
    waiting = api.post("/api/datasets/people/schema/", body)
    assert waiting.status_code == 202
    api.patch("/api/datasets/people/", {"title": "Other"})
    late = api.post("/api/datasets/people/schema/", body)
    assert (late.status_code, late.json()["code"]) == (409, "dataset_changed")
    run_jobs()
    job = api.get(waiting.headers["Location"]).json()
    assert (job["status"], job["failure"]["code"]) == ("failed", "dataset_changed")


def test_a_view_of_somebodys_is_not_broken(people, change, api):
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW data_acme.ages AS SELECT age FROM data_acme.people")
    job = change(*fields(age={"type": "string"}))
    assert (job["status"], job["failure"]["code"]) == ("failed", "column_in_use")
    assert "ages" in job["failure"]["message"]
    job = change(*fields(age=None))
    assert (job["status"], job["failure"]["code"]) == ("failed", "column_in_use")
    applied(change(*fields(code=None)))


def test_a_change_is_run_once(people, change, run_jobs):
    """Its worker died when all was done, before it could say so."""
    done = change(*fields(code=None))
    job = Job.objects.get(pk=done["id"])
    assert job.checkpoint == job.result == json.loads(json.dumps(done["result"]))
    before = Dataset.objects.get(slug="people").updated_at
    assert run_schema_change(job, None) == done["result"]
    assert Dataset.objects.get(slug="people").updated_at == before
