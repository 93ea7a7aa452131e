"""The tolerant reader: every record of a file with its number and its physical line, whatever stands in it."""

import csv
import io
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docprocessor.imports.tabular import reader
from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.encoding import UNDECODABLE
from docprocessor.imports.tabular.reader import TolerantReader
from docprocessor.imports.tabular.records import Position, Record
from docprocessor.imports.tabular.transcoding import Window, open_utf8

PLAIN = Dialect(header=False)
AWKWARD = "\"',;\t|\r\n \x00\x0b\x0c\x1c\x85\u2028\u2029\ufeffaé😀0"
CELL = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"])), max_size=8)
DIALECTS = st.builds(
    Dialect,
    delimiter=st.sampled_from(",;\t|:^ "),
    quote=st.sampled_from("\"'"),
    skip_initial_space=st.booleans(),
    header=st.booleans(),
)
ANY_DIALECT = st.builds(
    Dialect,
    delimiter=st.sampled_from(",,,a"),
    escape=st.sampled_from(["", "", "\\"]),
    comment=st.sampled_from(["", "", "#"]),
    skip_initial_space=st.booleans(),
    header=st.just(False),
)


def tolerant(content: bytes, dialect: Dialect, *, longest: int = 1_000_000, encoding: str = "utf-8") -> TolerantReader:
    window = Window(open_utf8(io.BytesIO(content), encoding))
    return TolerantReader(window, dialect, Position(0, -1 if dialect.header else 0, 1), longest=longest)


def read(text: str | bytes, dialect: Dialect = PLAIN, *, longest: int = 1_000_000) -> list[Record]:
    return list(tolerant(text if isinstance(text, bytes) else text.encode(), dialect, longest=longest).records())


def short(records: list[Record]) -> list[tuple[object, ...]]:
    """A record as (row, line, cells), a fault as (row, line, code, raw)."""
    return [(r.row, r.line, *((r.cells,) if r.fault is None else (r.fault[0], r.raw))) for r in records]


def lines_in(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


@given(st.lists(st.lists(CELL, max_size=5), max_size=8), DIALECTS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_a_writer_wrote_reads_back_with_its_numbers(table, dialect, ending):
    quoting = csv.QUOTE_ALL if dialect.skip_initial_space or dialect.delimiter == " " else csv.QUOTE_MINIMAL
    expected, text, line = [], "", 1
    for cells in table:
        buffer = io.StringIO()
        # CRLF makes the module quote both characters in cells; the record's own end is put on afterwards.
        csv.writer(
            buffer, delimiter=dialect.delimiter, quotechar=dialect.quote, quoting=quoting, lineterminator="\r\n"
        ).writerow(cells)
        body = buffer.getvalue().removesuffix("\r\n")
        if cells:
            expected.append((len(expected) + (0 if dialect.header else 1), line, cells))
        text += body + ending
        line += lines_in(body) + 1
    assert short(read(text, dialect)) == expected
    assert short(read(text.removesuffix(ending), dialect)) == expected  # the last line end is optional


def read_plainly(content: bytes, dialect: Dialect, longest: int) -> list[tuple[object, ...]]:
    """The same in as few words as possible: a record that fails is its first line, and the next line begins anew."""
    lines, at, found = content.splitlines(keepends=True), 0, []
    while at < len(lines):
        first = lines[at].decode(errors=UNDECODABLE)
        if dialect.comment and first.startswith(dialect.comment):
            at += 1
            continue
        too_far = []
        parser = csv.reader(within(lines[at:], longest, too_far), **dialect.reader_arguments())
        try:
            cells, used = next(parser), parser.line_num
            if cells:
                found.append((len(found) + 1, at + 1, cells))
        except csv.Error:
            used = 1
            code = "malformed_quotes" if not too_far else "unclosed_quote" if too_far[0] else "record_too_long"
            raw = (
                lines[at].rstrip(b"\r\n")[:longest].decode(errors="ignore") if too_far == [0] else first.rstrip("\r\n")
            )
            found.append((len(found) + 1, at + 1, code, raw))
        at += used
    return found


def within(lines: list[bytes], longest: int, too_far: list[int]) -> Iterator[str]:
    """The lines of a record up to the one with which it is too long; that one's place is put down."""
    size = 0
    for place, line in enumerate(lines):
        size += len(line)
        is_too_long = size > longest if place else len(line.rstrip(b"\r\n")) >= longest
        if is_too_long or place >= reader.MOST_LINES:
            too_far.append(place)
            raise csv.Error
        yield line.decode(errors=UNDECODABLE)


def line_of(alphabet: str) -> st.SearchStrategy[str]:
    ending = st.sampled_from(["\n", "\n", "\r", "\r\n"])
    return st.builds(str.__add__, st.text(alphabet, max_size=5), ending)


LINES_OF_QUOTES = st.lists(line_of('",a\x00'), max_size=12).map("".join)
LINES_OF_ANYTHING = st.one_of(
    st.lists(line_of('"",a#\\ é'), max_size=12).map("".join),
    st.lists(st.sampled_from(['"\n', '"a\n', 'a","\n', "a\n", '"a"\n', '"",""\n', "a\\\n", '"\\\n']), max_size=20).map(
        "".join
    ),
)


@settings(max_examples=1_000)
@given(
    LINES_OF_ANYTHING, st.one_of(st.just(1_000_000), st.integers(1, 20)), st.integers(1, 8), ANY_DIALECT, st.booleans()
)
def test_any_text_is_read_to_its_end(text, longest, most_lines, dialect, ends):
    content = text.encode() if ends else text.encode().rstrip(b"\r\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "MOST_LINES", most_lines)
        expected = read_plainly(content, dialect, longest)
        assert short(read(content, dialect, longest=longest)) == expected
        # And so it is from each of its records on, whatever came before.
        for row, line, *_ in expected:
            rest = b"".join(content.splitlines(keepends=True)[line - 1 :])
            assert [each[2:] for each in short(read(rest, dialect, longest=longest))] == [
                each[2:] for each in expected[row - 1 :]
            ]


@given(LINES_OF_QUOTES, st.integers(2, 12))
def test_a_limit_takes_no_line_away(text, longest):
    """Each line begins a record, continues a quoted cell or is blank, and a fault keeps the line's text."""
    lines = [line.rstrip("\r\n") for line in io.StringIO(text, newline="")]
    records = read(text, longest=longest)
    assert [r.row for r in records] == list(range(1, len(records) + 1))
    at = 1
    for record in records:
        assert not any(lines[at - 1 : record.line - 1])
        at = record.line + (1 if record.cells is None else 1 + sum(map(lines_in, record.cells)))
        if record.cells is None:
            assert record.raw == lines[record.line - 1][:longest]
    assert not any(lines[at - 1 :])


def test_a_header_is_row_0():
    assert short(read("a,b\n1,2\n", Dialect())) == [(0, 1, ["a", "b"]), (1, 2, ["1", "2"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\na\n\nb\n\n", [(1, 3, ["a"]), (2, 5, ["b"])]),
        ("\r\ra\r\rb", [(1, 3, ["a"]), (2, 5, ["b"])]),  # old Macintosh line ends
        ("\r\n\r\na\r\n\r\nb", [(1, 3, ["a"]), (2, 5, ["b"])]),
        ("a\rb\nc\r\nd", [(1, 1, ["a"]), (2, 2, ["b"]), (3, 3, ["c"]), (4, 4, ["d"])]),
        (" \na\n", [(1, 1, [" "]), (2, 2, ["a"])]),  # a space is a value
        ('""\na\n', [(1, 1, [""]), (2, 2, ["a"])]),  # a quoted empty cell makes a record
        ("", []),
        ("\n\n", []),
        ("\ufeffa,b\n", [(1, 1, ["\ufeffa", "b"])]),  # the mark belongs to the encoding, not to this layer
        ("a\x85b\u2028c\x0bd\x0ce\n", [(1, 1, ["a\x85b\u2028c\x0bd\x0ce"])]),  # no line ends to a CSV file
        ("a\x00,b\n", [(1, 1, ["a\x00", "b"])]),
        ('"a\r\nb\rc\nd",x\ny,z\n', [(1, 1, ["a\r\nb\rc\nd", "x"]), (2, 5, ["y", "z"])]),
    ],
)
def test_lines_are_counted_as_an_editor_counts_them(text, expected):
    assert short(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Something follows a closing quote.
        ('1,"a"b\n2,c\n', [(1, 1, "malformed_quotes", '1,"a"b'), (2, 2, ["2", "c"])]),
        # Never closed: found where the next quote stands wrongly, the lines between are read by themselves.
        (
            '1,"a\n2,b\n3,"c"\n4,d\n',
            [(1, 1, "malformed_quotes", '1,"a'), (2, 2, ["2", "b"]), (3, 3, ["3", "c"]), (4, 4, ["4", "d"])],
        ),
        # Several in a row, and the last at the end of the file.
        (
            '"a\n"b\n"c\nd\n"e',
            [
                (1, 1, "malformed_quotes", '"a'),
                (2, 2, "malformed_quotes", '"b'),
                (3, 3, "malformed_quotes", '"c'),
                (4, 4, ["d"]),
                (5, 5, "malformed_quotes", '"e'),
            ],
        ),
        # A blank line after it still counts.
        ('"a\n\nb\n', [(1, 1, "malformed_quotes", '"a'), (2, 3, ["b"])]),
        # A quote inside an unquoted cell is a plain character.
        ('5" nail,b\n', [(1, 1, ['5" nail', "b"])]),
        # A closed record over several lines before it keeps the numbers right.
        ('"a\nb",1\n"c\nd,2\n', [(1, 1, ["a\nb", "1"]), (2, 3, "malformed_quotes", '"c'), (3, 4, ["d", "2"])]),
    ],
)
def test_a_stray_quote_costs_one_record(text, expected):
    assert short(read(text)) == expected


def test_a_quote_open_for_too_many_lines_costs_one_record(monkeypatch):
    monkeypatch.setattr(reader, "MOST_LINES", 5)
    text = '1,"a\n' + "".join(f"{n},x\n" for n in range(2, 12)) + '12,"y\nz"\n'
    records = short(read(text))
    assert records[0] == (1, 1, "unclosed_quote", '1,"a')
    assert records[1:] == [(n, n, [str(n), "x"]) for n in range(2, 12)] + [(12, 12, ["12", "y\nz"])]


def test_a_record_behind_one_that_was_open_for_too_long_is_read_whole(monkeypatch):
    monkeypatch.setattr(reader, "MOST_LINES", 3)
    assert short(read('"a\nb","\nc\nd"\ne\n')) == [
        (1, 1, "unclosed_quote", '"a'),
        (2, 2, ['b"', "\nc\nd"]),  # in the middle of a quote where the first was, but it closes in time
        (3, 5, ["e"]),
    ]


def test_an_escaped_line_end_is_no_open_quote(monkeypatch):
    monkeypatch.setattr(reader, "MOST_LINES", 4)
    assert short(read('"a\nb\\\nc\nd\ne\n', Dialect(escape="\\", header=False))) == [
        (1, 1, "unclosed_quote", '"a'),
        (2, 2, ["b\nc"]),
        (3, 4, ["d"]),
        (4, 5, ["e"]),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("length", [18, 19, 20, 21, 22, 39, 40, 41, 60])  # around one and two reads of the limit
def test_a_line_over_the_limit_costs_itself_only(ending, length):
    text = ending.join(["a", "x" * length, "b", "c"])
    records = read(text, longest=20)
    assert [(r.row, r.line) for r in records] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert [records[0].cells, records[2].cells, records[3].cells] == [["a"], ["b"], ["c"]]
    if length > 20:
        assert records[1].fault is not None
        assert (records[1].fault[0], records[1].raw) == ("record_too_long", "x" * 20)
    if length < 20:
        assert records[1].cells == ["x" * length]


def test_a_record_over_the_limit_is_a_fault_and_reading_goes_on_at_its_second_line():
    text = '"aaaaaaaaaa\nbbbbbbbbbb\ncccccccccc"\nd\n'
    assert short(read(text, longest=25)) == [
        (1, 1, "unclosed_quote", '"aaaaaaaaaa'),
        (2, 2, ["bbbbbbbbbb"]),
        (3, 3, ['cccccccccc"']),
        (4, 4, ["d"]),
    ]


def test_a_line_over_the_limit_inside_an_open_quote_is_passed_over_once():
    text = '1,"a\n' + "x" * 50 + "\nb\nc\n"
    assert short(read(text, longest=20)) == [
        (1, 1, "unclosed_quote", '1,"a'),
        (2, 2, "record_too_long", "x" * 20),
        (3, 3, ["b"]),
        (4, 4, ["c"]),
    ]


def test_a_cell_of_10_mb_is_a_cell():
    cell = "x" * 5_000_000 + "\n" + "é" * 5_000_000
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["a", cell], ["b", "c"]])
    assert short(read(buffer.getvalue(), longest=16 * 1024**2)) == [(1, 1, ["a", cell]), (2, 3, ["b", "c"])]


@pytest.mark.parametrize(
    "line",
    [
        '"x',  # opens, and the next one makes it wrong at once
        'a","',  # to a reader inside a quote it closes and opens: the record would never end
        '"',
        'x,"y',
    ],
)
def test_a_file_full_of_odd_quotes_is_read_in_linear_time(line):
    began = time.monotonic()
    records = read((line + "\n") * 20_000, longest=16 * 1024**2)
    assert time.monotonic() - began < 20  # reading each line's followers again took minutes
    assert records[-1].line >= 19_999
    assert [r.row for r in records] == list(range(1, len(records) + 1))


def test_records_come_while_the_file_is_read():
    """Flat memory: the first record is there before the second megabyte is asked for."""
    file = io.BytesIO(b"a,b\n" * 1_000_000)
    records = TolerantReader(Window(open_utf8(file, "utf-8")), PLAIN, Position(0, 0, 1), longest=1_000).records()
    assert next(records).cells == ["a", "b"]
    assert file.tell() < 1_000_000
