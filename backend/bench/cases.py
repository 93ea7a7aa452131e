"""What is measured: files of every kind that an import meets, and what must come of each."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from bench.data import FIRST_KEY, Recipe, Truth, Writing, columns

FAULTY = 0.08
REPEATS = 0.005
SMALL_ROWS = 1_000
# As many columns and as long notes as leave a file about as large as one of plain rows is.
WIDE_GROUPS = 28
WIDE_SHARE = 25
LONG_NOTE = 4_000
LONG_SHARE = 15
PLAIN = Recipe(0, columns(), FAULTY, REPEATS)


class Outcome(NamedTuple):
    """What an import leaves: its books, its issues, and the table's rows and sum of keys."""

    inserted: int
    updated: int
    skipped: int
    failed: int
    issues: int
    rows: int
    key_sum: int


def _into_empty(truth: Truth) -> Outcome:
    failed = truth.faulty_rows + truth.repeats
    issues = truth.faulty_cells + truth.repeats
    return Outcome(truth.accepted, 0, 0, failed, issues, truth.accepted, truth.key_sum)


@dataclass(frozen=True)
class Case:
    """One kind of file. It is compared with COPY of the same without faults, written as `copied` has it."""

    title: str
    recipe: Recipe
    params: dict[str, Any] = field(default_factory=dict)
    copied: Writing | None = None
    share: int = 1  # rows of other cases for each row of this
    fixed_rows: int | None = None
    is_main: bool = False
    half_there: bool = False
    expected: Callable[[Truth], Outcome] = _into_empty

    def dirty(self, rows: int) -> Recipe:
        """The file that is imported."""
        return replace(self.recipe, rows=(self.fixed_rows or rows) // self.share)

    def clean(self, rows: int) -> Recipe:
        """The file that is copied: as many rows, and none that PostgreSQL refuses."""
        return replace(self.dirty(rows), faulty=0.0, repeats=0.0, writing=self.copied or self.recipe.writing)

    def there(self, rows: int) -> Recipe | None:
        """The file that stands in the table before: every second key, with other values."""
        if not self.half_there:
            return None
        return replace(self.clean(rows), rows=self.dirty(rows).rows // 2, key_step=2, seed=43)


def _there(truth: Truth) -> tuple[int, int]:
    rows = truth.rows // 2
    return rows, rows * FIRST_KEY + rows * (rows - 1)


def _with_half(truth: Truth) -> Outcome:
    """Every key that is there is refused, also where the file has it twice."""
    rows, key_sum = _there(truth)
    inserted, keys = truth.accepted - truth.even, truth.key_sum - truth.even_key_sum
    failed = truth.rows - inserted
    issues = failed - truth.faulty_rows + truth.faulty_cells
    return Outcome(inserted, 0, 0, failed, issues, rows + inserted, key_sum + keys)


def _skipping(truth: Truth) -> Outcome:
    refused = _with_half(truth)
    skipped = refused.failed - truth.faulty_rows
    return refused._replace(skipped=skipped, failed=truth.faulty_rows, issues=truth.faulty_cells)


def _upserting(truth: Truth) -> Outcome:
    failed, issues = truth.faulty_rows + truth.repeats, truth.faulty_cells + truth.repeats
    return _with_half(truth)._replace(updated=truth.even, failed=failed, issues=issues)


CASES: dict[str, Case] = {
    "clean": Case("clean", replace(PLAIN, faulty=0.0, repeats=0.0), is_main=True),
    "faulty": Case("8 % faulty", PLAIN, is_main=True),
    "all-faulty": Case("every row faulty", replace(PLAIN, faulty=1.0, repeats=0.0)),
    "shuffled": Case("8 % faulty, keys in random order", replace(PLAIN, shuffled=True)),
    "quoted": Case(
        "8 % faulty, every cell quoted, CRLF", replace(PLAIN, writing=Writing(newline="\r\n", quote_all=True))
    ),
    "wide": Case("8 % faulty, 197 columns", replace(PLAIN, columns=columns(groups=WIDE_GROUPS)), share=WIDE_SHARE),
    "text": Case("8 % faulty, long texts", replace(PLAIN, columns=columns(longest_note=LONG_NOTE)), share=LONG_SHARE),
    "spaces": Case(
        "8 % faulty, a space after each delimiter",
        replace(PLAIN, writing=Writing(separator=", ")),
        params={"dialect": {"delimiter": ",", "skip_initial_space": True}},
        copied=Writing(),
    ),
    "escapes": Case(
        "8 % faulty, quotes escaped by backslashes",
        replace(PLAIN, writing=Writing(escape_quotes_by="\\")),
        params={"dialect": {"delimiter": ",", "escape": "\\"}},
        copied=Writing(),
    ),
    "there-reject": Case("8 % faulty, half the keys there: reject", PLAIN, half_there=True, expected=_with_half),
    "there-skip": Case(
        "8 % faulty, half the keys there: skip",
        PLAIN,
        params={"duplicates": "skip"},
        half_there=True,
        expected=_skipping,
    ),
    "there-upsert": Case(
        "8 % faulty, half the keys there: upsert",
        PLAIN,
        params={"mode": "upsert"},
        half_there=True,
        expected=_upserting,
    ),
    "small": Case("8 % faulty, a small file", PLAIN, fixed_rows=SMALL_ROWS),
}
