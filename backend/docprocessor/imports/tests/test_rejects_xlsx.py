"""Rejected records as a workbook: texts that stay texts, and faulty cells that say why."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from docprocessor.imports.mending import rejects_xlsx
from docprocessor.imports.models import ImportJob

from .mending import HEADER, edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def download(api):
    def get(job):
        response = api.get(f"/api/imports/{job.pk}/rejects/?format=xlsx")
        assert response.status_code == 200
        assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return b"".join(response)

    return get


def cells(content):
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        return workbook.get_sheet_by_index(0).to_python()


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def formats(content):
    """The number of each cell's format, by its place."""
    sheet = part(content, "xl/worksheets/sheet1.xml")
    return dict(re.findall(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"', sheet))


def notes(content):
    found = part(content, "xl/comments1.xml")
    return {
        place: re.sub(r"<[^>]+>", "", text)
        for place, text in re.findall(r'<comment ref="([A-Z0-9]+)".*?>(.*?)</comment>', found, re.DOTALL)
    }


def test_every_cell_is_a_text(import_file, customers, download):
    job = import_file(HEADER + "1,Ana,,,\n007,=1+1,no,1e5,\n008,http://a.b,no,TRUE,\n", dataset="customers")
    table = cells(download(job))
    assert table[0] == ["_row", "_line", "_errors", "id", "name", "email", "amount", "joined"]
    email = "email: This is not an email address."
    assert table[1][:7] == ["2", "3", email, "007", "=1+1", "no", "1e5"]
    assert table[2][3:7] == ["008", "http://a.b", "no", "TRUE"]
    assert "<f>" not in part(download(job), "xl/worksheets/sheet1.xml")


def test_faulty_cells_are_filled_and_say_why(import_file, customers, download):
    job = import_file(HEADER + "x,Ben,no,,\n2,short\n3,Cem,,,\n", dataset="customers")
    content = download(job)
    found = formats(content)
    assert {place for place, number in found.items() if number == found["D2"]} == {"D2", "F2", "C3"}
    assert found["E2"] != found["D2"]
    assert notes(content) == {"D2": "This is not a whole number.", "F2": "This is not an email address."}
    assert 'state="frozen"' in part(content, "xl/worksheets/sheet1.xml")


def test_what_was_edited_stands_in_it(import_file, customers, download):
    job = import_file(HEADER + "x,Ben,no,,\n", dataset="customers")
    edit(job, {1: {"id": "1"}})
    assert cells(download(ImportJob.objects.get(pk=job.pk)))[1][3:6] == ["1", "Ben", "no"]


def test_only_the_first_faults_have_notes(import_file, customers, download, monkeypatch):
    monkeypatch.setattr(rejects_xlsx, "MOST_NOTES", 2)
    job = import_file(HEADER + "x,Ben,,,\n" * 3, dataset="customers")
    content = download(job)
    assert len(notes(content)) == 2
    assert formats(content)["D4"] == formats(content)["D2"]


@pytest.mark.parametrize(("name", "most"), [("MOST_ROWS", 3), ("MOST_COLUMNS", 7)])
def test_more_than_a_sheet_holds(api, import_file, customers, monkeypatch, name, most):
    monkeypatch.setattr(rejects_xlsx, name, most)
    job = import_file(HEADER + "x,Ben,,,\n" * 3, dataset="customers")
    answer = api.get(f"/api/imports/{job.pk}/rejects/?format=xlsx")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_large_for_a_sheet")
    assert "CSV" in answer.json()["detail"]


def test_an_import_that_has_not_begun_has_none(upload, customers, download):
    job = ImportJob(pk=upload(HEADER + "x,Ana,,,\n", dataset="customers").json()["id"])
    assert cells(download(job)) == [["_row", "_line", "_errors"]]
