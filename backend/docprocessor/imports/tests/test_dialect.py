"""How a file is written, judged by its beginning as a person would."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.tabular.dialect import Dialect, DialectError, judge_dialect


def lines_of(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def recognised(text: str) -> tuple[str, bool]:
    dialect = judge_dialect(lines_of(text), {}).dialect
    return dialect.delimiter, dialect.header


MANY = 150  # so many records that one odd line among them disappears in the rounding


@pytest.mark.parametrize(
    ("text", "delimiter", "header"),
    [
        ("a,b,c\n1,2,3\n", ",", True),
        ("a;b;c\n1;2;3\n", ";", True),
        ("a\tb\tc\n1\t2\t3\n", "\t", True),
        ("a|b|c\n1|2|3\n", "|", True),
        ("name\nAna\nBen\n", ",", True),  # one column
        ("name\n", ",", True),
        ("1\n2\n", ",", False),
        # Decimal commas in a semicolon's file, few and many
        ("a;b;c\n1,5;2,5;3,5\n1,0;2,0;3,0\n", ";", True),
        ("a;b;c\n" + "1,5;2,5;3,5\n" * MANY, ";", True),
        ("a;b\n" + "1,5;2,5\n" * MANY, ";", True),
        ("1,5;2,5;3,5\n" * MANY, ";", False),  # no header to help
        ("fecha;importe\n" + "01/02/2024;1.234,56\n" * MANY, ";", True),
        # As many commas in the text as delimiters
        ("name\taddress\n" + "Ana\tMain Street 5, London\n" * MANY, "\t", True),
        ("id|who\n" + "1|Smith, John\n" * MANY, "|", True),
        ("id,text\n" + '1,"a; b"\n' * MANY, ",", True),
        # Semicolons, pipes and tabs inside quotes
        ('a,b\n"x;y;z;w",1\n"x|y|z",2\n', ",", True),
        # Quoted line ends, many more than records
        ('a,b\n"one\ntwo\nthree; four\n",1\n"five\nsix",2\n', ",", True),
        # Values that fill every column of the first record
        ("1,2\n3,4\n", ",", False),
        ("2024-01-01,Galway,5\n2024-01-02,Galway,6\n", ",", False),
        ("ana@example.com,x\nben@example.com,y\n", ",", False),
        # Names that look like values stand over values that do not
        ("2023,city\nmuch,London\nlittle,Paris\n", ",", True),
        # Nothing but texts: the first line is taken for names
        ("red,green\nblue,white\n", ",", True),
        ("", ",", False),
        ("\n\n", ",", False),
        # Titles above the header, blank lines
        ("Report\n\nid;name\n" + "1;Ana\n" * 20, ";", True),
        # What seldom delimits, throughout the file
        ("a^b^c\n1^2^3\n4^5^6\n", "^", True),
        ("id~note\n1~this, and that\n2~so\n", "~", True),
        ("a\x1fb\n1\x1f2, 3\n", "\x1f", True),
        ("root:x:0:0:root:/root\nbin:x:1:1:bin:/bin\nmail:x:8:8:mail:/var\n", ":", False),
        ("x y z\n1 2 3\n4 5 6\n", " ", True),
        # … and what only looks so
        ("when\n10:00:00\n11:30:00\n12:15:00\n", ",", True),
        ("note\nTo: all the staff\nRe: our new hours\nFrom: the board\n", ",", True),
        ("greeting\nhow are you\nI am well\nand so on\n", ",", True),
        ("a,b\nx~y,1\nz~w,2\n", ",", True),
        # A table under more notes than it has records
        ("A report\nof many lines\nby somebody\nwho writes\na lot\nid;name\n1;Ana\n2;Ben\n", ";", True),
        # Comments
        ("# made by hand\n# in 2024, in a hurry\na;b\n1;2\n", ";", True),
        # A stray quote soon after the start
        ('a;b;c\n1;"2;3\n4;5;6\n7;8;9\n', ";", True),
    ],
)
def test_delimiter_and_header(text, delimiter, header):
    assert recognised(text) == (delimiter, header)


@pytest.mark.parametrize(
    ("text", "skip"),
    [
        ('a, b\n1, "x, y"\n', True),  # without it, the quote would be a character of the cell
        ("a, b\n1, 2\n", False),  # a leading space may be meant
        ('a,b\n1,"He said, ""no"""\n', False),  # inside a quoted cell it says nothing
        ('a,b\n"x, ""y""", z\n', False),
    ],
)
def test_spaces_before_quotes(text, skip):
    assert judge_dialect(lines_of(text), {}).dialect.skip_initial_space is skip


def test_a_cell_longer_than_the_csv_module_likes_does_not_change_the_answer():
    text = 'a;b\n1;"' + "x, y\n" * 100_000 + '"\n2;z\n'
    before = csv.field_size_limit(131_072)  # as a fresh process has it
    try:
        assert recognised(text) == (";", True)
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize(
    "cell", ["1" + " " * 200_000 + "x", " " * 200_000, "a@" + "b." * 100_000 + "1", "1-1-1" * 50_000, '"' * 200_000]
)
def test_no_cell_takes_long_to_judge(cell):
    began = time.monotonic()
    recognised(f"a,b\n{cell},1\n")
    recognised(f"{cell},1\n{cell},2\n")
    assert time.monotonic() - began < 10


@given(
    st.lists(st.lists(st.text("abcxyz 0123456789.-", max_size=6), min_size=3, max_size=3), min_size=2, max_size=20),
    st.sampled_from(",;\t|"),
)
def test_a_delimiter_that_stands_nowhere_else_is_found(table, delimiter):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([["one", "two", "three"], *table])
    assert recognised(buffer.getvalue())[0] == delimiter


@given(st.text(st.sampled_from('",;\t|\r\n a1\x00'), max_size=200))
def test_any_text_has_some_dialect(text):
    assert judge_dialect(lines_of(text), {}).dialect.delimiter


def test_a_person_may_say_it_all():
    said = {"delimiter": ":", "quote": "'", "skip_initial_space": True, "header": False}
    assert Dialect().overridden(said) == Dialect(":", "'", skip_initial_space=True, header=False)
    assert Dialect().overridden({}) == Dialect()


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"delimeter": ";"}, "'delimeter' is not known"),
        ({"delimiter": ""}, "one ASCII character"),
        ({"delimiter": ",,"}, "one ASCII character"),
        ({"delimiter": "§"}, "one ASCII character"),
        ({"delimiter": "\n"}, "one ASCII character"),
        ({"quote": "\x00"}, "one ASCII character"),
        ({"delimiter": '"'}, "the same character"),
        ({"quote": ","}, "the same character"),
        ({"delimiter": 5}, "delimiter is a text"),
        ({"delimiter": None}, "delimiter is a text"),
        ({"header": "yes"}, "header is true or false"),
        ({"header": 1}, "header is true or false"),
        ({"skip_initial_space": None}, "skip_initial_space is true or false"),
        ({"escape": '"'}, "different characters"),
        ({"comment": ","}, "different characters"),
        ({"escape": "#", "comment": "#"}, "different characters"),
        # The csv module would read spaces as both
        ({"delimiter": " ", "skip_initial_space": True}, "space"),
        ({"x" * 10_000: 1}, "is not known"),
    ],
)
def test_a_wish_that_is_none_is_refused_in_a_sentence(wishes, sentence):
    with pytest.raises(DialectError) as refusal:
        Dialect().overridden(wishes)
    assert sentence in str(refusal.value)
    assert len(str(refusal.value)) < 200


@given(st.sampled_from([chr(code) for code in range(128)]), st.sampled_from([chr(code) for code in range(128)]))
def test_whatever_is_taken_the_csv_module_takes(delimiter, quote):
    try:
        dialect = Dialect().overridden({"delimiter": delimiter, "quote": quote})
    except DialectError:
        return
    assert list(csv.reader(["\n"], **dialect.reader_arguments())) == [[]]


def judged(text: str) -> Dialect:
    return judge_dialect(lines_of(text), {}).dialect


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a,b\n'x, y',1\n'z, w',2\n", "'"),
        ("a;b\n'x';'1'\n'z''s';'2'\n", "'"),
        ("a,b\n'tis,1\n'twas,2\n", '"'),  # an apostrophe
        ("a,b\n'x',1\n\"y, z\",2\n", '"'),
        ("a,b\n'x,1\n'y',2\n'z',3\n", '"'),
        ("a,b\nit's,John's\n", '"'),
    ],
)
def test_quotes(text, quote):
    assert judged(text).quote == quote


@pytest.mark.parametrize(
    ("text", "escape"),
    [
        ('a,b\n1,"say \\"hi\\", he said"\n2,"x"\n', "\\"),
        ('a,b\n1,"say ""hi"""\n', ""),
        ('a,b\n1,"C:\\dir\\"\n2,"D:\\"\n', ""),  # a path that ends in a backslash
        ("a,b\n1,C:\\dir\n", ""),
        ('a,b\n1,\\"x\n', ""),
    ],
)
def test_escapes(text, escape):
    assert judged(text).escape == escape


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("# by hand\na,b\n1,2\n", "#"),
        ("a,b\n# half of it\n1,2\n", "#"),
        ("#id,name\n1,Ana\n2,Ben\n", ""),  # a header
        ("##format=2\n#id,name\n1,Ana\n2,Ben\n", ""),
        ("a,b\n#1,2\n#2,3\n", ""),  # data
        ("a\n#x\ny\n", ""),
        ('a,b\n"x\n# y",2\n', ""),  # inside a cell
    ],
)
def test_comments(text, comment):
    assert judged(text).comment == comment


def test_what_speaks_for_it_is_said_in_sentences():
    text = "# by hand\na;b;c\n" + '1;2;"x \\"y\\""\n' * 8 + "1;2\n"
    found = judge_dialect(lines_of(text), {})
    assert found.dialect == Dialect(";", '"', "\\", comment="#")
    assert found.confidence == 0.95
    assert all(sentence.endswith(".") for sentence in found.evidence)
    assert "9 of the first 10 records have 3 cells" in found.evidence[0]
    assert len(found.evidence) == 3
    assert judge_dialect(lines_of(text), {"delimiter": ";", "escape": "\\", "comment": "#"}).evidence == []
