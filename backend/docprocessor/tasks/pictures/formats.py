"""Formats of thumbnails, as web servers name them."""

from typing import Final

CONTENT_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
