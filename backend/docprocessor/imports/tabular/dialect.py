"""How a delimited text file is written: delimiter, quote, escape, comments, header. Pure: no Django."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, Final, NamedTuple, Self

from docprocessor.imports.tabular.header import has_names, is_data_like, usual_width

DELIMITERS: Final = (",", ";", "\t", "|")
RECORDS_LOOKED_AT: Final = 200
# These stand in texts and times, too: taken only where the usual ones do not fit and they do throughout.
RARE_DELIMITERS: Final = ("^", "~", ":", " ")
UNIT_SEPARATOR: Final = "\x1f"
NAMES: Final = {"\t": "tabs", " ": "spaces", UNIT_SEPARATOR: "unit separators"}
COMMENT: Final = "#"
_SPACES_THEN_QUOTE: Final = re.compile(r" +\"")
_DOUBLE_QUOTE_OPENS: Final = re.compile(r'(?:^|[,;\t|\x1f])\s*"')
_SINGLE_QUOTED: Final = re.compile(r"(?:^|[,;\t|\x1f])'(?:[^']|'')*'(?=[,;\t|\x1f\r\n]|$)")
_SINGLE_QUOTE_OPENS: Final = re.compile(r"(?:^|[,;\t|\x1f])'")
_LIKE_A_TIME: Final = re.compile(r"[0-9]:[0-9]{2}|: |//")


class DialectError(ValueError):
    """What a person asked for is not a dialect."""


@dataclass(frozen=True)
class Dialect:
    """The CSV Dialect of a file (https://specs.frictionlessdata.io/csv-dialect/), as far as it varies here."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_initial_space: bool = False
    comment: str = ""
    header: bool = True

    def overridden(self, wishes: dict[str, Any]) -> Self:
        """Return the dialect with what a person says about it. Raises DialectError."""
        known = asdict(self)
        for name, wish in wishes.items():
            if name not in known:
                raise DialectError(f"{name[:40]!r} is not known; known are {', '.join(known)}.")
            if type(wish) is not type(known[name]):
                raise DialectError(f"{name} is {'a text' if isinstance(known[name], str) else 'true or false'}.")
            if wish == "" and known[name] == "":
                continue
            if isinstance(wish, str) and (len(wish) != 1 or wish in "\r\n\0" or not wish.isascii()):
                raise DialectError(f"{name} is one ASCII character.")
        said = replace(self, **wishes)
        if said.delimiter == said.quote:
            raise DialectError("The delimiter and the quote are the same character.")
        signs = [sign for sign in (said.delimiter, said.quote, said.escape, said.comment) if sign]
        if len(set(signs)) < len(signs):
            raise DialectError("Delimiter, quote, escape and comment are different characters.")
        if said.delimiter == " " and said.skip_initial_space:
            raise DialectError("A space that delimits cannot be skipped.")
        return said

    def reader_arguments(self) -> dict[str, Any]:
        """Return the arguments of `csv.reader`; strict, so that a stray quote is a fault and not a guess."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape or None,
            "skipinitialspace": self.skip_initial_space,
            "strict": True,
        }


class Judged(NamedTuple):
    """A dialect, how sure it is (from 0 to 1), and sentences on what speaks for it."""

    dialect: Dialect
    confidence: float
    evidence: list[str]


def judge_dialect(lines: list[str], said: Mapping[str, Any]) -> Judged:
    """Say how the lines of a file's beginning are written, and why.

    `said` holds the parts of the dialect that are known. The delimiter is the one that fits best (see `_fit`);
    a file where none does has one column. Raises DialectError.
    """
    quote = said.get("quote") or _quote(lines)
    delimiter = said.get("delimiter") or _delimiter(lines, quote)
    escape = said.get("escape", _escape(lines, delimiter, quote))
    all_records = _records(lines, delimiter, quote, escape)
    comment = said.get("comment", _comment(all_records))
    records = [cells for cells in all_records if not (comment and cells[0].startswith(comment))]
    spaces = delimiter != " " and any(_SPACES_THEN_QUOTE.match(cell) for cells in records for cell in cells)
    has_header = bool(records) and has_names(records[0], records[1:])
    dialect = Dialect(delimiter, quote, escape, spaces, comment, has_header).overridden(dict(said))
    share, *_ = _fit(records, delimiter)
    evidence = [_on_delimiter(records, delimiter)] if "delimiter" not in said else []
    if dialect.quote != '"' and "quote" not in said:
        evidence.append("Cells are quoted with '.")
    if dialect.escape and "escape" not in said:
        evidence.append('Quotes inside quoted cells are written as \\".')
    if dialect.comment and "comment" not in said:
        evidence.append(f"Lines that begin with {COMMENT} are comments.")
    return Judged(dialect, 1.0 if "delimiter" in said else 0.5 + share / 2, evidence)


def _on_delimiter(records: list[list[str]], delimiter: str) -> str:
    width = usual_width(records)
    if width < 2:
        return "There is one column: no delimiter cuts the records alike."
    share = sum(1 for cells in records if len(cells) == width)
    name = NAMES.get(delimiter, repr(delimiter))
    return f"Cut at {name}, {share:,} of the first {len(records):,} records have {width:,} cells."


def _delimiter(lines: list[str], quote: str) -> str:
    cut = {each: _without_comments(_records(lines, each, quote)) for each in (*DELIMITERS, UNIT_SEPARATOR)}
    fits = {each: _fit(records, each) for each, records in cut.items()}
    if fits[UNIT_SEPARATOR][0] >= 0.5:  # nobody writes it by chance
        return UNIT_SEPARATOR
    best = max(DELIMITERS, key=lambda each: fits[each])
    if fits[best][0] >= 0.9:
        return best
    rare = next((each for each in RARE_DELIMITERS if _fits_throughout(lines, each, quote, fits[best])), None)
    if rare is not None:
        return rare
    if fits[best][0] > 0:
        return best
    runs = {each: _last_run(cut[each]) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: runs[each])


def _fit(records: list[list[str]], delimiter: str) -> tuple[float, bool, float, int]:
    """Return how well a delimiter fits, to be compared: which share of the records it cuts into the same number of
    cells, whether the first is one of them, which share of the cells is of one piece, and into how many it cuts.

    A decimal comma cuts the records of a semicolon's file as evenly as the semicolon does. But seldom its header;
    and what it leaves, such as `5;2`, is nothing by itself, while `1,5` is a number.
    """
    widths = Counter(map(len, records))
    [(width, count)] = widths.most_common(1) or [(0, 0)]
    if width < 2:
        return (0.0, False, 0.0, 0)
    others = [each for each in DELIMITERS if each != delimiter]
    cells = [cell for cells in records for cell in cells]
    whole = sum(1 for cell in cells if is_data_like(cell) or not any(other in cell for other in others))
    return (round(count / len(records), 1), len(records[0]) == width, round(whole / len(cells), 1), width)


def _fits_throughout(lines: list[str], delimiter: str, quote: str, usual: tuple[float, bool, float, int]) -> bool:
    """Say whether a character that seldom delimits cuts every record alike, into more than texts and times have."""
    records = _records(lines, delimiter, quote)
    widths = set(map(len, records))
    if len(records) < 3 or len(widths) > 1 or widths <= {0, 1}:
        return False
    if delimiter in ("^", "~"):
        return True
    cells = [cell for record in records[1:] for cell in record]
    if delimiter == ":":
        return widths > {2} or (min(widths) > 2 and not any(map(_LIKE_A_TIME.search, lines)))
    return usual[0] == 0 and min(widths) > 2 and sum(map(is_data_like, cells)) > len(cells) / 2


def _last_run(records: list[list[str]]) -> tuple[int, int]:
    """Return how many records of the same width there are at the end, and that width: a table under many notes."""
    if not records or len(records[-1]) < 2:
        return (0, 0)
    width = len(records[-1])
    run = next((place for place, cells in enumerate(reversed(records)) if len(cells) != width), len(records))
    return (run, width) if run > 2 else (0, 0)


def _quote(lines: list[str]) -> str:
    """A single quote is one only where every cell that begins with it ends with it, and no double quote opens any."""
    opened = closed = 0
    for line in lines[:RECORDS_LOOKED_AT]:
        if _DOUBLE_QUOTE_OPENS.search(line):
            return '"'
        opened += len(_SINGLE_QUOTE_OPENS.findall(line))
        closed += len(_SINGLE_QUOTED.findall(line))
    return "'" if closed > 1 and closed == opened else '"'


def _escape(lines: list[str], delimiter: str, quote: str) -> str:
    r"""A backslash escapes where `\"` occurs, and fewer records are at fault when it is read so."""
    if not any(f"\\{quote}" in line for line in lines):
        return ""
    plain, escaped = (_faults(lines, delimiter, quote, escape) for escape in ("", "\\"))
    return "\\" if escaped < plain else ""


def _faults(lines: list[str], delimiter: str, quote: str, escape: str) -> int:
    """Count the records that a strict reader refuses."""
    rest, faults = iter(lines), 0
    while True:
        try:
            for _ in _reader(rest, delimiter, quote, escape, strict=True):
                pass
            return faults
        except csv.Error:
            faults += 1


def _comment(records: list[list[str]]) -> str:
    """Lines that begin with a hash are comments, unless one of them is cut as the table's records are."""
    usual = usual_width([cells for cells in records if not cells[0].startswith(COMMENT)])
    hashed = [cells for cells in records if cells[0].startswith(COMMENT)]
    return COMMENT if hashed and usual > 1 and all(len(cells) != usual for cells in hashed) else ""


def _without_comments(records: list[list[str]]) -> list[list[str]]:
    comment = _comment(records)
    return [cells for cells in records if not (comment and cells[0].startswith(comment))]


def _records(lines: list[str], delimiter: str, quote: str, escape: str = "") -> list[list[str]]:
    # The module's own limit would make a long cell an error; these lines are bounded already.
    csv.field_size_limit(max(csv.field_size_limit(), sum(map(len, lines)) + 1))
    reader = _reader(lines, delimiter, quote, escape, strict=False)
    return [cells for cells in islice(reader, RECORDS_LOOKED_AT) if cells]


def _reader(lines: Iterable[str], delimiter: str, quote: str, escape: str, *, strict: bool) -> Any:
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape or None, strict=strict)
