"""The record index: where records are, and from where on parity does not tell."""

import pytest

from docprocessor.imports.tabular import reader
from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.record_index import RecordIndex, Signs, index_records

PLAIN = Dialect()
SIGNS = Signs.of(PLAIN)
assert SIGNS is not None


def index(data: bytes, signs: Signs = SIGNS, *, longest: int = 1_000, is_last: bool = True) -> RecordIndex:
    return index_records(data, signs, longest=longest, is_last=is_last)


def found(data: bytes, dialect: Dialect = PLAIN, **wishes) -> tuple[list[tuple[int, bytes]], bytes, bool]:
    """Each record's line and bytes, the rest, and whether that is in doubt."""
    signs = Signs.of(dialect)
    assert signs is not None
    result = index(data, signs, **wishes)
    records = [
        (line, data[start:end])
        for line, start, end in zip(result.lines.tolist(), result.starts.tolist(), result.ends.tolist(), strict=True)
    ]
    return records, data[result.end :], result.is_doubtful


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b"", []),
        (b"a\nb\n", [(0, b"a\n"), (1, b"b\n")]),
        (b"a\nb", [(0, b"a\n"), (1, b"b")]),  # the last line end is optional
        (b"a\r\nb\rc\nd\r", [(0, b"a\r\n"), (1, b"b\r"), (2, b"c\n"), (3, b"d\r")]),
        (b"\n\r\na\n\r\rb\n\n", [(2, b"a\n"), (5, b"b\n")]),  # blank lines count
        (b'"a\r\nb\rc\nd",x\ny', [(0, b'"a\r\nb\rc\nd",x\n'), (4, b"y")]),  # one record over four lines
        (b'"a""b",""\n"""",c\n', [(0, b'"a""b",""\n'), (1, b'"""",c\n')]),
        (b'""\n"",""\n', [(0, b'""\n'), (1, b'"",""\n')]),
        (b'a,"\n"', [(0, b'a,"\n"')]),
        (b"\x00,\xff\n", [(0, b"\x00,\xff\n")]),
    ],
)
def test_records_end_where_no_quote_is_open(data, records):
    assert found(data) == (records, b"", False)


@pytest.mark.parametrize(
    ("data", "rest"),
    [
        (b"a\nb", b"b"),
        (b"a\nb\r", b"b\r"),  # an LF may follow
        (b'a\n"b\nc\n', b'"b\nc\n'),
        (b'a\n"b"', b'"b"'),  # another quote may follow
        (b"abc", b"abc"),
        (b'"', b'"'),
    ],
)
def test_what_is_cut_off_is_kept_for_the_next_block(data, rest):
    records, left, is_doubtful = found(data, is_last=False)
    assert (left, is_doubtful) == (rest, False)
    assert records == ([(0, b"a\n")] if data.startswith(b"a\n") else [])


@pytest.mark.parametrize(
    "doubtful",
    [
        b'5" nail\nb\n',  # a quote in a cell without quotes
        b'"a"b\nb\n',  # something follows a closing quote
        b'"a" ,b\nb\n',
        b'b,"c\nd\n',  # never closed
        b'"b\n"c"\n',
        b'""c"\nd\n',
    ],
)
def test_the_first_record_with_a_quote_out_of_place_is_in_doubt(doubtful):
    for is_last in (True, False):
        records, rest, is_doubtful = found(b'a\n"1",2\n' + doubtful, is_last=is_last)
        assert (records, rest) == ([(0, b"a\n"), (1, b'"1",2\n')], doubtful)
        assert is_doubtful or (not is_last and doubtful == b'b,"c\nd\n')


def test_an_escape_character_puts_its_record_in_doubt():
    data = b'a\nb,"c\\"d"\ne\n'
    assert found(data, Dialect(escape="\\")) == ([(0, b"a\n")], data[2:], True)
    assert found(data[:2], Dialect(escape="\\")) == ([(0, b"a\n")], b"", False)


def test_comments_are_no_records():
    data = b"#x\na\n#y,z\r\nb#\n#"
    assert found(data, Dialect(comment="#")) == ([(1, b"a\n"), (3, b"b#\n")], b"", False)
    assert len(index(data)) == 5


@pytest.mark.parametrize("comment", [b'#it"s\n', b'#"\n#"\n', b'#,"\n",\n', b'#,"a"\n'])
def test_a_comment_with_a_quote_is_in_doubt(comment):
    records, rest, is_doubtful = found(b"a\n" + comment + b"b\n", Dialect(comment="#"))
    assert (records, rest, is_doubtful) == ([(0, b"a\n")], comment + b"b\n", True)


def test_a_comment_sign_in_a_cell_is_none():
    assert len(found(b'"a\n#b",c\n', Dialect(comment="#"))[0]) == 1


def test_any_single_byte_delimits_and_quotes():
    dialect = Dialect(delimiter="|", quote="'")
    assert found(b"a|'b\n|''\"'\n'c'|d\n", dialect)[0] == [(0, b"a|'b\n|''\"'\n"), (2, b"'c'|d\n")]


@pytest.mark.parametrize(
    "dialect",
    [Dialect(skip_initial_space=True), Dialect(delimiter="ü"), Dialect(delimiter='"'), Dialect(comment="ü")],
)
def test_some_dialects_are_not_for_parity(dialect):
    assert Signs.of(dialect) is None


def test_what_may_pass_a_limit_is_in_doubt(monkeypatch):
    assert found(b"a\nbbbbbb\nc\n", longest=7) == ([(0, b"a\n")], b"bbbbbb\nc\n", True)
    assert found(b"a\nbbbbbb\nc\n", longest=8)[1:] == (b"", False)
    assert found(b"a\nbbbbbbb", longest=7, is_last=False) == ([(0, b"a\n")], b"bbbbbbb", True)
    monkeypatch.setattr(reader, "MOST_LINES", 3)
    assert found(b'"b\n\n"\nc\n')[1:] == (b"", False)
    assert found(b'"b\n\n\n"\nc\n')[1:] == (b'"b\n\n\n"\nc\n', True)
    assert found(b'a\n"b\n\n\n', is_last=False)[1:] == (b'"b\n\n\n', True)


def test_it_says_what_the_parser_must_know():
    assert (index(b"a\n\nb\n").has_gaps, index(b"a\nb\n").has_gaps) == (True, False)
    assert (index(b'"a\n"\n').has_long, index(b'"a"\n').has_long) == (True, False)
    assert index(b'\n"a\n"\n\n').line_count == 4
