"""What can be wrong with a record before anything is known of its fields. Pure: no Django."""

from docprocessor.imports.tabular.records import Record


def record_fault(record: Record, width: int) -> tuple[str, str] | None:
    """Return the code and the sentence of why a record does not fit a table of `width` columns; None when it does."""
    if record.cells is None:
        return record.fault or ("unreadable", "This record cannot be read.")
    if len(record.cells) != width:
        plural = "" if len(record.cells) == 1 else "s"
        return "ragged", f"This record has {len(record.cells):,} cell{plural}; the header has {width:,}."
    return None


def undecodable(record: Record) -> bool:
    """Say whether a record holds bytes that are not of the file's encoding; the reader carries them as surrogates."""
    return any(not cell.isascii() and _has_half_a_character(cell) for cell in record.cells or ())


def _has_half_a_character(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return True
    return False
