"""In which shape an address answers an error that no view of REST framework has found."""

import re
from typing import Any, Final

PROBLEM: Final = "application/problem+json"
# The doors of the two contracts that word errors plainly; their views do so by `PlainErrors`.
PLAIN: Final = re.compile(r"/(?:ingest|status|health|assignment)(?:/|$)")


def shaped(path: str, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return what is answered in the place of a problem document at an address, and its content type."""
    if PLAIN.match(path):
        return {"error": document["detail"]}, "application/json"
    return document, PROBLEM
