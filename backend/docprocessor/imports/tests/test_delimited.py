"""A file in blocks: the same records as the tolerant reader's, wherever the blocks are cut."""

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docprocessor.imports.tabular import delimited
from docprocessor.imports.tabular.delimited import blocks, count, records
from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.reader import TolerantReader
from docprocessor.imports.tabular.record_index import index_records
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tabular.transcoding import Window, open_utf8
from docprocessor.imports.tests.test_reader import CELL, DIALECTS, lines_in

PLAIN = Dialect(header=False)
LONGEST = 1_000_000
ROOMY = 1_000_000


def merged(found: list[Block]) -> list[Record]:
    """Their records in order; faults in full."""
    everything = []
    for block in found:
        cells = [column.to_pylist() for column in block.columns]
        assert len({len(column) for column in cells} | {len(block.rows), len(block.lines)}) == 1
        assert block.rows.dtype == block.lines.dtype == "int64"
        assert [record.row for record in block.apart] == sorted(record.row for record in block.apart)
        assert all(column.type == pa.string() and column.null_count == 0 for column in block.columns)
        together = [
            Record(row, line, list(each))
            for row, line, each in zip(block.rows.tolist(), block.lines.tolist(), zip(*cells, strict=True), strict=True)
        ]
        everything += sorted(together + block.apart)
        if block.is_plain:
            assert not any(set(cell) & set("\\\t\r\n") for column in cells for cell in column)
    return everything


def in_blocks(content: bytes, dialect: Dialect, **wishes) -> list[Block]:
    wishes = {"width": 2, "first_line": 1, "longest": LONGEST, "most_rows": ROOMY} | wishes
    return list(blocks(io.BytesIO(content), wishes.pop("encoding", "utf-8"), dialect, **wishes))


def tolerantly(content: bytes, dialect: Dialect, *, longest: int = LONGEST, first_line: int = 1) -> list[Record]:
    window = Window(open_utf8(io.BytesIO(content), "utf-8"))
    tolerant = TolerantReader(window, dialect, Position(0, -1 if dialect.header else 0, 1), longest=longest)
    tolerant.pass_lines(first_line - 1)
    return [record for record in tolerant.records() if record.row]


@given(
    st.lists(st.lists(CELL, max_size=5), max_size=8),
    DIALECTS,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 60),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_what_a_writer_wrote_comes_back_with_its_numbers(table, dialect, ending, block_bytes, most_rows, width):
    quoting = csv.QUOTE_ALL if dialect.skip_initial_space or dialect.delimiter == " " else csv.QUOTE_MINIMAL
    expected, content, line = [], "", 1
    for cells in table:
        buffer = io.StringIO()
        # CRLF makes the module quote both characters in cells; the record's own end is put on afterwards.
        csv.writer(
            buffer, delimiter=dialect.delimiter, quotechar=dialect.quote, quoting=quoting, lineterminator="\r\n"
        ).writerow(cells)
        body = buffer.getvalue().removesuffix("\r\n")
        if cells:
            expected.append(Record(len(expected) + (0 if dialect.header else 1), line, cells))
        content += body + ending
        line += lines_in(body) + 1
    expected = expected[1:] if dialect.header else expected
    for text in (content, content.removesuffix(ending)):  # the last line end is optional
        found = in_blocks(text.encode(), dialect, block_bytes=block_bytes, most_rows=most_rows, width=width)
        assert merged(found) == expected
        assert all(block.size <= most_rows for block in found)
        for block in found:
            assert {len(record.cells) for record in block.apart} <= set(range(6)) - {width}


BITS = [b'"', b'"', b'"', b",", b",", b"\n", b"\n", b"\r", b"\r\n", b"a", b"bc", b" ", b"\\", b"#", b"\t", b"\x00"]
BITS += [b"\xff", b"\xc3", "é".encode(), "\ufeff".encode(), b'"\n"', b'","', b'a"\n', b"a,b\n", b'"a","b"\r\n']
GARBAGE = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=60),
    st.lists(st.sampled_from([b'"', b",", b"\n", b"a", b"#"]), max_size=40),
).map(b"".join)
ANY_DIALECT = st.builds(
    Dialect,
    delimiter=st.sampled_from(",,,\t "),
    quote=st.sampled_from('"""a'),
    escape=st.sampled_from(["", "", "", "\\"]),
    comment=st.sampled_from(["", "", "#"]),
    skip_initial_space=st.sampled_from([False, False, False, True]),
    header=st.booleans(),
)
LIMITS = st.one_of(st.just(LONGEST), st.integers(1, 30))


@settings(max_examples=1000)
@given(GARBAGE, ANY_DIALECT, st.integers(1, 40), st.integers(1, 5), LIMITS, st.integers(1, 3), st.integers(1, 3))
def test_blocks_agree_with_the_tolerant_reader(content, dialect, block_bytes, most_rows, longest, width, first_line):
    if dialect.delimiter == " " and dialect.skip_initial_space:
        return
    expected = tolerantly(content, dialect, longest=longest, first_line=first_line)
    wishes = {"width": width, "longest": longest, "first_line": first_line}
    found = in_blocks(content, dialect, block_bytes=block_bytes, most_rows=most_rows, **wishes)
    assert merged(found) == expected
    assert all(block.size <= most_rows for block in found)
    assert merged(in_blocks(content, dialect, **wishes)) == expected
    wishes = {"longest": longest, "first_line": first_line, "block_bytes": block_bytes}
    assert count(io.BytesIO(content), "utf-8", dialect, **wishes) == len(expected)
    assert list(records(io.BytesIO(content), "utf-8", dialect, **wishes)) == expected


@settings(max_examples=500)
@given(GARBAGE, ANY_DIALECT, st.integers(1, 40), st.integers(1, 5), LIMITS)
def test_any_block_end_is_a_place_to_go_on_from(content, dialect, block_bytes, most_rows, longest):
    if dialect.delimiter == " " and dialect.skip_initial_space:
        return
    expected = tolerantly(content, dialect, longest=longest)
    wishes = {"block_bytes": block_bytes, "most_rows": most_rows, "longest": longest}
    for block in in_blocks(content, dialect, **wishes):
        rest = merged(in_blocks(content, dialect, start=block.end, **wishes))
        assert rest == [record for record in expected if record.row > block.end.row]


@given(GARBAGE, ANY_DIALECT, st.integers(1, 40), st.sets(st.integers(1, 30)))
def test_wanted_records_are_those_and_no_others(content, dialect, block_bytes, wanted):
    if dialect.delimiter == " " and dialect.skip_initial_space:
        return
    expected = [record for record in tolerantly(content, dialect) if record.row in wanted]
    wishes = {"first_line": 1, "longest": LONGEST, "wanted": sorted(wanted), "block_bytes": block_bytes}
    assert list(records(io.BytesIO(content), "utf-8", dialect, **wishes)) == expected


@pytest.mark.parametrize(
    "line",
    [
        b'"x',  # opens, and the next one makes it wrong at once
        b'a","',  # to a reader inside a quote it closes and opens: the record would never end
        b'"',
        b'x,"y',
        b'5" nail,x',
        b'"a"b,c',
        b'"a\nb",c',
        b"\xff,\xff",
        b'"\\',
        b"a\\",  # each line's end is escaped
    ],
)
def test_no_file_costs_more_than_its_length(line, monkeypatch):
    """Counted in lines that the csv module is given and bytes that are indexed."""
    work = {"lines": 0, "bytes": 0}

    def counted(lines):
        for each in lines:
            work["lines"] += 1
            yield each

    def counting_index(data, *signs, **limits):
        work["bytes"] += len(data)
        return index_records(data, *signs, **limits)

    parser = csv.reader
    monkeypatch.setattr(csv, "reader", lambda lines, **arguments: parser(counted(lines), **arguments))
    monkeypatch.setattr(delimited, "index_records", counting_index)
    for content in ((line + b"\n") * 20_000, (b"a,b\n" * 7 + line + b"\n") * 3_000, line + b"\n" + b"a,b\n" * 20_000):
        work.update(lines=0, bytes=0)
        merged(in_blocks(content, Dialect(escape="\\", header=False), block_bytes=64 * 1024))
        lines = content.count(b"\n")
        assert work["lines"] < 5 * lines
        assert work["bytes"] < 10 * len(content)


def test_what_columns_cannot_hold_stands_apart():
    content = b'a,b\n1,2\n\n3\n\xff,4\n\xff\n"5\n",6\n7,8,9\n"x"y,z\n10,11\n'
    [block] = in_blocks(content, Dialect())
    assert [column.to_pylist() for column in block.columns] == [["1", "5\n", "10"], ["2", "6", "11"]]
    assert (block.rows.tolist(), block.lines.tolist()) == ([1, 5, 8], [2, 7, 11])
    assert [(record.row, record.line, record.cells) for record in block.apart] == [
        (2, 4, ["3"]),
        (3, 5, ["\udcff", "4"]),
        (4, 6, ["\udcff"]),
        (6, 9, ["7", "8", "9"]),
        (7, 10, None),
    ]
    assert block.end == Position(len(content), 8, 12)


@pytest.mark.parametrize(
    ("content", "delimiter", "is_plain"),
    [
        (b"a,b\n", ",", True),
        (b'"a","b"\n', ",", True),
        (b"a,\\\n", ",", False),
        (b"a,\t\n", ",", False),
        (b'a,"\n"\n', ",", False),
        (b'a,"\r"\n', ",", False),
        (b"a\tb\n", "\t", True),
        (b'"a"\tb\n', "\t", True),
        (b'"a\t"\tb\n', "\t", False),
        (b'5" x,b\n', ",", True),  # by the tolerant reader
        (b'5" x,\t\n', ",", False),
    ],
)
def test_a_block_says_whether_copying_must_escape(content, delimiter, is_plain):
    [block] = in_blocks(content, Dialect(delimiter=delimiter, header=False))
    assert block.is_plain is is_plain


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "shift_jis", "gb18030", "latin-1"])
def test_a_file_in_any_encoding_is_read_and_resumed(encoding):
    text = "".join(f'{n},"é\n"\n' if encoding == "latin-1" else f'{n},"日本\n"\n' for n in range(50))
    content = text.encode(encoding)
    expected = merged(in_blocks(text.encode(), PLAIN))
    found = in_blocks(content, PLAIN, encoding=encoding, most_rows=7, block_bytes=64)
    assert merged(found) == expected
    rest = in_blocks(content, PLAIN, encoding=encoding, start=found[2].end)
    assert merged(rest) == expected[found[2].end.row :]


def test_counting_looks_round_now_and_then():
    looks = []
    content = b"a,b\n" * 1_000
    wishes = {"first_line": 1, "longest": LONGEST, "block_bytes": 400, "look": lambda: looks.append(1)}
    assert count(io.BytesIO(content), "utf-8", PLAIN, **wishes) == 1_000
    assert len(looks) > 5


def test_a_record_larger_than_a_block_is_one():
    content = b'a,"' + b"x\n" * 5_000 + b'"\nb,c\n'
    found = in_blocks(content, PLAIN, block_bytes=10)
    assert [(record.row, record.line) for record in merged(found)] == [(1, 1), (2, 5_002)]
    assert found[-1].end == Position(len(content), 2, 5_003)
