"""Statistics of columns: exact, and the same in whatever pieces the cells come."""

import json
import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.tasks.statistics.columns import (
    MOST_BINS,
    MOST_COLUMNS,
    ColumnStatistics,
    described,
    doublings_for,
    on_the_wire,
)

NUMBERS = st.decimals(-(10**14), 10**14, allow_nan=False, places=3) | st.integers(-50, 50).map(Decimal)
CELLS = st.one_of(NUMBERS.map(str), st.sampled_from(["", " ", "n/a", "007", "1e5", " 12 ", "-3", "+4", "1,5"]))


def taken_in(*pieces):
    """Statistics of cells that come in pieces, kept between them as a checkpoint keeps them."""
    column = ColumnStatistics()
    for piece in pieces:
        column.add_texts(piece)
        column = ColumnStatistics.from_json(json.loads(json.dumps(column.as_json())))
    return column


@given(st.lists(CELLS, max_size=60), st.data())
def test_exact_however_the_cells_are_cut(cells, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(cells)), max_size=4)))
    pieces = [cells[a:b] for a, b in zip([0, *cuts], [*cuts, len(cells)], strict=True)]
    column = taken_in(*pieces)
    assert column.described("x") == taken_in(cells).described("x")

    numbers = [
        Fraction(cell.strip()) for cell in cells if cell.strip() and cell.strip() not in ("n/a", "007", "1e5", "1,5")
    ]
    assert column.count == len(numbers)
    assert column.others == sum(1 for cell in cells if cell in ("n/a", "007", "1e5", "1,5"))
    assert Fraction(column.total) == sum(numbers)
    if numbers:
        assert (Fraction(column.low), Fraction(column.high)) == (min(numbers), max(numbers))
        assert math.isclose(
            column.described("x")["average"], float(sum(numbers) / len(numbers)), rel_tol=1e-12, abs_tol=1e-12
        )
        histogram = column.described("x")["histogram"]
        assert sum(histogram["counts"]) == len(numbers)
        assert len(histogram["counts"]) <= MOST_BINS
        assert histogram["counts"][0]
        assert histogram["counts"][-1]
        assert Fraction(str(histogram["from"])) <= min(numbers)
        assert max(numbers) <= Fraction(str(histogram["to"]))


@given(st.lists(NUMBERS, min_size=2, max_size=60).filter(lambda numbers: len(set(numbers)) > 1))
def test_each_number_is_counted_in_its_own_bin(numbers):
    column = ColumnStatistics()
    column.add_values(Counter(numbers))
    width = Fraction(2) ** column.doublings
    assert column.bins == Counter(math.floor(Fraction(number) / width) for number in numbers)


@given(NUMBERS, NUMBERS.filter(bool))
def test_bins_are_as_narrow_as_they_can_be(low, step):
    high = low + abs(step)
    doublings = doublings_for(low, high)

    def bins(doublings):
        width = Fraction(2) ** doublings
        return math.floor(Fraction(high) / width) - math.floor(Fraction(low) / width) + 1

    assert bins(doublings) <= MOST_BINS < bins(doublings - 1)


@pytest.mark.parametrize(
    ("cells", "is_numeric"),
    [
        (["1", "2", ""], True),
        ([], False),
        (["", " "], False),
        (["x"], False),
        (["1"] * 9 + ["n/a"], True),  # a few cells are something else
        (["1"] * 8 + ["n/a"], False),
        (["01234", "01235", "12345"], False),  # postal codes
        (["1234567890123456"], False),  # a card's number
        (["1e5", "NaN", "Infinity", "0x10", "１"], False),
        (["-0", "+1", "0.5", "-0.25"], True),
    ],
)
def test_which_columns_hold_numbers(cells, is_numeric):
    assert taken_in(cells).is_numeric == is_numeric


def test_one_value_makes_one_bin():
    assert taken_in(["2.50", "2.5"]).described("price") == {
        "name": "price",
        "count": 2,
        "sum": 5,
        "average": 2.5,
        "min": 2.5,
        "max": 2.5,
        "others": 0,
        "histogram": {"from": 2.5, "to": 2.5, "counts": [2]},
    }


def test_only_so_many_columns_are_told_of():
    columns = [taken_in(["1"]) for _ in range(MOST_COLUMNS + 5)]
    assert len(described([str(place) for place in range(len(columns))], columns)) == MOST_COLUMNS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.50", 1.5),
        ("2.00", 2),
        ("-0", 0),
        ("0.1", 0.1),
        ("9007199254740992", 2**53),
        ("9007199254740993", "9007199254740993"),
        ("0.1000000000000000000001", "0.1000000000000000000001"),
        ("1" + "0" * 400 + ".5", "1" + "0" * 400 + ".5"),
    ],
)
def test_a_number_that_json_would_round_goes_out_as_text(value, expected):
    found = on_the_wire(Decimal(value))
    assert found == expected
    assert type(found) is type(expected)
