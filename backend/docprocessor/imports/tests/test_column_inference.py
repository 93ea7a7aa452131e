"""Inference by blocks says what inference cell by cell says, of the very same evidence."""

import re
import sys
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.columns.column_inference import BlockInference, infer, see_cells
from docprocessor.imports.columns.inference import WHITE_SPACE, ColumnInference, Inference
from docprocessor.imports.tabular.records import Block, Position, Record
from docprocessor.imports.tests.test_inference import TEXTS

SPACES = st.text(
    "".join(c for c in map(chr, range(sys.maxunicode)) if c.isspace()) + "\x1b\u180e\u200b\ufeff", max_size=2
)
ODD = st.sampled_from(
    [
        "-0.0",
        "-0.000000000000000000000000000001",
        "-0.00000000000000100",
        "0" * 19,
        "1/2/24",
        "0000-01-01",
        "0400-02-29",
    ]
)
PADDED = st.builds("{}{}{}".format, SPACES, st.one_of(TEXTS, ODD), SPACES)
# Now and then a column of one kind with a few others in it, as files have them, and not only of everything.
COLUMN = st.one_of(
    st.lists(PADDED, max_size=30),
    st.tuples(
        st.lists(st.one_of(st.integers(-99, 99).map(str), st.just("")), max_size=30), st.lists(PADDED, max_size=3)
    ).map(lambda parts: parts[0] + parts[1] + parts[0]),
    st.lists(st.sampled_from(["", "007", "042", "8", "x", "1.2.24", "4111111111111111", " 09"]), max_size=30),
    st.lists(st.sampled_from(["", "1", "2.5", "-0.1", " 3 ", "2024-02-29", "2023-02-29"]), max_size=30),
)


HALF = re.compile("[\ud800-\udfff]")


def block_of(records: list[Record], width: int) -> Block:
    """A block as a reader makes it: what columns cannot hold stands apart."""
    held = [r for r in records if r.cells and len(r.cells) == width and not HALF.search("".join(r.cells))]
    return Block(
        rows=np.array([r.row for r in held], dtype=np.int64),
        lines=np.array([r.line for r in held], dtype=np.int64),
        columns=[pa.array([r.cells[place] for r in held], pa.string()) for place in range(width)],
        apart=[r for r in records if r not in held],
        end=Position(0, records[-1].row if records else 0, 0),
    )


def cell_by_cell(cells) -> ColumnInference:
    column = ColumnInference()
    for cell in cells:
        column.see(cell)
    return column


@given(COLUMN, st.integers(1, 12))
def test_cells_together_say_what_they_say_one_by_one(cells, size):
    column = ColumnInference()
    for start in range(0, len(cells), size):
        see_cells(column, pa.array(cells, pa.string()).slice(start, size))
    assert column == cell_by_cell(cells)
    assert column.as_evidence() == cell_by_cell(cells).as_evidence()


RECORD = st.one_of(
    st.tuples(PADDED, st.integers(0, 9).map(str)).map(list),
    st.sampled_from([["0\udc99", "1"], ["7", "caf\udce9"], ["1"], ["1", "2", "3"], [], None]),
)


@given(st.lists(RECORD, max_size=20), st.integers(1, 8), st.sampled_from([1, 10_000]))
def test_records_that_stand_apart_are_seen_in_their_place(cells, size, padding):
    """Whether they are few, so that the stretches between them are seen, or many."""
    # Between the odd ones stand many plain ones, or one.
    plain = [["12", "3"]] * (60 if padding > 1 else 1)
    cells = [one for each in cells for one in (each, *plain)]
    records = [Record(row, row + 1, each, None if each else ("x", "y")) for row, each in enumerate(cells, start=1)]
    expected = Inference(2)
    for each in cells:
        expected.see(each or [])
    size *= 61 if padding > 1 else 1
    blocks = [block_of(records[start : start + size], 2) for start in range(0, len(records), size)]
    assert infer(blocks, width=2).columns == expected.columns


def test_a_file_without_records():
    assert [column.type for column in infer([], width=2).columns] == [("string", "default")] * 2
    inference = BlockInference(1)
    inference.see_block(block_of([], 1))
    assert inference.columns == [ColumnInference()]


def test_the_calendar():
    """Every day that there is, and a few that there are not, over years of all four kinds."""
    for year in (1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999):
        for month in range(1, 13):
            for day in range(1, 32):
                text = f"{year:04}-{month:02}-{day:02}"
                column = ColumnInference()
                see_cells(column, pa.array([text, "2024-01-01"]))
                try:
                    date(year, month, day)
                except ValueError:
                    assert column.is_text, text
                else:
                    assert column.type == ("date", "default"), text


def test_the_days_that_there_are_need_no_second_look(monkeypatch):
    """Else a column of dates would be slow for its leap days."""
    days = [date.fromordinal(number).isoformat() for number in range(1, date(2001, 1, 1).toordinal(), 1)]
    column = cell_by_cell(days[:1])
    monkeypatch.setattr(ColumnInference, "weigh", lambda *_: pytest.fail("a day was weighed by itself"))
    see_cells(column, pa.array(days))


def test_white_space_is_what_python_takes_it_for():
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    matched = pc.match_substring_regex(pa.array(characters), rf"\A{WHITE_SPACE}\z").to_pylist()
    assert [c for c, is_space in zip(characters, matched, strict=True) if is_space] == [
        c for c in characters if not c.strip()
    ]
