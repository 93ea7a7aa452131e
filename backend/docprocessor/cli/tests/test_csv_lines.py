"""What is written is what any reader of CSV reads."""

import csv
import io

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.cli.csv_lines import csv_line, csv_lines

CELL = st.one_of(
    st.text("a,\"\r\n \t'é\0", max_size=4),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from(["", "plain", "007", '"', '""', ",", "\r\n", "a,b", 'say "x"']),
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 4))
    return width, draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))


@given(tables(), st.integers(0, 3))
def test_columns_come_back_as_they_were(table, start):
    width, records = table
    columns = [pa.array([record[place] for record in records], pa.string()).slice(start) for place in range(width)]
    written = bytes(csv_lines(columns))
    assert written == b"".join(map(csv_line, records[start:]))
    assert list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True)) == records[start:]


def test_the_form():
    columns = [pa.array(["1", ""]), pa.array(['say "hello"', "a,b"]), pa.array(["x\ny", " z "])]
    assert bytes(csv_lines(columns)) == b'1,"say ""hello""","x\ny"\r\n,"a,b", z \r\n'


def test_an_empty_cell_alone_is_no_blank_line():
    assert bytes(csv_lines([pa.array(["", "x"])])) == b'""\r\nx\r\n'
