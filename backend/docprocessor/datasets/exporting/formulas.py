"""What a spreadsheet would run. Pure: no Django."""

import re
from typing import Final

# What a spreadsheet may take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")


def without_formula(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would run as a formula; a number is none."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _NUMBER.match(cell) else cell
