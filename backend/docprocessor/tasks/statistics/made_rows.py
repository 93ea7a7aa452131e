"""Rows of a table of orders that never were: the same for the same seed, in whatever pieces they are made."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

LABELS: Final = ("order_number", "quantity", "unit_price", "total", "weight_kg", "region", "ordered_on")
REGIONS: Final = ("north", "east", "south", "west")
FIRST_DAY: Final = date(2024, 1, 1)


def made_csv(seed: str, first: int, count: int) -> str:
    """Return rows as CSV, without a header, from the row of a number on."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        _row(Random(f"{seed}:{number}"), number) for number in range(first, first + count)
    )
    return text.getvalue()


def columns_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each column of a CSV text without a header."""
    return zip(*csv.reader(io.StringIO(text)), strict=True)


def _row(chance: Random, number: int) -> tuple[object, ...]:
    quantity = chance.randint(1, 40)
    cents = int(chance.lognormvariate(7.5, 0.8)) + 50
    return (
        number,
        quantity,
        f"{cents // 100}.{cents % 100:02}",
        f"{quantity * cents // 100}.{quantity * cents % 100:02}",
        round(chance.gammavariate(2.0, 1.5), 3),
        chance.choice(REGIONS),
        FIRST_DAY + timedelta(days=chance.randrange(366)),
    )
