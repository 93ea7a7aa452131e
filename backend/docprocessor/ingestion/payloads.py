"""Records as they wait for their job: JSON, compressed by zstd (RFC 8878)."""

import json
from collections.abc import Sequence
from typing import Any

import zstandard
from rest_framework.exceptions import ParseError

from docprocessor.lib.problems import AppError

Record = dict[str, Any]


def packed(records: Sequence[Record]) -> bytes:
    """Return records as bytes. Raises ParseError for one that is nested too deeply to be written again."""
    try:
        # Escaped, because JSON may name half a character, which UTF-8 cannot hold.
        text = json.dumps(records, separators=(",", ":"))
    except RecursionError:
        raise ParseError("This JSON is nested too deeply.") from None
    return zstandard.ZstdCompressor().compress(text.encode())


def unpacked(payload: bytes | memoryview) -> list[Record]:
    """Return the records again. Raises AppError for one that is nested too deeply to be read here."""
    try:
        records: list[Record] = json.loads(zstandard.ZstdDecompressor().decompress(payload))
    except RecursionError:  # how deep is too deep depends on who reads it
        raise AppError("nested_too_deeply", "One of the records is nested too deeply.") from None
    return records
