"""Workbooks: the sheet that is read, its cells as text that loses nothing, and what must not end the process."""

import io
import zipfile

import pytest

from docprocessor.imports.tabular.formats import xlsx
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.recognition import UnreadableFile, recognise
from docprocessor.imports.tests.workbooks import OLD_OFFICE, sheet_of, workbook


def reading_of(content: bytes, **wishes) -> tuple[Reading, io.BytesIO]:
    file = io.BytesIO(content)
    return recognise(file, schema=None, wishes=wishes, longest=1_000), file


def records_of(content: bytes, **wishes) -> list[tuple[int, int, list[str]]]:
    reading, file = reading_of(content, **wishes)
    return [(r.row, r.line, r.cells) for r in reading.records(file, longest=1_000)]


TABLE = sheet_of([["id", "name"], [1, "Ana"], [2, "Ben"]])


def test_a_sheet_is_a_table_and_its_lines_are_the_rows_of_the_sheet():
    reading, _ = reading_of(workbook({"People": TABLE}))
    assert (reading.format, reading.sheet, reading.labels, reading.header_line) == ("xlsx", "People", ("id", "name"), 1)
    assert records_of(workbook({"People": TABLE})) == [(1, 2, ["1", "Ana"]), (2, 3, ["2", "Ben"])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-12.0, "-12"),
        (0.1, "0.1"),
        (1234567.891, "1234567.891"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (1.5e300, "1.5e+300"),
        (True, "true"),
        (False, "false"),
        ("007", "007"),
        (" a\tb ", " a\tb "),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ((45292, 1), "2024-01-01"),
        ((45292.5, 2), "2024-01-01T12:00:00"),
        ((0.75, 3), "18:00:00"),
        ((1.5, 4), "36:00:00"),
    ],
)
def test_cells_are_text_that_loses_nothing(value, text):
    content = workbook({"S": sheet_of([["a", "b"], ["x", value], ["y", "z"]])})
    assert records_of(content, header=True)[0] == (1, 2, ["x", text])


def test_a_table_may_begin_anywhere_and_rows_may_be_empty():
    rows = {3: ["id", "name", "#REF!"], 4: [1, "Ana", "x"], 7: [2, "", "#N/A"], 8: [3, "Cem", "#N/A"]}
    content = workbook({"S": sheet_of(rows, column=2)})
    assert reading_of(content)[0].header_line == 3
    assert records_of(content) == [(1, 4, ["1", "Ana", "x"]), (2, 7, ["2", "", "#N/A"]), (3, 8, ["3", "Cem", "#N/A"])]


def test_titles_and_totals_are_no_data():
    rows = [
        ["Sales of 2024"],
        [],
        ["region", "units", "price"],
        *[[f"place {n}", n, n * 1.5] for n in range(1, 8)],
        ["Total", 28, 42.0],
        [],
        ["Source: our own books"],
    ]
    content = workbook({"S": sheet_of(rows)})
    reading, file = reading_of(content)
    assert (reading.labels, reading.header_line, reading.footer_records) == (("region", "units", "price"), 3, 2)
    assert any("Total" in sentence for sentence in reading.evidence)
    assert [r.line for r in reading.records(file, longest=1_000)] == list(range(4, 11))
    assert reading.count(file, longest=1_000) == 7
    assert sum(block.size for block in reading.blocks(file, longest=1_000, most_rows=3)) == 7


@pytest.mark.parametrize(
    ("wish", "sheet", "words"),
    [
        (None, "Data", "Of 2 sheets, 'Data' is the first that is not empty; a hidden one is passed over."),
        ("More & more", "More & more", "asked for"),
        ("Secret", "Secret", "asked for"),
        (4, "More & more", "asked for"),
    ],
)
def test_the_sheet_that_is_read(wish, sheet, words):
    content = workbook(
        {"Empty": "", "Secret": TABLE, "Data": TABLE, "More & more": sheet_of([["x", "y"], ["#N/A", 2]])}, ("Secret",)
    )
    reading, file = reading_of(content, **({} if wish is None else {"sheet": wish}))
    assert reading.sheet == sheet
    assert words in reading.evidence[0] or wish is None
    if sheet == "More & more":
        assert [r.cells for r in reading.records(file, longest=1_000)] == [["#N/A", "2"]]


@pytest.mark.parametrize(
    ("content", "wishes", "code"),
    [
        (workbook({"A": TABLE}), {"sheet": "B"}, "no_such_sheet"),
        (workbook({"A": TABLE}), {"sheet": 2}, "no_such_sheet"),
        (b"a,b\n1,2\n", {"sheet": 1}, "no_such_sheet"),
        (workbook({"A": ""}), {}, "empty_workbook"),
        (workbook({"A": TABLE}, ("A",)), {}, "empty_workbook"),
        (workbook({"A": ""}), {"sheet": 1}, "no_records"),
        (workbook({"A": TABLE}).replace(b"PK\x01\x02", b"PK\x01\x03", 1), {}, "damaged_archive"),
        (workbook({"A": "<row r='1'><c r='A1'><v>1</v>"}), {}, "damaged_workbook"),
        (OLD_OFFICE + b"\x00" * 2_000, {}, "damaged_workbook"),
        # As Excel locks an XLSX with a password, and an XLS
        (OLD_OFFICE + b"\x00" * 1_016 + "EncryptedPackage".encode("utf-16-le"), {}, "encrypted_workbook"),
        (
            OLD_OFFICE + b"\x00" * 504 + b"\x09\x08\x10\x00\x00\x06\x05" + b"\x00" * 13 + b"\x2f\x00\x36\x00",
            {},
            "encrypted_workbook",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_a_sentence(content, wishes, code):
    with pytest.raises(UnreadableFile) as refused:
        reading_of(content, **wishes)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r = '900000'><c r\n=\n'zz900000'><v>1</v></c></row>",
    ],
)
def test_a_cell_far_out_does_not_make_room_for_all_cells_before_it(far):
    """What reads the sheet would end the process for want of memory: half a terabyte."""
    with pytest.raises(UnreadableFile) as refused:
        reading_of(workbook({"S": TABLE + far}))
    assert refused.value.code == "sheet_too_large"


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    with pytest.raises(UnreadableFile) as refused:
        reading_of(workbook({"S": TABLE + " " * 70_000_000}))
    assert refused.value.code == "unpacks_to_too_much"


def test_blocks_can_be_taken_up_again():
    content = workbook({"S": sheet_of([["n", "t"], *[[n, f"é{n}"] for n in range(1, 101)]])})
    reading, file = reading_of(content)
    blocks = list(reading.blocks(file, longest=1_000, most_rows=30))
    assert [block.size for block in blocks] == [30, 30, 30, 10]
    assert blocks[1].columns[1].to_pylist()[0] == "é31"
    assert (blocks[1].rows[0], blocks[1].lines[0]) == (31, 32)
    again = list(reading.blocks(file, longest=1_000, most_rows=30, start=blocks[1].end))
    assert [block.rows.tolist() for block in again] == [block.rows.tolist() for block in blocks[2:]]
    assert [r.row for r in reading.records(file, longest=1_000, wanted=[5, 100])] == [5, 100]


def test_a_cell_beyond_the_table_is_kept():
    rows = [["a", "b"], *[[n, n] for n in range(600)], [1, 2, "stray"]]
    reading, _ = reading_of(workbook({"S": sheet_of(rows)}))
    assert reading.labels == ("a", "b", "column_3")


def test_a_workbook_in_an_archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("people.xlsx", workbook({"People": TABLE}))
    reading, file = reading_of(buffer.getvalue())
    assert (reading.compression, reading.member, reading.format) == ("zip", "people.xlsx", "xlsx")
    assert reading.count(file, longest=1_000) == 2


def test_header_row_footer_and_header_as_said():
    content = workbook({"S": sheet_of([["x", "y"], ["id", "name"], [1, "Ana"], [2, "Ben"]])})
    assert records_of(content, header_row=2, footer=1) == [(1, 3, ["1", "Ana"])]
    assert len(records_of(content, header=False)) == 4


def test_numbers_as_excel_writes_them():
    content = workbook({"S": TABLE.replace("<v>2</v>", "<v>0.10000000000000001</v>")})
    assert records_of(content)[1][2] == ["0.1", "Ben"]


def test_durations_and_other_kinds_of_values():
    assert [xlsx.text_of(value) for value in (5, None)] == ["5", "None"]
