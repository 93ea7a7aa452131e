"""Keyset pages for lists of models: stable while rows come and go, and as fast on page 1,000 as on page 1."""

from typing import Any

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """`?cursor=&limit=` (up to 200) with `next` and `previous` links, newest first."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    # Ids are UUIDv7, so the id breaks ties of created_at in the same direction.
    ordering: Any = ("-created_at", "-id")
