"""How a file is to be read, settled once from its beginning."""

import io
import json

import pytest

from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.dialect import DialectError
from docprocessor.imports.recognition import Reading, UnreadableFile, recognise

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


def test_a_dialect_that_is_none_is_refused():
    with pytest.raises(DialectError):
        reading_of("a,b\n1,2\n", delimiter="ab")
