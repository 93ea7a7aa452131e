"""Rejected records come back as a file, to be mended and imported again."""

import csv
import io

import pytest

from docprocessor.imports.mending import rejects
from docprocessor.imports.models import ImportJob

HEADER = b"id,name,email,amount,joined\n"


@pytest.fixture
def download(api):
    def get(job: ImportJob, file_format: str = "") -> bytes:
        query = f"?format={file_format}" if file_format else ""
        response = api.get(f"/api/imports/{job.pk}/rejects/{query}")
        assert response.status_code == 200
        return b"".join(response)

    return get


def table(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig", errors="surrogateescape")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_service_columns_stand_before_the_records_own(import_file, customers, download):
    content = HEADER + b'1,Ana,,,\nx,"Ben\nBo",no,,\n3,Cem,,,\n,Dan,,,\n'
    job = import_file(content, dataset="customers")
    assert table(download(job)) == [
        ["_row", "_line", "_errors", "id", "name", "email", "amount", "joined"],
        [
            "2",
            "3",
            "id: This is not a whole number. | email: This is not an email address.",
            "x",
            "Ben\nBo",
            "no",
            "",
            "",
        ],
        ["4", "6", "id: A value is required here.", "", "Dan", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("content", "status"), [(HEADER + b"1,Ana,,,\n", "completed"), (HEADER, "failed"), (b'"a\n1\n', "failed")]
)
def test_without_rejects_there_is_a_header_only(import_file, customers, download, content, status):
    job = import_file(content, dataset="customers")
    assert job.status == status
    assert [row[:3] for row in table(download(job))] == [["_row", "_line", "_errors"]]


def test_a_job_that_waits_has_none_yet(upload, customers, download):
    job = ImportJob(pk=upload(HEADER + b"x,Ana,,,\n", dataset="customers").json()["id"])
    assert download(job) == b"_row,_line,_errors\r\n"


def test_they_come_back_unchanged_when_they_are_imported_again(import_file, customers, download):
    """Whatever was wrong with a record is wrong with it still; no cell has changed on the way."""
    records = [
        b"x,Ana,,,",
        b"7, spaces ,,,2024-02-30",
        b'8,"say ""hi"", all",no,,',
        b'9,"two\r\nlines; and\na tab\t",no,,',
        "10,ñandú — “5 €”,no,,".encode(),
        b"11,caf\xe9 \xc3\xb1,,,",
        b"12,nul\x00,,,",
        b"13,short",
        b"14,long,,,,,",
        b"15,=1+1,no,,",
    ]
    first = import_file(HEADER + b"1,Ana,,,\n" + b"\n".join(records) + b"\n", dataset="customers")
    content = download(first)
    again = import_file(content, dataset="customers", name="rejects.csv")
    assert (again.total_rows, again.inserted_rows, again.failed_rows) == (10, 0, 10)
    kept = ("column", "code", "value")
    assert list(again.issues.order_by("row", "place").values_list(*kept)[:7]) == list(
        first.issues.order_by("row", "place").values_list(*kept)[:7]
    )
    assert [row[3:] for row in table(download(again))] == [row[3:] for row in table(content)]
    text = b"\n".join(records).decode(errors="surrogateescape")
    assert [row[3:] for row in table(content)[1:]] == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("bad", "mended"),
    [
        (b"x,Ben,,,", {0: "2"}),
        (b"2,Ben,no,abc,2024-02-30", {2: "ben@example.com", 3: "1.50", 4: "2024-02-29"}),
        (b"2,Ben", ["2", "Ben", "", "", ""]),  # ragged: too short, too long
        (b"2,Ben,,,,x,y", ["2", "Ben", "", "", ""]),
        (b'2,"Ben,,,', ["2", "Ben", "", "", ""]),  # a quote not closed: the record comes back as one cell, its line
        (b'2,"Ben" Bo,,,', ["2", "Ben Bo", "", "", ""]),
        (b"2,caf\xe9,,,", {1: "café"}),
        (b"2,B\x00en,,,", {1: "Ben"}),
        (b"1,Ben,,,", {0: "2"}),  # a duplicate
        (b",Ben,,,", {0: "2"}),
    ],
)
def test_mended_they_all_go_in(import_file, customers, rows, download, bad, mended):
    first = import_file(HEADER + "1,Añá,,,\n".encode() + bad + "\n3,ñu,,,\n".encode(), dataset="customers")
    assert (first.inserted_rows, first.failed_rows) == (2, 1)
    header, record = table(download(first))
    own = record[3:]
    if isinstance(mended, dict):
        for place, value in mended.items():
            own[place] = value
    else:
        own = mended
    buffer = io.StringIO()
    csv.writer(buffer).writerows([header, [*record[:3], *own]])
    again = import_file(buffer.getvalue(), dataset="customers", name="mended.csv")
    assert (again.status, again.inserted_rows, again.failed_rows) == ("completed", 1, 0)
    assert sorted(row[0] for row in rows(customers)) == [1, 2, 3]


def test_rejects_of_rejects_keep_one_set_of_service_columns(import_file, customers, download):
    content = HEADER + b"x,Ana,,,\n1,short\n2,long,,,,more\n"
    first = download(import_file(content, dataset="customers"))
    second = download(import_file(first, dataset="customers"))
    assert [row[3:] for row in table(second)] == [row[3:] for row in table(first)]
    assert [row[:2] for row in table(second)[1:]] == [["1", "2"], ["2", "3"], ["3", "4"]]
    assert table(second)[0][:4] == ["_row", "_line", "_errors", "id"]


def test_without_a_header_in_the_file_the_fields_names_stand_over_the_rejects(import_file, customers, rows, download):
    job = import_file("1,Ana,,,\nx,Ben,,,\n", dataset="customers", dialect={"header": False})
    header, record = table(download(job))
    assert header[3:] == ["id", "name", "email", "amount", "joined"]
    mended = ",".join(header) + "\n" + ",".join([*record[:3], "2", *record[4:]]) + "\n"
    again = import_file(mended, dataset="customers")
    assert (again.inserted_rows, again.failed_rows) == (1, 0)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("cp1252", "id;name;email\n1;Añá;no\n2;“Größe”, 5 €;no\n"),
        ("utf-16", "id\tname\temail\n1\tAñá\tno\n2\t日本\tno\n"),
        ("utf-8-sig", "id,name,email\n1,Añá,no\n2,日本,no\n"),
    ],
)
def test_whatever_the_file_was_they_are_utf_8_with_commas(import_file, customers, download, encoding, content):
    job = import_file(content.encode(encoding), dataset="customers")
    assert job.failed_rows == 2
    cells = [row[3:] for row in table(download(job))]
    delimiter = job.result["delimiter"]
    assert cells == [line.split(delimiter) for line in content.splitlines()]
    again = import_file(download(job), dataset="customers")
    assert [row[3:] for row in table(download(again))] == cells


def test_a_damaged_byte_stays_one_even_alone_in_its_file(import_file, customers, download):
    """The rejects may hold more damaged bytes than sound ones; they are not to be taken for another encoding."""
    content = HEADER + "1,Añá ñandú,,,\n2,señor,,,\n".encode() + b"3,caf\xe9,,,\n"
    job = import_file(content, dataset="customers")
    assert job.failed_rows == 1
    assert b"caf\xe9" in download(job)
    again = import_file(download(job), dataset="customers")
    assert [(i.code, i.value) for i in again.issues.all()] == [("undecodable", "caf\\xe9")]


@pytest.mark.parametrize("rest", [b"x", b"\xe9", b"\x00"])
def test_utf_16_that_breaks_off_is_a_fault_of_its_last_record(import_file, customers, download, rest):
    content = "id,name\n1,Ana\n2,Ben".encode("utf-16") + rest
    job = import_file(content, dataset="customers")
    assert (job.inserted_rows, job.failed_rows) == (1, 1)
    [issue] = job.issues.all()
    assert (issue.row, issue.line, issue.code) == (2, 3, "undecodable")
    again = import_file(download(job), dataset="customers")
    assert (again.inserted_rows, again.failed_rows) == (0, 1)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-", "'-"),
        ("--1", "'--1"),
        ("plain = text", "plain = text"),
        ("'quoted", "'quoted"),
    ],
)
def test_for_a_spreadsheet_what_it_would_run_is_neutralised(import_file, customers, download, cell, safe):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["id", "name", "=note"], ["x", cell, cell]])
    job = import_file(buffer.getvalue(), dataset="customers")
    assert [row[3:] for row in table(download(job, "csv-safe"))] == [["id", "name", "'=note"], ["x", safe, safe]]
    assert [row[3:] for row in table(download(job, "csv"))] == [["id", "name", "=note"], ["x", cell, cell]]


@pytest.mark.parametrize("file_format", ["xls", "", "CSV", "csv-unsafe"])
def test_a_format_that_is_none_is_refused(import_file, api, customers, file_format):
    job = import_file(HEADER + b"x,Ana,,,\n", dataset="customers")
    response = api.get(f"/api/imports/{job.pk}/rejects/?format={file_format}")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["format"])


def test_they_stream(import_file, customers, monkeypatch):
    monkeypatch.setattr(rejects, "LINES_A_CHUNK", 100)
    content = HEADER + b"".join(b"x,%d,no,,\n" % n for n in range(1_000))
    job = import_file(content, dataset="customers")
    assert job.issues.count() == 2_000
    chunks = list(rejects.rejects_csv(job, safe=False))
    assert len(chunks) >= 10
    assert [row[4] for row in table(b"".join(chunks))[1:]] == [str(n) for n in range(1_000)]


def test_the_download_is_named_after_the_file(import_file, api, customers):
    job = import_file(HEADER + b"x,Ana,,,\n", dataset="customers", name="año 2024.tsv.csv")
    response = api.get(f"/api/imports/{job.pk}/rejects/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''a%C3%B1o%202024.tsv-rejects.csv"
    assert response["X-Content-Type-Options"] == "nosniff"
