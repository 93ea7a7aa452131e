"""GET /api/uploads/{id}/preview/: how a file would be read, and where its columns would go."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.api.preview import MappingSerializer, PreviewSerializer, SuggestionSerializer
from docprocessor.imports.models import Upload
from docprocessor.imports.tests.workbooks import OLD_OFFICE, sheet_of, workbook

CUSTOMERS_FILE = "id,Name,E-Mail,Amounts\n1,Ana,ana@example.com,1.50\n2,Ben,nobody,2\n"


@pytest.fixture
def look(api, uploaded):
    """The answer on a file: `look("a,b\\n1,2\\n", dataset="customers", header_row=2)`."""

    def get(content: bytes | str, *, dataset: str | None = None, **dialect):
        query = {"dataset": dataset} if dataset else {}
        query |= {"dialect": json.dumps(dialect)} if dialect else {}
        return api.get(f"/api/uploads/{uploaded(content)}/preview/", query)

    return get


def test_a_look_at_a_file(look):
    seen = look(CUSTOMERS_FILE)
    assert seen.status_code == 200
    body = seen.json()
    assert set(body) == set(PreviewSerializer().fields)
    assert (body["format"], body["encoding"], body["header_line"]) == ("delimited", "utf-8", 1)
    assert body["labels"] == ["id", "Name", "E-Mail", "Amounts"]
    assert body["rows"][0] == {"row": 1, "line": 2, "cells": ["1", "Ana", "ana@example.com", "1.50"], "fault": None}
    assert body["top"][0] == {"line": 1, "cells": ["id", "Name", "E-Mail", "Amounts"]}
    assert (body["sheets"], body["members"], body["mapping"]) == ([], [], None)
    assert [field["name"] for field in body["schema"]["fields"]] == ["id", "name", "e_mail", "amounts"]
    assert body["columns"][3]["choices"] == [
        {"type": "string", "format": "default", "reason": "Each value stays as it is written"}
    ]
    assert body["sample"] == {"records": 2, "is_whole": True}


def test_what_is_said_is_redrawn(look):
    """A header further down, another delimiter: the page only sends what a person has changed."""
    content = "Sales of 2024;;\n\nregion;units;price\nNorth;1;2,50\nSouth;2;3,50\n"
    seen = look(content, header_row=1, delimiter=";").json()
    assert (seen["labels"][0], seen["header_line"]) == ("Sales of 2024", 1)
    assert [row["line"] for row in seen["top"]] == [1, 3, 4, 5]
    assert look(content).json()["labels"] == ["region", "units", "price"]
    assert look(content, delimiter=",").json()["dialect"]["delimiter"] == ","
    # The top is the same wherever the header is taken to be, so that another row can be made it
    assert look(content, header_row=4).json()["top"] == seen["top"]
    assert look(content, header=False).json()["top"] == seen["top"]


@pytest.mark.parametrize(
    ("content", "lines", "first"),
    [
        (workbook({"S": sheet_of([["Sales"], [], ["a", "b"], [1, 2]])}), [1, 3, 4], ["Sales", ""]),
        ('{"a":1}\n\n{"a":2}\n', [1, 3], ["1"]),
        ('[{"a":1},\n{"a":2}]', [1, 2], ["1"]),
        ('a,b\n"open\n1,2\n', [1, 2, 3], ["a", "b"]),  # what cannot be cut into cells is one
        ("a,b\n" + "1,2\n" * 100, list(range(1, 21)), ["a", "b"]),
    ],
    ids=["workbook", "json lines", "json array", "malformed", "long"],
)
def test_the_top_of_any_format(look, content, lines, first):
    top = look(content).json()["top"]
    assert [row["line"] for row in top] == lines
    assert top[0]["cells"] == first


@pytest.mark.parametrize(
    ("content", "dialect", "lines"),
    [
        ("a,b\n1,2\n", {"header_row": 9}, [1, 2]),
        ('"open\na,b\n1,2\n', {}, [1, 2, 3]),
        ('"open\na,b\n1,2\n', {"header_row": 1}, [1, 2, 3]),
        (workbook({"S": sheet_of([["a", "b"], [1, 2]])}), {"header_row": 9}, [1, 2]),
        ("\n", {"header_row": 9}, None),
        ('"open\n', {}, None),
    ],
)
def test_where_there_is_no_header_the_top_is_shown_to_find_it(look, content, dialect, lines):
    refused = look(content, **dialect)
    top = refused.json().get("top")
    assert (refused.status_code, top and [row["line"] for row in top]) == (400, lines)


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def test_sheets_and_members_to_choose_from(look):
    table = sheet_of([["a", "b"], [1, 2]])
    two = workbook({"First": table, "Second": table}, hidden=("Second",))
    assert look(two).json()["sheets"] == ["First", "Second"]
    assert look(two, sheet="Second").json()["sheet"] == "Second"
    assert look(workbook({"Only": table})).json()["sheets"] == []
    archive = zipped(a_csv="a,b\n1,2\n", b_xlsx=two)
    refused = look(archive)
    assert (refused.status_code, refused.json()["code"]) == (400, "choose_member")
    assert refused.json()["members"] == ["a.csv", "b.xlsx"]
    seen = look(archive, member="b.xlsx").json()
    assert (seen["member"], seen["members"], seen["sheets"]) == ("b.xlsx", ["a.csv", "b.xlsx"], ["First", "Second"])
    assert look(zipped(a_csv="a,b\n1,2\n")).json()["members"] == []
    refused = look(two, sheet="Third")
    assert (refused.status_code, refused.json()["sheets"]) == (400, ["First", "Second"])
    hidden = look(workbook({"One": table, "Two": table}, hidden=("One", "Two"))).json()
    assert (hidden["code"], hidden["sheets"]) == ("empty_workbook", ["One", "Two"])


@pytest.mark.parametrize(
    ("content", "dialect", "status", "code"),
    [
        ("a,b\n1,2\n", {"delimiter": ",,"}, 400, "invalid_dialect"),
        ("a,b\n1,2\n", {"colour": "red"}, 400, "invalid_dialect"),
        ("a,b\n1,2\n", {"encoding": "klingon"}, 400, "unknown_encoding"),
        ("a,b\n1,2\n", {"header_row": 9}, 400, "no_records"),
        ("a,b\n1,2\n", {"sheet": "x"}, 400, "no_such_sheet"),
        ("\n\n", {}, 400, "no_records"),
        (b"%PDF-1.7 ...", {}, 415, "unsupported_file_type"),
        (zipped(a_csv=b"\x89PNG\r\n\x1a\n"), {}, 415, "unsupported_file_type"),
        (b"PK\x03\x04 and no more", {}, 400, "damaged_archive"),
        (OLD_OFFICE + b"\x00" * 1_016 + "EncryptedPackage".encode("utf-16-le"), {}, 400, "encrypted_workbook"),
        # Nothing here may take much time or memory, whatever the file
        (",".join(f"c{n}" for n in range(1_501)) + "\n", {}, 400, "too_many_columns"),
        ("," * 200_000, {}, 400, "too_many_columns"),
        (zipped(a_csv=b"0" * 80_000_000), {}, 400, "unpacks_to_too_much"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(look, content, dialect, status, code):
    refused = look(content, **dialect)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"].endswith(".")


@pytest.mark.parametrize("dialect", ["", "7", "[]", "{", "null", "[" * 5_000])
def test_a_dialect_is_a_json_object(api, uploaded, dialect):
    upload = uploaded(CUSTOMERS_FILE)
    refused = api.get(f"/api/uploads/{upload}/preview/", {"dialect": dialect})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["dialect"])


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n" + "x" * 3_000_000 + ",1\n" + "1,2\n" * 10,  # a very long cell
        "a,b\n1" + "," * 300_000 + "\n1,2\n",  # a record of very many cells
        "a,b\n" + '"' + "x\n" * 100_000,  # a quote that is never closed
        ",".join(f"c{n}" for n in range(1_500)) + "\n" + (",".join(["x" * 2_000] * 1_500) + "\n") * 20,
        '[{"a":"' + "x" * 3_000_000 + '"},{"a":1}]',
    ],
    ids=["long cell", "many cells", "open quote", "wide", "long value"],
)
def test_answers_are_bounded(look, content):
    seen = look(content)
    assert len(seen.content) < 4_000_000
    for row in [*seen.json().get("rows", []), *seen.json().get("top", [])]:
        assert max(map(len, row["cells"]), default=0) <= 1_000


def test_an_upload_that_is_not_here_in_full(api, uploaded):
    upload = uploaded("a,b\n1,2\n")
    Upload.objects.filter(pk=upload).update(received=4, file_key="")
    refused = api.get(f"/api/uploads/{upload}/preview/")
    assert (refused.status_code, refused.json()["code"]) == (409, "upload_not_whole")
    Upload.objects.filter(pk=upload).update(expires_at=Now() - timedelta(hours=1))
    assert api.get(f"/api/uploads/{upload}/preview/").status_code == 410


def test_another_workspaces_upload_or_dataset(make_workspace, client_for, look, customers, uploaded):
    workspace, user = make_workspace("other")
    upload = uploaded(CUSTOMERS_FILE)
    assert client_for(workspace, user).get(f"/api/uploads/{upload}/preview/").status_code == 404
    theirs = dataset_create(workspace=workspace, slug="theirs", title="Theirs", schema=customers.schema)
    assert look(CUSTOMERS_FILE, dataset=theirs.slug).status_code == 404
    assert look(CUSTOMERS_FILE, dataset="no_such").status_code == 404


def test_where_the_columns_go(look, customers):
    mapping = look(CUSTOMERS_FILE, dataset="customers").json()["mapping"]
    assert set(mapping) == set(MappingSerializer().fields)
    assert all(set(column) == set(SuggestionSerializer().fields) for column in mapping["columns"])
    assert [(column["field"], column["status"], column["how"]) for column in mapping["columns"]] == [
        ("id", "matched", "exact"),
        ("name", "matched", "normalised"),
        ("email", "matched", "normalised"),
        ("amount", "suggested", "fuzzy"),
    ]
    assert mapping["columns"][3]["samples"] == ["1.50", "2"]
    assert (mapping["missing"], mapping["remembered"]) == ([], None)
    assert look("id,x\n1,2\n", dataset="customers").json()["mapping"]["missing"] == ["name"]


def test_what_is_only_suggested_is_not_imported_by_itself(import_file, customers, rows):
    job = import_file(CUSTOMERS_FILE.replace("nobody", ""), dataset="customers")
    assert job.reading["columns"] == ["id", "name", "email", None]
    assert [row[3] for row in rows(customers)] == [None, None]


def test_without_a_header_columns_go_by_their_place_as_in_an_import(look, import_file, customers):
    content = "1,Ana,ana@example.com,2.50,2024-01-31\n2,Ben,,,\n"
    columns = look(content, dataset="customers", header=False).json()["mapping"]["columns"]
    assert [column["field"] for column in columns] == ["id", "name", "email", "amount", "joined"]
    assert {column["how"] for column in columns} == {"place"}
    assert columns[4]["reason"] == "By its place, as the file has no header, and 1 of 1 sample value is a date"
    # Only where it is said that there is none, and where there are as many
    assert look(content, dataset="customers").json()["mapping"]["columns"][0]["how"] == "none"
    assert look("1,Ana\n", dataset="customers", header=False).json()["mapping"]["columns"][0]["how"] == "none"
    # What is said of a column goes before its place
    mapping = {"column_2": "email", "column_3": "name"}
    job = import_file(
        content.replace("Ana", "x@example.com"), dataset="customers", dialect={"header": False}, mapping=mapping
    )
    assert job.reading["columns"] == ["id", "email", "name", "amount", "joined"]
    job = import_file(content, dataset="customers", dialect={"header": False}, mapping={"column_5": None}, force=True)
    assert job.reading["columns"] == ["id", "name", "email", "amount", None]
