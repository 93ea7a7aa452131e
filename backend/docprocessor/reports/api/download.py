"""The name under which a document is saved."""

from typing import Final
from urllib.parse import quote

from anyascii import anyascii
from drf_spectacular.utils import OpenApiParameter

DISPOSITION: Final = OpenApiParameter("Content-Disposition", str, OpenApiParameter.HEADER, response=[200])
# What some system or other takes for a part of a path, or for an order.
UNSAFE: Final = frozenset('/\\:*?"<>|%~;')
ATTR_CHARS: Final = "!#$&+-.^_`|~"  # RFC 5987, besides letters and digits


def attachment(name: str, extension: str) -> str:
    """Return a Content-Disposition value with the name in ASCII and as it is (RFC 6266, both forms)."""
    whole = f"{safe(name)}.{extension}"
    plain = f"{safe(anyascii(safe(name)))}.{extension}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe=ATTR_CHARS)}"


def safe(name: str) -> str:
    """Return a name that names one file anywhere: no part of a path, nothing that cannot be printed."""
    kept = ("_" if character in UNSAFE or not character.isprintable() else character for character in name)
    return "".join(kept).strip(" .") or "document"
