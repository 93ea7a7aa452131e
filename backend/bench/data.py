"""Made-up customers by seed: a delimited file, and the truth about it, at some million rows in a few seconds.

Everything is drawn column by column with NumPy and written by Arrow; a row's place alone decides what it holds, so the
same recipe makes the same bytes on every machine.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FIRST_KEY = 1_000_000
CELLS_A_CHUNK = 800_000
COUNTRIES = "ES FR DE IT PT GB IE NL BE LU SE NO DK FI PL CZ AT CH GR RO".split()
FIRST_NAMES = (
    "Ana Ben Carla David Elena Farid Grace Hugo Irene Jonas Karim Laura Mateo Nadia Oscar Paula Quentin Rosa Sofía "
    "Tomás Uma Víctor Wendy Xavier Yara Zoë"
)
LAST_NAMES = (
    "García Müller Smith Rossi Dubois Silva Novak Kowalski Jensen Andersson Nguyen Tanaka Kim Patel Haddad Okafor "
    "Mbeki Ivanov Popescu Horvat"
)
NAMES = [f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
DOMAINS = ["example.com", "mail.example.org", "corp.example.net", "uni.example.edu"]
WORDS = "order paid late shipped gift vip renewal refund phone web store partner trial annual monthly note".split()
DAYS = [(date(2005, 1, 1) + timedelta(days)).isoformat() for days in range(7_300)]

Draw = Callable[[np.random.Generator, int], Any]


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the file: its field of the Table Schema, what its good cells hold, and what its faulty ones do."""

    field: dict[str, Any]
    draw: Draw
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Writing:
    """How the cells become bytes."""

    separator: str = ","
    newline: str = "\n"
    quote_all: bool = False
    escape_quotes_by: str = '"'


@dataclass(frozen=True)
class Recipe:
    """What file is to be made. `faulty` is the share of rows with a faulty cell, `repeats` that of keys given again."""

    rows: int
    columns: tuple[Column, ...]
    faulty: float = 0.0
    repeats: float = 0.0
    shuffled: bool = False
    key_step: int = 1
    writing: Writing = Writing()
    seed: int = 42

    @property
    def schema(self) -> dict[str, Any]:
        return {"fields": [column.field for column in self.columns], "primaryKey": ["id"]}


@dataclass
class Truth:
    """What is in a file. A row is accepted when each of its cells is right and none accepted before has its key."""

    rows: int
    faulty_rows: int = 0
    faulty_cells: int = 0
    repeats: int = 0
    accepted: int = 0
    key_sum: int = 0
    characters: int = 0
    # Of the accepted, those with an even key: the half that stands in the table already where a case says so.
    even: int = 0
    even_key_sum: int = 0


def write_file(path: Path, recipe: Recipe) -> Truth:
    """Write the file of a recipe and return the truth about it."""
    truth = Truth(recipe.rows)
    order = _order(recipe)
    taken = np.zeros(recipe.rows, dtype=bool)
    with path.open("wb") as file:
        _write(file, [pa.array([column.field["name"]]) for column in recipe.columns], recipe.writing)
        for number, places in enumerate(_chunks(recipe)):
            chance = np.random.default_rng([recipe.seed, number])
            numbers = _with_repeats(order, places, recipe, chance)
            keys = FIRST_KEY + numbers * recipe.key_step
            faulty = list(_faulty(chance, len(keys), len(recipe.columns), recipe.faulty))
            cells = [
                _cells(column, mask, keys if column.field["name"] == "id" else None, chance)
                for column, mask in zip(recipe.columns, faulty, strict=True)
            ]
            _write(file, cells, recipe.writing)
            _count(truth, cells, keys, faulty, _first_of(numbers, ~np.any(faulty, axis=0), taken))
    return truth


def _order(recipe: Recipe) -> Any:
    return np.random.default_rng(recipe.seed).permutation(recipe.rows) if recipe.shuffled else np.arange(recipe.rows)


def _chunks(recipe: Recipe) -> Iterator[slice]:
    step = max(CELLS_A_CHUNK // len(recipe.columns), 1)
    for start in range(0, recipe.rows, step):
        yield slice(start, min(start + step, recipe.rows))


def _with_repeats(order: Any, places: slice, recipe: Recipe, chance: np.random.Generator) -> Any:
    """The numbers of a chunk's keys; some are those of an earlier row."""
    numbers = order[places].copy()
    own = np.arange(places.start, places.stop)
    again = (chance.random(len(own)) < recipe.repeats) & (own > 10)
    numbers[again] = order[chance.integers(own[again])]
    return numbers


def _faulty(chance: np.random.Generator, rows: int, columns: int, share: float) -> Iterator[Any]:
    """For each column, the mask of its faulty cells."""
    if share == 1:
        guilty = chance.integers(columns, size=rows)
        yield from (guilty == column for column in range(columns))
        return
    each = 1 - (1 - share) ** (1 / columns)
    yield from (chance.random(rows) < each for _ in range(columns))


def _cells(column: Column, faulty: Any, keys: Any, chance: np.random.Generator) -> Any:
    good = column.draw(chance, len(faulty)) if keys is None else pa.array(keys).cast(pa.string())
    return pc.if_else(pa.array(faulty), one_of(column.faults)(chance, len(faulty)), good) if faulty.any() else good


def _first_of(numbers: Any, good: Any, taken: Any) -> Any:
    """The mask of the good rows whose key no good row had before; `taken` is brought up to date."""
    first = np.zeros(len(numbers), dtype=bool)
    places = np.flatnonzero(good)
    first[places[np.unique(numbers[places], return_index=True)[1]]] = True
    first &= ~taken[numbers]
    taken[numbers[first]] = True
    return first


def _count(truth: Truth, cells: list[Any], keys: Any, faulty: list[Any], accepted: Any) -> None:
    bad = np.any(faulty, axis=0)
    even = accepted & (keys % 2 == 0)
    truth.faulty_rows += int(bad.sum())
    truth.faulty_cells += int(sum(mask.sum() for mask in faulty))
    truth.accepted += int(accepted.sum())
    truth.repeats += int((~bad & ~accepted).sum())
    truth.key_sum += int(keys[accepted].sum())
    truth.even += int(even.sum())
    truth.even_key_sum += int(keys[even].sum())
    truth.characters += sum(int(pc.utf8_length(column).to_numpy()[accepted].sum()) for column in cells)


def _write(file: IO[bytes], cells: list[Any], writing: Writing) -> None:
    encoded = [_encoded(column, writing) for column in cells]
    encoded[-1] = pc.binary_join_element_wise(encoded[-1], writing.newline, "")
    lines = pc.binary_join_element_wise(*encoded, writing.separator)
    file.write(memoryview(lines.buffers()[2]))


def _encoded(cells: Any, writing: Writing) -> Any:
    special = pc.match_substring_regex(cells, r'[",\\\r\n]')
    if not writing.quote_all and not pc.any(special).as_py():
        return cells
    inside = cells
    if writing.escape_quotes_by != '"':
        inside = pc.replace_substring(inside, writing.escape_quotes_by, writing.escape_quotes_by * 2)
    inside = pc.replace_substring(inside, '"', writing.escape_quotes_by + '"')
    quoted = pc.binary_join_element_wise('"', inside, '"', "")
    return quoted if writing.quote_all else pc.if_else(special, quoted, cells)


# --- Columns -------------------------------------------------------------------------------------


def one_of(texts: list[str] | tuple[str, ...]) -> Draw:
    """Draw one of a few texts for each row."""
    known = pa.array(texts)
    return lambda chance, rows: known.take(pa.array(chance.integers(len(known), size=rows)))


def _below(limit: int) -> Draw:
    return lambda chance, rows: pa.array(chance.integers(limit, size=rows)).cast(pa.string())


def _joined(*parts: Draw | str) -> Draw:
    def draw(chance: np.random.Generator, rows: int) -> Any:
        return pc.binary_join_element_wise(
            *(part if isinstance(part, str) else part(chance, rows) for part in parts), ""
        )

    return draw


def _notes(most_words: int, kinds: int = 4_096) -> list[str]:
    """Up to so many words; two in a hundred with commas and quotes, one in five hundred of two lines."""
    chance = random.Random(7)
    notes = []
    for _ in range(kinds):
        note = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(most_words)))
        what = chance.random()
        if what < 0.02:
            note += f', "{chance.choice(WORDS)}" ok'
        elif what < 0.022:
            note += "\nsecond line"
        notes.append(note)
    return notes


def columns(*, groups: int = 1, longest_note: int = 200) -> tuple[Column, ...]:
    """The key, and seven columns more for each group; notes are long where they may be."""
    key: dict[str, Any] = {"name": "id", "type": "integer"}
    found = [Column(key, one_of(("",)), ("abc", "", "12.5", "99999999999999999999"))]
    notes = one_of(_notes(5 if longest_note == 200 else longest_note // 10))
    for group in range(1, groups + 1):
        end = "" if groups == 1 else f"_{group}"
        found += [
            _column(f"name{end}", "string", one_of(NAMES), ("", "n" * 81), required=True, maxLength=80),
            _column(f"email{end}", "string", _EMAIL, ("no-at-sign", "foo@", "@example.com", ""), required=True),
            _column(f"amount{end}", "number", _AMOUNT, ("12,50", "N/A", "", "1.234,50"), required=True),
            _column(f"signup_date{end}", "date", one_of(DAYS), ("2024-02-30", "31/12/2024", "", "soon"), required=True),
            _column(f"active{end}", "boolean", _ACTIVE, ("maybe", "2", ""), required=True),
            _column(f"country{end}", "string", one_of(COUNTRIES), ("XX", "Spain", ""), required=True, enum=COUNTRIES),
            _column(f"notes{end}", "string", notes, ("y" * (longest_note + 1),), maxLength=longest_note),
        ]
        found[-6].field["format"] = "email"
    return tuple(found)


def _column(name: str, kind: str, draw: Draw, faults: tuple[str, ...], **constraints: Any) -> Column:
    return Column({"name": name, "type": kind, "constraints": constraints}, draw, faults)


_EMAIL = _joined(one_of(list("abcdefghijklmnopqrstuvwxyz")), _below(100_000), ".", _below(1_000), "@", one_of(DOMAINS))
_AMOUNT = _joined(_below(10_000), ".", one_of([f"{cents:02}" for cents in range(100)]))
_ACTIVE = one_of(["true"] * 7 + ["false"] * 3)
