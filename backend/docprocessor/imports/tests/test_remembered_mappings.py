"""How files with a header go into a dataset is kept when somebody says so, and comes back with the next such file."""

import pytest

from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import ImportJob, RememberedMapping

FILE = "Key,Full name,Since,Notes\n1,Ana,2024-01-31,x\n2,Ben,2024-02-29,y\n"
MAPPING = {"Key": "id", "Full name": "name", "Since": "joined"}
ASKED = {"mode": "upsert", "duplicates": "last_wins", "on_error": "abort"}


@pytest.fixture
def mapping_of(api, uploaded):
    """What the preview of a file says of its mapping: `mapping_of(FILE)`."""

    def get(content: str, dataset: str = "customers", **query):
        path = f"/api/uploads/{uploaded(content)}/preview/"
        return api.get(path, {"dataset": dataset, **query}).json()["mapping"]

    return get


def test_the_next_file_with_this_header_goes_in_likewise(import_file, customers, mapping_of):
    job = import_file(FILE, dataset="customers", mapping=MAPPING, remember=True, **ASKED)
    assert (job.status, job.inserted_rows) == ("completed", 2)
    mapping = mapping_of("Key,Full name,Since,Notes\n3,Cem,2024-03-01,\n")
    complete = {**MAPPING, "Notes": None}
    remembered = mapping["remembered"]
    assert {name: remembered[name] for name in ("mapping", *ASKED)} == {"mapping": complete, **ASKED}
    assert remembered["updated_at"].endswith("Z")
    assert {each["label"]: each["field"] for each in mapping["columns"]} == complete
    assert {each["how"] for each in mapping["columns"]} == {"remembered"}
    assert mapping["missing"] == []


@pytest.mark.parametrize(
    ("header", "is_known"),
    [
        ("Key,Full name,Since,Notes", True),
        ("_row,_line,_errors,Key,Full name,Since,Notes", True),  # rejects that come back
        ("Key,Full name,Since", False),
        ("Full name,Key,Since,Notes", False),  # in another order, it is another program's file
        ("key,Full name,Since,Notes", False),
    ],
)
def test_a_header_is_known_by_its_names_in_their_order(import_file, customers, mapping_of, header, is_known):
    import_file(FILE, dataset="customers", mapping=MAPPING, remember=True)
    cells = ",".join("7" for _ in header.split(","))
    assert (mapping_of(f"{header}\n{cells}\n")["remembered"] is not None) is is_known


def test_a_dry_run_remembers_as_well_and_it_is_remembered_once(import_file, customers):
    """Also what was matched by name, so that a later alias does not change it."""
    content = "id,name,x\n1,Ana,2\n"
    import_file(content, dataset="customers", dry_run=True, remember=True)
    assert RememberedMapping.objects.get().params["mapping"] == {"id": "id", "name": "name", "x": None}
    before = RememberedMapping.objects.get().updated_at
    import_file(content, dataset="customers", mapping={"x": "amount"}, remember=True)
    assert RememberedMapping.objects.get().params["mapping"]["x"] == "amount"
    assert RememberedMapping.objects.get().updated_at > before


def test_only_who_says_so_is_remembered_and_once(api, import_file, customers, run_jobs):
    import_file(FILE, dataset="customers", mapping=MAPPING)
    assert not RememberedMapping.objects.exists()
    job = import_file(FILE, dataset="customers", mapping=MAPPING, remember=True, force=True)
    assert "remember" not in ImportJob.objects.get(pk=job.pk).params
    [known] = RememberedMapping.objects.values_list("fingerprint", flat=True)
    assert api.delete(f"/api/datasets/customers/mappings/{known}/").status_code == 204
    assert api.delete(f"/api/datasets/customers/mappings/{known}/").status_code == 404
    assert not RememberedMapping.objects.exists()
    # What runs again does not bring back what has been forgotten
    again = api.post(f"/api/jobs/{job.pk}/again/", {"params": {"force": True}})
    assert again.status_code == 202, again.json()
    run_jobs()
    assert not RememberedMapping.objects.exists()


def test_an_import_that_cannot_begin_is_not_remembered(import_file, customers):
    assert import_file("x,y\n1,2\n", dataset="customers", remember=True).status == "failed"
    assert not RememberedMapping.objects.exists()


def test_a_file_without_a_header_is_known_by_nothing(import_file, customers, mapping_of):
    content = "1,Ana,ana@example.com,2.50,2024-01-31\n2,Ben,,,\n"
    job = import_file(content, dataset="customers", dialect={"header": False}, remember=True)
    assert job.status == "completed"
    assert not RememberedMapping.objects.exists()
    assert mapping_of(content)["fingerprint"] is None


def test_json_is_known_by_its_keys(import_file, customers, mapping_of):
    content = '{"id":1,"name":"Ana","nick":"A"}\n'
    import_file(content, dataset="customers", mapping={"nick": None}, remember=True, name="x.jsonl")
    assert mapping_of(content)["remembered"]["mapping"] == {"id": "id", "name": "name", "nick": None}


def test_what_is_remembered_belongs_to_a_dataset(upload, api, import_file, customers, mapping_of):
    refused = upload(FILE, remember=True)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["remember"])
    import_file(FILE, dataset="customers", mapping=MAPPING, remember=True)
    other = {"slug": "others", "title": "Others", "schema": customers.schema}
    assert api.post("/api/datasets/", other).status_code == 201
    assert mapping_of(FILE, "others")["remembered"] is None
    known = RememberedMapping.objects.get().fingerprint
    assert api.delete(f"/api/datasets/others/mappings/{known}/").status_code == 404
    assert RememberedMapping.objects.exists()


def test_a_field_that_has_gone_is_told_and_the_rest_stays(import_file, customers, mapping_of):
    import_file(FILE, dataset="customers", mapping={**MAPPING, "Notes": "email"}, remember=True)
    fields = [field for field in customers.schema["fields"] if field["name"] != "email"]
    Dataset.objects.filter(pk=customers.pk).update(schema={**customers.schema, "fields": fields})
    columns = {each["label"]: each for each in mapping_of(FILE)["columns"]}
    assert (columns["Key"]["field"], columns["Key"]["how"]) == ("id", "remembered")
    assert (columns["Notes"]["field"], columns["Notes"]["status"]) == (None, "unmapped")
    assert columns["Notes"]["reason"].endswith("it went into email the last time, which is no longer a field")


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        # A header that is only found by what was said of it
        ("exported, by\nsomebody, else\nKey,Full name\n1,Ana\n", {"header_row": 3}),
        ('"open\nKey,Full name\n1,Ana\n', {"header_row": 2}),
    ],
)
def test_a_file_is_read_as_the_last_one_with_its_header(api, import_file, customers, uploaded, content, dialect):
    mapping = {"Key": "id", "Full name": "name"}
    job = import_file(content, dataset="customers", mapping=mapping, dialect=dialect, remember=True)
    assert job.status == "completed"
    address = f"/api/uploads/{uploaded(content.replace('Ana', 'Ben'))}/preview/"
    seen = api.get(address, {"dataset": "customers"}).json()
    assert seen["labels"] == ["Key", "Full name"]
    assert seen["rows"][0]["cells"] == ["1", "Ben"]
    assert seen["mapping"]["remembered"]["dialect"] == dialect
    # Who asks for it to be recognised gets that; and what is remembered is no reason to take another header
    recognised = api.get(address, {"dataset": "customers", "dialect": "{}"}).json()
    assert recognised.get("labels") != seen["labels"]
    other = uploaded("id,name\n1,Ana\n2,Ben\n3,Cem\n")
    assert api.get(f"/api/uploads/{other}/preview/", {"dataset": "customers"}).json()["labels"] == ["id", "name"]
