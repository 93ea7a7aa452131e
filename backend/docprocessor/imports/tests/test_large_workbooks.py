"""Of a large workbook, only the beginning is looked at: its first rows, with the texts that they name."""

import io
import zipfile

import pytest
import xlsxwriter

from docprocessor.imports.columns.preview import preview
from docprocessor.imports.tabular.formats import workbook_beginning
from docprocessor.imports.tabular.recognition import ONLY_FIRST_ROWS, recognise
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.imports.tests.workbooks import OLD_OFFICE, sheet_of, workbook

ROWS = 4_000


def written(*, in_memory: bool, rows: int = ROWS) -> bytes:
    """A workbook as a library writes it: with a table of texts, or (as it streams) texts in their cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": in_memory, "constant_memory": not in_memory}) as book:
        for name in ("Small", "Large"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", "name", "note"])
            for row in range(1, (rows if name == "Large" else 3) + 1):
                sheet.write_row(row, 0, [row, f"{name} name {rows - row}", "the same" if row % 2 else f"é & {row}"])
            sheet.write_row(rows + 1, 0, ["Total", "", rows])
    return buffer.getvalue()


def look(content: bytes, **wishes):
    return preview(io.BytesIO(content), wishes=wishes, longest=100_000)


@pytest.fixture(autouse=True)
def _soon_large(monkeypatch):
    monkeypatch.setattr(workbook_beginning, "SHEET_BYTES", 64 * 1024)


@pytest.mark.parametrize("in_memory", [True, False])
def test_the_first_rows_are_those_of_the_whole(in_memory):
    content = written(in_memory=in_memory)
    seen = look(content, sheet="Large")
    whole = recognise(io.BytesIO(content), schema=None, wishes={"sheet": "Large"}, longest=100_000)
    records = [record.cells for record in whole.records(io.BytesIO(content), longest=100_000)]
    assert (seen.reading.labels, whole.footer_records) == (whole.labels, 1)
    assert [row.cells for row in seen.rows] == records[:50]
    assert 50 < seen.sampled < len(records) / 2
    assert not seen.is_whole
    assert ONLY_FIRST_ROWS in seen.reading.evidence
    assert seen.reading.footer_records == 0
    assert seen.sheets == ["Small", "Large"]


def test_a_small_workbook_is_looked_at_whole():
    seen = look(written(in_memory=True, rows=20), sheet="Large")
    assert (seen.sampled, seen.is_whole, seen.reading.footer_records) == (20, True, 1)
    assert ONLY_FIRST_ROWS not in seen.reading.evidence


def test_a_small_sheet_beside_a_large_one_is_looked_at_whole():
    seen = look(written(in_memory=True), sheet="Small")
    assert (seen.sampled, seen.is_whole) == (3, True)


def test_a_large_workbook_in_an_archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("book.xlsx", written(in_memory=True))
    seen = look(buffer.getvalue(), sheet="Large")
    assert (seen.reading.member, seen.is_whole, seen.rows[0].cells[1]) == ("book.xlsx", False, f"Large name {ROWS - 1}")


def changed(
    content: bytes, name: str = "", old: bytes = b"", new: bytes = b"", packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The workbook with something else in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w", packing) as made:
        for each in archive.namelist():
            data = archive.read(each)
            made.writestr(each, data.replace(old, new) if each == name else data)
    return buffer.getvalue()


TABLE = [["a", "b"], [1, 2]]
FAR = '<row r="5"><c r="XFD5"><v>1</v></c></row><row r="300"><c r="A300"><v>1</v></c></row>'
SMALL = workbook({"S": sheet_of(TABLE)})
TEXTS = written(in_memory=True, rows=20)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        # A rectangle of 5 million cells, which an import would still take
        (workbook({"S": sheet_of(TABLE) + FAR}), "sheet_too_large"),
        (workbook({"S": "<row>" + " " * 70_000}), "sheet_too_large"),
        (workbook({f"S{n}": "" for n in range(2_100)}), "too_many_sheets"),
        (changed(SMALL, "xl/workbook.xml", b"</workbook>", b" " * 17_000_000), "unpacks_to_too_much"),
        (changed(SMALL, "xl/_rels/workbook.xml.rels", b"</Rel", b" " * 17_000_000), "unpacks_to_too_much"),
        (changed(TEXTS, "xl/sharedStrings.xml", b"</si>", b" " * 17_000_000), "unpacks_to_too_much"),
        (changed(TEXTS, "xl/sharedStrings.xml", b"<sst", b"<xxx"), "damaged_workbook"),
        (changed(SMALL, packing=zipfile.ZIP_STORED).replace(b"<v>1</v>", b"<v>2</v>"), "damaged_workbook"),
        (OLD_OFFICE + b"\x00" * 2_000, "damaged_workbook"),
        # Texts that begin and never end: minutes, were each of them sought to the end of all
        (changed(TEXTS, "xl/sharedStrings.xml", b"</si>", b"<si>" * 5_000), "damaged_workbook"),
    ],
)
def test_what_would_take_too_much_is_refused(content, code):
    with pytest.raises(UnreadableFile) as refused:
        look(content)
    assert refused.value.code == code


def test_texts_are_read_no_further_than_they_are_named(monkeypatch):
    """And where one of many is named, the others are left out."""
    content = changed(TEXTS, "xl/sharedStrings.xml", b"</sst>", b"<si><t>never named</t></si>" * 100_000 + b"</sst>")
    monkeypatch.setattr(workbook_beginning, "TEXTS_BYTES", 1024**2)
    assert look(content, sheet="Large").rows[0].cells[1] == "Large name 19"


def test_a_long_name_without_a_value_is_passed_over():
    """It took hours where it was tried from each of its letters."""
    content = changed(SMALL, "xl/workbook.xml", b"<sheet ", b"<sheet " + b"w" * 1_000_000 + b" ")
    assert look(content).rows[0].cells == ["1", "2"]
