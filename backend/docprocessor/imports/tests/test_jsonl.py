"""JSON records: one object a line, or an array of objects."""

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tabular.recognition import UnreadableFile, recognise


def reading_of(content: bytes | str, **wishes) -> tuple[Reading, io.BytesIO]:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return recognise(file, schema=None, wishes=wishes, longest=1_000), file


def records_of(content: bytes | str) -> list[tuple[int, int, list[str] | None]]:
    reading, file = reading_of(content)
    return [(r.row, r.line, r.cells) for r in reading.records(file, longest=1_000)]


LINES = '{"a": 1, "b": "x"}\n\n{"b": null, "c": [1.50, {"d": "é"}]}\r\n{"a": true}'


def test_each_object_is_a_record_and_each_key_a_column():
    reading, _ = reading_of(LINES)
    assert (reading.format, reading.labels, reading.keys) == ("jsonl", ("a", "b", "c"), ("a", "b", "c"))
    assert reading.header_line is None
    assert records_of(LINES) == [(1, 1, ["1", "x", ""]), (2, 3, ["", "", '[1.50,{"d":"é"}]']), (3, 4, ["true", "", ""])]


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": 1, "b": "x"},\n\n{"b": null, "c": [1.50, {"d": "é"}]}\r\n,{"a": true}]\n',
        '\n [ {"a": 1,\n"b": "x"}, {"b": null, "c": [1.50, {"d": "é"}]}, {"a": true} ]',
    ],
)
def test_an_array_of_objects_is_read_the_same(content):
    assert reading_of(content)[0].format == "json"
    assert [cells for _, _, cells in records_of(content)] == [cells for _, _, cells in records_of(LINES)]


def test_records_of_an_array_know_their_lines():
    assert [line for _, line, _ in records_of('[\n{"a": 1},\n{\n"a": 2},\n{"a": 3}\n]\n')] == [2, 3, 5]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("0.10", "0.10"),  # numbers keep their own text
        ("1e5", "1e5"),
        ("-0", "-0"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("false", "false"),
        ("null", ""),
        ('""', ""),
        (r'"a\n\"b\""', 'a\n"b"'),
        ("[]", "[]"),
        ('{"x": {"y": [1e5, "2", null, true]}}', '{"x":{"y":[1e5,"2",null,true]}}'),
        ("NaN", "NaN"),  # no JSON, but what several programs write
    ],
)
def test_values_lose_nothing(value, cell):
    assert records_of(f'{{"a": {value}}}\n') == [(1, 1, [cell])]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("{", "malformed_json", "no JSON object"),
        ("[1]", "malformed_json", "no JSON object"),
        ("5", "malformed_json", "no JSON object"),
        ('{"a": 1} {"a": 2}', "malformed_json", "no JSON object"),
        ('{"a": 1, "a": 2}', "malformed_json", "twice"),
        ('{"a": ' + "[" * 400 + "]" * 400 + "}", "", ""),
        ('{"a": "' + "x" * 1_000 + '"}', "record_too_long", "1,000 characters"),
    ],
)
def test_a_line_that_is_no_record_is_a_fault_and_the_others_go_on(line, code, words):
    content = f'{{"a": 0}}\n{line}\n{{"a": 9}}\n'
    reading, file = reading_of(content)
    first, second, third = reading.records(file, longest=1_000)
    assert (first.cells, third.cells, third.row, third.line) == (["0"], ["9"], 3, 3)
    assert (second.fault or ("", ""))[0] == code
    assert words in (second.fault or ("", ""))[1]
    if second.fault:
        assert second.cells is None
        assert line.startswith(second.raw.rstrip("\n"))


def test_nesting_that_no_reader_follows_is_a_fault():
    reading, file = reading_of('{"a": 0}\n')
    content = '{"a": 0}\n{"a": ' + "[" * 100_000 + "]" * 100_000 + '}\n{"a": 9}\n'
    records = list(reading.records(io.BytesIO(content.encode()), longest=10**6))
    assert [record.fault and record.fault[0] for record in records] == [None, "malformed_json", None]
    assert file


def test_a_key_that_first_comes_after_the_first_megabyte_is_a_fault():
    content = '{"a": "' + "x" * 500 + '"}\n'
    reading, file = reading_of(content * 3_000 + '{"a": "y", "b": 1}\n')
    assert reading.labels == ("a",)
    *_, last = reading.records(file, longest=1_000)
    assert (last.row, last.line, last.fault) == (
        3_001,
        3_001,
        ("unknown_key", "The key 'b' is not one of the columns."),
    )


def test_blocks_hold_the_same_and_can_be_taken_up_again():
    good = [f'{{"n": {n}, "t": "é{n}"}}' for n in range(1, 101)]
    lines = [*good[:30], "what", *good[30:60], '{"n": "\\ud800"}', *good[60:]]
    reading, file = reading_of("\n".join(lines))
    blocks = list(reading.blocks(file, longest=1_000, most_rows=17))
    assert [block.size for block in blocks] == [17] * 6
    records = sorted(
        [
            *(
                (int(row), int(line), list(cells))
                for block in blocks
                for row, line, *cells in zip(
                    block.rows, block.lines, *(column.to_pylist() for column in block.columns), strict=True
                )
            ),
            *((record.row, record.line, record.cells) for block in blocks for record in block.apart),
        ]
    )
    assert records == [(r.row, r.line, r.cells) for r in reading.records(file, longest=1_000)]
    assert [record.row for block in blocks for record in block.apart] == [31, 62]
    again = list(reading.blocks(file, longest=1_000, most_rows=17, start=blocks[2].end))
    assert [block.rows.tolist() for block in again] == [block.rows.tolist() for block in blocks[3:]]
    assert reading.count(file, longest=1_000) == 102


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_of_unicode(encoding):
    assert records_of('{"año": "ñ"}\n'.encode(encoding)) == [(1, 1, ["ñ"])]


def test_bytes_that_do_not_decode_are_carried():
    reading, file = reading_of(b'{"a": "\xc3\xb1\xc3\xb1\xc3\xb1"}\n{"a": "x\xff"}\n')
    assert [r.cells for r in reading.records(file, longest=1_000)] == [["ñññ"], ["x\udcff"]]
    [block] = reading.blocks(file, longest=1_000, most_rows=10)
    assert (block.columns[0].to_pylist(), [r.cells for r in block.apart]) == (["ñññ"], [["x\udcff"]])


def test_packed_json_and_rows_wanted():
    reading, file = reading_of(gzip.compress(LINES.encode()))
    assert (reading.compression, reading.format) == ("gzip", "jsonl")
    assert [r.row for r in reading.records(file, longest=1_000, wanted=[2, 3])] == [2, 3]


def test_labels_are_made_fit_to_be_shown():
    assert reading_of('{" a ": 1, "": 2, "a": 3}\n')[0].labels == ("a", "column_2", "a_2")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{\n  "a": 1\n}\n', "unsupported_file_type"),  # one object over several lines
        ("[1, 2]", "unsupported_file_type"),
        ('[["a", "b"], [1, 2]]', "unsupported_file_type"),
        ("{}\n{}\n", "no_records"),
        ("[{}]", "no_records"),
    ],
)
def test_json_that_is_no_table_is_refused_in_a_sentence(content, code):
    with pytest.raises(UnreadableFile) as refused:
        reading_of(content)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("content", ["[id],[name]\n1,x\n", "{id},{name}\n1,x\n", "[1],[2]\n3,4\n"])
def test_brackets_alone_do_not_make_json(content):
    reading, _ = reading_of(content)
    assert (reading.format, len(reading.labels)) == ("delimited", 2)


def test_an_array_that_breaks_off_is_a_fault_at_its_end():
    reading, file = reading_of('[{"a": 1}, {"a": 2}, {"a"')
    assert [(r.cells, r.fault and r.fault[0]) for r in reading.records(file, longest=1_000)] == [
        (["1"], None),
        (["2"], None),
        (None, "malformed_json"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(st.dictionaries(st.text(max_size=3), JSON, min_size=1, max_size=4), min_size=1, max_size=20))
def test_what_is_written_is_read(objects):
    for content in ("\n".join(map(json.dumps, objects)), json.dumps(objects, indent=1)):
        reading, file = reading_of(content)
        keys = list(dict.fromkeys(key for each in objects for key in each))
        assert list(reading.keys) == keys
        for record, each in zip(reading.records(file, longest=100_000), objects, strict=True):
            for key, cell in zip(keys, record.cells, strict=True):
                value = each.get(key)
                expected = (
                    value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                )
                assert cell == ("" if value is None else expected)
