"""Where a table begins: what stands above it, its header or none."""

import pytest

from docprocessor.imports.tabular.header import Layout, find_table
from docprocessor.imports.tabular.records import Record


def records_of(text: str) -> list[Record]:
    """Records of cells cut at commas; a blank line is no record."""
    found = []
    for line, each in enumerate(text.split("\n"), start=1):
        if each:
            found.append(Record(len(found) + 1, line, each.split(",")))
    return found


def layout_of(text: str, **said) -> tuple[int, bool]:
    records = records_of(text)
    layout = find_table(records, **said)
    return records[layout.first].line, layout.has_header


DATA = "\n".join(f"place {n},{n},{n * 2}" for n in range(10))


@pytest.mark.parametrize(
    ("text", "line", "has_header"),
    [
        ("name,units,price\n" + DATA, 1, True),
        (DATA, 1, False),
        # Titles and notes: set apart by a blank line, of one cell only, or with empty cells to the table's width
        ("Sales\n\nname,units,price\n" + DATA, 3, True),
        ("Sales\nof all places\nname,units,price\n" + DATA, 3, True),
        ("Sales,,\n,,\nname,units,price\n" + DATA, 3, True),
        ("Sales,,\nname,units,price\n" + DATA, 2, True),
        ("\n\nname,units,price\n" + DATA, 3, True),
        ("Sales\n\n" + DATA, 3, False),
        # In a table of two columns, a record of one cell is a title only where more speaks for it
        ("Report\n\nid,name\n1,Ana\n2,Ben", 3, True),
        ("Report\nname,units\nAna,1\nBen,2", 2, True),
        ("Report\nname,city\nAna,Rome\nBen,Paris", 1, True),
        ("name\nAna,1\nBen,2", 1, True),  # a header that lacks its last name
        ("name,\nAna,1\nBen,2", 1, True),
        ("id,name\n1,Ana,x\n2,Ben,y", 1, True),
        # Sparse data under a full header, and a sparse header
        ("a,b,c\n1,,\n,2,\n,,3", 1, True),
        ("a,,\n1,2,3\n4,5,6", 1, True),
        # Years
        ("Country,2001,2002\nChad,5,6\nPeru,7,8", 1, True),
        (",2001,2002\nChad,5,6\nPeru,7,8", 1, True),
        ("Chad,2001,2002\nPeru,1999,2003\nCuba,2004,2005", 1, False),  # values among others
        ("2001,2002,2003\n1,2,3\n4,5,6", 1, True),
        ("2002,2001\n1,2\n3,4", 1, False),  # in no order
        ("city,2000\nParis,5\nRome,6", 1, False),  # one year alone is a number
        # The same again and again is no name
        ("foo\nfoo\nfoo", 1, False),
        ("red,green\nblue,white\nred,green\nblack,pink", 1, True),
        # One record
        ("kitten,win", 1, True),
        ("1,2", 1, False),
    ],
)
def test_where_the_table_begins(text, line, has_header):
    assert layout_of(text) == (line, has_header)


def test_the_fullest_record_of_names_is_the_header():
    text = "Bonds,,,\n,,,\n,'A','B',\nseries,issued,redeemed,left\n" + "\n".join(f"s{n},{n},{n},{n}" for n in range(9))
    assert layout_of(text) == (4, True)


def test_names_spread_over_two_records_are_put_together():
    text = "Costs,,,\n,,,\n,,north,south\nno,kind,,\n" + "\n".join(f"{n},k,{n},{n}" for n in range(9))
    layout = find_table(records_of(text))
    assert (layout.first, layout.names) == (3, ("no", "kind", "north", "south"))
    assert any("line above" in sentence for sentence in layout.evidence)


def test_what_is_said_of_the_header_is_kept():
    assert layout_of("1,2\n3,4", header=True) == (1, True)
    assert layout_of("a,b\n1,2", header=False) == (1, False)
    assert layout_of("Sales\n\nname,units,price\n" + DATA, header=False) == (3, False)


def test_nothing_is_no_table():
    assert find_table([]) == Layout(0, False, (), 1.0, ())


def test_a_record_at_fault_is_no_title():
    records = [Record(1, 1, None, ("malformed_quotes", "…"), '"x'), *records_of("\nname,units,price\n" + DATA)]
    assert find_table(records).first == 0


def test_titles_are_not_looked_for_without_end():
    text = "\n".join(["note"] * 50) + "\n\nname,units,price\n" + "\n".join([DATA] * 10)
    assert layout_of(text)[0] == 1


@pytest.mark.parametrize(("text", "confidence"), [("a,b\n1,2", 1.0), ("a,b\nc,d", 0.7), ("1,2\n3,4", 0.9)])
def test_how_sure_it_is(text, confidence):
    assert find_table(records_of(text)).confidence == confidence
