"""Names for PostgreSQL from what people wrote. Pure: no Django."""

import re
from typing import Final

from anyascii import anyascii

from docprocessor.datasets.schema import SYSTEM_COLUMNS

_NOT_OF_NAMES: Final = re.compile(r"[^a-z0-9_\s-]")
_BETWEEN_WORDS: Final = re.compile(r"[-\s]+")


def identifier(text: str, *, default: str, length: int) -> str:
    """Return a name for PostgreSQL: `Año de alta` becomes `ano_de_alta`."""
    plain = _NOT_OF_NAMES.sub("", anyascii(text).lower())
    name = _BETWEEN_WORDS.sub("_", plain).strip("_")
    if name and (not name[0].isalpha() or name in SYSTEM_COLUMNS):
        name = f"{default}_{name}"
    return name[:length].rstrip("_") or default
