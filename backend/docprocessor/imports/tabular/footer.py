"""Which of a file's last records are totals and notes and not data. Judged as a person would. Pure: no Django.

A record of data must never be lost, so each kind needs what sets it apart: a total its word, alone in its
column, over numbers; a note, that it comes after a blank line and leaves the table's columns empty.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from docprocessor.imports.tabular.header import filled, gap_before, is_data_like
from docprocessor.imports.tabular.records import Record
from docprocessor.imports.text import printable

MOST_RECORDS: Final = 50
_TOTAL: Final = re.compile(
    r"\W*(?:(?:grand|sub|sub-|overall|report)?\s*totals?|totals? general(?:es)?|total général|sum|summe|"
    r"gesamt(?:summe)?|insgesamt|somme|suma|soma|totale|totaal|toplam|genel toplam|yhteensä|i alt|summa|razem|ogółem|"
    r"celkem|összesen|итого|всего|разом|общо|σύνολο|סה[\"״]כ|المجموع|合計|总计|合计|總計|합계)\W*\Z",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"\(?\s*[0-9][0-9,. ]* (?:rows?|records?|zeilen|filas|lignes)(?: (?:affected|selected))?\)?\.?\Z", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"\W*(?:source|notes?|footnotes?|fuente|nota|quelle|anmerkung|fußnote|remarque|fonte|bron|kilde|źródło|zdroj|"
    r"источник|примечание|generated|exported|created|report|copyright|disclaimer|©)\b",
    re.IGNORECASE,
)
LONG_NOTE: Final = 20


class Footer(NamedTuple):
    """How many records at the end are not data, and a sentence on them."""

    records: int
    evidence: str


NO_FOOTER: Final = Footer(0, "")


def find_footer(records: Sequence[Record], width: int) -> Footer:
    """Say how many of the last records are not data. `records`: the last of the file, enough of data among them."""
    if width < 2:
        return NO_FOOTER
    start = len(records)
    while start > 0 and len(records) - start < MOST_RECORDS and _kind(records[start - 1], width) != "data":
        start -= 1
    if start == 0 or len(records) - start == MOST_RECORDS:
        return NO_FOOTER
    while start < len(records) and not _begins_footer(records, start, width):
        start += 1
    if start == len(records):
        return NO_FOOTER
    said = [next((cell for cell in record.cells or [] if cell.strip()), "") for record in records[start:]]
    shown = ", ".join(repr(printable(text.strip(), longest=40)) for text in said if text)
    number = len(records) - start
    which = "The last record is" if number == 1 else f"The last {number:,} records are"
    return Footer(number, f"{which} taken for totals or notes, not data: {printable(shown, longest=300)}.")


def _kind(record: Record, width: int) -> str:
    cells = record.cells
    if cells is None or len(cells) > width:
        return "data"
    count = filled(cells)
    if count == 0:
        return "empty"
    text = next(cell for cell in cells if cell.strip()).strip()
    if _COUNT.match(text) and count == 1:
        return "count"
    if _TOTAL.match(text):
        return "total" if count > 1 and _numbers_follow(cells) else "data"
    if count == 1 and not is_data_like(text) and (width > 2 or len(cells) < width):
        return "note"
    return "ragged" if len(cells) < width and count * 2 <= width else "data"


def _numbers_follow(cells: list[str]) -> bool:
    """Say whether what comes after a total's word is numbers."""
    _, *values = [cell for cell in cells if cell.strip()]
    return all(map(is_data_like, values))


def _begins_footer(records: Sequence[Record], index: int, width: int) -> bool:
    """Say whether what comes from a record on is set apart from the data."""
    kinds = [_kind(record, width) for record in records[index:]]
    if kinds[0] == "count":
        return True
    if kinds[0] == "total":
        return _is_alone(records, index)
    if kinds[0] == "note" and _NOTE.match(_text(records[index])) and width > 2:
        return True
    set_apart = kinds[0] == "empty" or gap_before(records, index)
    return set_apart and any(
        kind in ("note", "ragged") and _speaks(record, width)
        for kind, record in zip(kinds, records[index:], strict=True)
    )


def _is_alone(records: Sequence[Record], index: int) -> bool:
    """Say whether a total's word stands nowhere else in its column: totals of groups are records like others."""
    cells = records[index].cells or []
    place = next(place for place, cell in enumerate(cells) if cell.strip())
    others = [record.cells[place] for record in records[:index] if record.cells and place < len(record.cells)]
    return not any(map(_TOTAL.match, others))


def _speaks(record: Record, width: int) -> bool:
    """Say whether a record is a note by itself: too short for the table, or words that nobody puts into a cell."""
    text = _text(record)
    return len(record.cells or []) < width or len(text) >= LONG_NOTE or _NOTE.match(text) is not None


def _text(record: Record) -> str:
    return next((cell for cell in record.cells or [] if cell.strip()), "").strip()
