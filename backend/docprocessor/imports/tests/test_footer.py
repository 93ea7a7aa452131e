"""Totals and notes at the end of a file; and that no record of data is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.tabular.footer import find_footer
from docprocessor.imports.tests.test_header import DATA, records_of


@pytest.mark.parametrize(
    ("end", "number"),
    [
        ("Total,45,90", 1),
        ("TOTAL:,45,90", 1),
        ("Grand total,45,90", 1),
        ("Gesamt,45,90", 1),
        ("Итого,45,90", 1),
        ("合計,45,90", 1),
        (",Total,90", 1),
        ("Total,45,", 1),
        ("Total,45,90\n,,\nSource: our own books,,", 3),
        ("\nSource: our own books", 1),
        ("\nwritten by hand\n\nand signed", 2),
        (",,\nThis is only what was known in time,,", 2),
        ("Source: our own books,,", 1),
        ("(10 rows)", 1),
        ("10 rows selected.", 1),
        ("(10 rows),,", 1),
        ("(1 row)", 1),
    ],
)
def test_what_is_no_data(end, number):
    footer = find_footer(records_of(f"{DATA}\n{end}"), 3)
    assert footer.records == number
    assert footer.evidence.endswith(".")
    assert "not data" in footer.evidence


@pytest.mark.parametrize(
    "end",
    [
        "place 10,1,2",
        "Total Oil,45,90",  # a name that begins so
        "Total,Paris,90",  # not over numbers
        "Total,,",
        "place 10",  # short, but set apart by nothing
        "place 10,,",
        "place 10,5",
        ",,",
        ",,\n,,",
        ",,\nplace 10,,",  # nothing but a name
        "\nplace 10,1,2",  # set apart, but as full as the others
        "\nTotal Oil,45,90",
        "12 rows,1,2",
        "Total,45,90\nplace 10,1,2",  # not at the end
        "5,5,5,5",
        "Source: our own books,1,2",
    ],
)
def test_what_is_data(end):
    assert find_footer(records_of(f"{DATA}\n{end}"), 3).records == 0


def test_totals_of_groups_are_records_like_others():
    text = "north,1,2\nTotal,1,2\nsouth,3,4\nTotal,3,4"
    assert find_footer(records_of(text), 3).records == 0


def test_a_file_of_nothing_else_has_no_footer():
    assert find_footer(records_of("Total,1,2"), 3).records == 0
    assert find_footer(records_of("a note\n\nand another"), 3).records == 0
    assert find_footer(records_of("Total\nTotal"), 1).records == 0
    assert find_footer([], 3).records == 0


def test_a_footer_has_an_end():
    notes = "\n".join(["and this"] * 60)
    assert find_footer(records_of(f"{DATA}\n\n{notes}"), 3).records == 0
    notes = "\n".join(["and this"] * 40)
    assert find_footer(records_of(f"{DATA}\n\n{notes}"), 3).records == 40


@given(
    st.lists(
        st.lists(st.text("abc 0123.", max_size=8), min_size=3, max_size=3).filter(
            lambda cells: all(map(str.strip, cells))
        ),
        min_size=1,
        max_size=30,
    )
)
def test_full_records_are_data(table):
    text = "\n".join(",".join(cells) for cells in table)
    assert find_footer(records_of(text), 3).records == 0
