"""How a file is to be read, settled once from its beginning."""

import gzip
import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.recognition import Reading, UnreadableFile, recognise

YEARS = parse_schema({"fields": [{"name": "city"}, {"name": "y2000", "title": "2000"}]})


def reading_of(content: bytes | str, *, schema=None, longest=1_000, **wishes) -> Reading:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return recognise(file, schema=schema, wishes=wishes, longest=longest)


def records_of(content: bytes | str, reading: Reading) -> list[tuple[int, int, list[str] | None]]:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return [(r.row, r.line, r.cells) for r in reading.records(file, longest=1_000)]


@pytest.mark.parametrize(
    ("content", "wishes", "labels", "header_line", "records"),
    [
        ("a,b\n1,x\n", {}, ("a", "b"), 1, [(1, 2, ["1", "x"])]),
        ("\n\na,b\n1,x\n", {}, ("a", "b"), 3, [(1, 4, ["1", "x"])]),
        ("1,2\n3,4\n", {}, ("column_1", "column_2"), None, [(1, 1, ["1", "2"]), (2, 2, ["3", "4"])]),
        ("1,2\n3,4\n", {"header": True}, ("1", "2"), 1, [(1, 2, ["3", "4"])]),
        ("a,b\nc,d\n", {"header": False}, ("column_1", "column_2"), None, [(1, 1, ["a", "b"]), (2, 2, ["c", "d"])]),
        ('"a\nb",c\n1,x\n', {}, ("a\nb", "c"), 1, [(1, 3, ["1", "x"])]),  # a line end inside a name
        ("a,,a, \n1,2,3,4\n", {}, ("a", "column_2", "a_2", "column_4"), 1, [(1, 2, ["1", "2", "3", "4"])]),
        (b"a\xff,b\x00\n1,2\n", {"encoding": "utf-8"}, ("a\\xff", "b␀"), 1, [(1, 2, ["1", "2"])]),
        # What a person says decides how the rest is judged, too
        ("1#2\n3#4\n", {"delimiter": "#"}, ("column_1", "column_2"), None, [(1, 1, ["1", "2"]), (2, 2, ["3", "4"])]),
        ("a;b\n'1;2';3\n", {"quote": "'"}, ("a", "b"), 1, [(1, 2, ["1;2", "3"])]),
        ("a,b\n1,x\n".encode("utf-16-be"), {"encoding": "utf-16"}, ("a", "b"), 1, [(1, 2, ["1", "x"])]),
        (b"\xef\xbb\xbfa,b\n1,x\n", {"encoding": "UTF8"}, ("a", "b"), 1, [(1, 2, ["1", "x"])]),
        # Lines above the header, and the header's line as a person says it
        ("Sales\n\nplace,n\nx,1\n", {}, ("place", "n"), 3, [(1, 4, ["x", "1"])]),
        ('"Sales\nof it all"\n\nplace,n\nx,1\n', {}, ("place", "n"), 4, [(1, 5, ["x", "1"])]),
        ("x,y\nplace,n\nx,1\n", {"header_row": 2}, ("place", "n"), 2, [(1, 3, ["x", "1"])]),
        ("x;y\nz\nplace,n\nx,1\n", {"header_row": 3}, ("place", "n"), 3, [(1, 4, ["x", "1"])]),
        ("a,b\n\n1,x\n", {"header_row": 2}, ("1", "x"), 3, []),  # the next that is not blank
        (
            "x,1\nTotal,2\n",
            {"footer": 0, "header": False},
            ("column_1", "column_2"),
            None,
            [(1, 1, ["x", "1"]), (2, 2, ["Total", "2"])],
        ),
        ("a,b\nx,1\ny,2\nz,3\n", {"footer": 2}, ("a", "b"), 1, [(1, 2, ["x", "1"])]),
        ("a,b\nx,1\n", {"footer": 5}, ("a", "b"), 1, []),
        # Comments, escapes
        ("# by hand\na;b\n# half\n1;x\n", {}, ("a", "b"), 2, [(1, 4, ["1", "x"])]),
        ('a,b\n1,"say \\"hi\\", he said"\n', {}, ("a", "b"), 1, [(1, 2, ["1", 'say "hi", he said'])]),
        ("a,b\n%x\n1,2\n", {"comment": "%"}, ("a", "b"), 1, [(1, 3, ["1", "2"])]),
        ("año\nñ\n".encode("cp1252"), {"encoding": "windows-1252"}, ("año",), 1, [(1, 2, ["ñ"])]),
    ],
)
def test_a_file_is_read_so(content, wishes, labels, header_line, records):
    reading = reading_of(content, **wishes)
    assert (reading.labels, reading.header_line) == (labels, header_line)
    assert records_of(content, reading) == records


def test_names_that_the_dataset_knows_are_a_header_whatever_they_look_like():
    text = "city,2000\nParis,5\nRome,6\n"
    assert reading_of(text).header_line is None
    assert reading_of(text, schema=YEARS).header_line == 1
    assert reading_of(text, schema=YEARS, header=False).header_line is None


def test_the_header_may_be_any_record_with_names_that_the_dataset_knows():
    text = "Report of,1,2\nfor,3,4\nplace,2000,City\nx,1,Rome\n"
    reading = reading_of(text, schema=YEARS)
    assert (reading.header_line, reading.labels) == (3, ("place", "2000", "City"))
    # One cell of the data that happens to be a name is none
    assert reading_of("a,b\ncity,1\n", schema=YEARS).header_line == 1


def test_totals_are_left_out_of_every_way_of_reading():
    text = "place,n\n" + "".join(f"p{n},{n}\n" for n in range(1, 31)) + "Total,465\n\nNotes: none, really, none\n"
    text = text.replace("Notes: none, really, none", "Notes: none")
    reading, file = reading_of(text), io.BytesIO(text.encode())
    assert reading.footer_records == 2
    assert "'Total', 'Notes: none'" in reading.evidence[-1]
    assert reading.count(file, longest=1_000) == 30
    assert [r.row for r in reading.records(file, longest=1_000)] == list(range(1, 31))
    for total in (None, 30):
        blocks = list(reading.blocks(file, longest=1_000, most_rows=7, total=total))
        assert [row for block in blocks for row in block.rows.tolist()] == list(range(1, 31))
        assert [len(column) for block in blocks for column in block.columns] == [
            len(block.rows) for block in blocks for _ in range(2)
        ]
        start = blocks[1].end
        again = reading.blocks(file, longest=1_000, most_rows=7, total=total, start=start)
        assert [row for block in again for row in block.rows.tolist()] == list(range(start.row + 1, 31))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("cell", ["plain", '"quoted, é"', '"over\nlines, é"'])
def test_the_end_of_a_large_file_is_looked_at(encoding, line_end, cell):
    records = "".join(f"{cell},{n}\n" for n in range(100_000)) + "Total,5\n\nSource: é\n"
    text = ("pläce,n\n" + records).replace("\n", line_end)
    reading = reading_of(text.encode(encoding))
    assert reading.footer_records == 2
    assert reading.count(io.BytesIO(text.encode(encoding)), longest=1_000) == 100_000
    assert reading_of((text[: -len("Total,5  Source: é  ")] + "x,5\n").encode(encoding)).footer_records == 0


def test_an_end_in_the_middle_of_a_long_cell_is_understood():
    quoted = '"' + "words, and\nmore words\n" * 2_000 + '"'
    text = "a,b,c\n" + "1,2,3\n" * 200_000 + f"1,{quoted},3\n" * 4
    assert reading_of(text, longest=10**6).footer_records == 0
    assert reading_of(text + "1,2,3\n" * 100 + "Total,2,3\n", longest=10**6).footer_records == 1


def test_what_is_packed_is_not_read_to_its_end_to_find_totals():
    text = "place,n\n" + "x,1\n" * 300_000 + "Total,300000\n"
    reading = reading_of(gzip.compress(text.encode()))
    assert reading.footer_records == 0
    assert "Totals at its end were not looked for, because it is packed." in reading.evidence
    assert reading_of(gzip.compress(b"place,n\nx,1\nTotal,1\n")).footer_records == 1


def test_all_that_speaks_for_a_reading_is_said_in_sentences():
    reading = reading_of("Sales\n\nplace;n\nx;1\ny;2\nTotal;3\n")
    assert len(reading.evidence) == 5
    assert all(sentence.endswith(".") for sentence in reading.evidence)
    assert 0.5 < reading.confidence < 1
    assert reading_of("a,b\n1,x\n").confidence == 1.0


def test_what_an_earlier_version_has_stored_is_read_on():
    stored = {
        "encoding": "utf-8",
        "encoding_evidence": "it is plain ASCII",
        "dialect": {"delimiter": ";", "quote": '"', "skip_initial_space": False, "header": True},
        "labels": ["a", "b"],
        "header_line": 3,
        "columns": ["a", None],
    }
    reading = Reading.from_json(stored)
    assert (reading.columns, reading.format, reading.first_line) == (("a", None), "delimited", 1)
    assert records_of("\n\na;b\n1;x\n", reading) == [(1, 4, ["1", "x"])]
    assert Reading.from_json({**reading.as_json(), "of a later version": 1}) == reading


def test_recognising_loads_nothing_that_threads():
    """The web process and the parent of workers fork: neither may have loaded Arrow."""
    code = (
        "import io, sys; from docprocessor.imports.tabular.recognition import recognise;"
        "recognise(io.BytesIO(b'a,b\\n1,2\\n'), schema=None, wishes={}, longest=100);"
        "recognise(io.BytesIO(b'{\"a\": 1}'), schema=None, wishes={}, longest=100);"
        "print([name for name in ('numpy', 'pyarrow', 'python_calamine', 'zstandard', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(content):
    try:
        reading = reading_of(content)
    except UnreadableFile as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017
        return
    file = io.BytesIO(content)
    records = list(reading.records(file, longest=1_000))
    assert reading.count(file, longest=1_000) == len(records)
    assert sum(block.size for block in reading.blocks(file, longest=1_000, most_rows=10)) == len(records)


@given(st.text(st.sampled_from("\",;'\t|#\\\r\n a1é\x00"), max_size=100))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    test_any_bytes_are_read_or_refused_in_a_sentence.hypothesis.inner_test(text.encode())


def test_what_is_settled_is_kept_as_json_and_reads_the_same():
    text = "a;b\n1;x\n"
    reading = reading_of(text)
    again = Reading.from_json(json.loads(json.dumps(reading.as_json())))
    assert again == reading
    assert records_of(text, again) == records_of(text, reading)


def test_reading_leaves_the_file_open():
    file = io.BytesIO(b"a,b\n1,2\n")
    reading = recognise(file, schema=None, wishes={}, longest=100)
    assert next(reading.records(file, longest=100)).cells == ["1", "2"]
    assert len(list(reading.records(file, longest=100))) == 1


@pytest.mark.parametrize(
    ("content", "wishes", "code", "line"),
    [
        (b"", {}, "no_records", None),
        (b"\n\r\n\r", {}, "no_records", None),
        (b"\xef\xbb\xbf", {}, "no_records", None),
        (b'\n"a,b\n1,2\n', {}, "unreadable_header", 2),
        (b'"a"x,b\n1,2\n', {}, "unreadable_header", 1),
        (b"a" * 1_001 + b"\n1\n", {}, "unreadable_header", 1),
        (b"a,b\n1,2\n", {"header_row": 3}, "no_records", 3),
        (b"\x89PNG\r\n\x1a\n\x00", {}, "unsupported_file_type", None),
        (b"\x00" * 1_000, {}, "unsupported_file_type", None),
        (b"a,b\n", {"encoding": "klingon"}, "unknown_encoding", None),
        (b"a,b\n", {"encoding": 5}, "unknown_encoding", None),
        (b"a,b\n", {"encoding": None}, "unknown_encoding", None),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content, wishes, code, line):
    with pytest.raises(UnreadableFile) as refusal:
        reading_of(content, **wishes)
    assert (refusal.value.code, refusal.value.line) == (code, line)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"delimiter": "ab"}, "one ASCII character"),
        (
            {"nonsense": 1},
            "known are delimiter, quote, escape, skip_initial_space, comment, header, encoding, header_row",
        ),
        ({"header_row": 0}, "whole number from 1"),
        ({"header_row": True}, "whole number"),
        ({"header_row": "1"}, "whole number"),
        ({"header_row": 10**20}, "whole number"),
        ({"header_row": 2, "header": False}, "without a header"),
        ({"footer": -1}, "whole number from 0"),
        ({"footer": None}, "whole number"),
        ({"member": ""}, "name of one"),
        ({"sheet": 0}, "whole number from 1"),
        ({"sheet": 1.5}, "name of one or its number"),
        ({"sheet": True}, "name of one or its number"),
    ],
)
def test_a_wish_that_is_none_is_refused_in_a_sentence(wishes, words):
    with pytest.raises(DialectError) as refusal:
        reading_of("a,b\n1,2\n", **wishes)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 250
