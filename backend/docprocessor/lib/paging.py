"""Keyset pages for lists of models: stable while rows come and go, and as fast on page 1,000 as on page 1."""

import base64
import json
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.db.models import Model, Q
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from docprocessor.lib.problems import AppError

LIMIT = re.compile(r"0*[1-9][0-9]{0,999}", re.ASCII)


class KeysetPagination(CursorPagination):
    """`?cursor=&limit=` (up to 200) with `next` and `previous` links, newest first.

    A cursor names a whole position, all fields of the order; REST framework's own names the first of them and
    counts on from there, which loses rows that are alike in it.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    # Ids are UUIDv7, so the id breaks ties of created_at in the same direction.
    ordering: Any = ("-created_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return a page. Raises AppError 400 for a cursor that no list has given out."""
        self._here = request.build_absolute_uri()
        limit = self.get_page_size(request)
        cursor = request.query_params.get(self.cursor_query_param)
        backwards, position = cursor_decode(cursor) if cursor else (False, None)
        order = [_reversed(term) for term in self.ordering] if backwards else list(self.ordering)
        try:
            # In its own savepoint, so that a cursor somebody made up ends this query and nothing else.
            with transaction.atomic():
                if position is not None:
                    queryset = queryset.filter(_after(order, position))
                found = list(queryset.order_by(*order)[: limit + 1])
        except (ValidationError, ValueError, DataError):
            if position is None:
                raise
            raise cursor_refused() from None
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        self._next = found[-1] if found and (more or backwards) else None
        self._previous = found[0] if found and (more if backwards else position is not None) else None
        return found

    def get_page_size(self, request: Request) -> int:
        """Return how many the page holds at most. Raises AppError 400 for what is no number of them."""
        limit = request.query_params.get(self.page_size_query_param)
        if not limit:
            return self.page_size
        if not LIMIT.fullmatch(limit):
            message = f"This is a whole number from 1; a page holds {self.max_page_size} at most."
            raise AppError("invalid", f"limit: {message}", errors={"limit": [message]})
        return min(int(limit), self.max_page_size)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters of the pages."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["description"] = (
                    f"How many a page holds: {self.page_size} unless it is said, {self.max_page_size} at most."
                )
                parameter["schema"]["minimum"] = 1
        return parameters

    def get_next_link(self) -> str | None:
        """Return the address of the page after this one."""
        return self._next and self._link(False, self._next)

    def get_previous_link(self) -> str | None:
        """Return the address of the page before this one."""
        return self._previous and self._link(True, self._previous)

    def _link(self, backwards: bool, instance: Model) -> str:
        position = [instance.serializable_value(term.removeprefix("-")) for term in self.ordering]
        return replace_query_param(
            self._here, self.cursor_query_param, cursor_encode(backwards, [str(part) for part in position])
        )


class OrderedPagination(KeysetPagination):
    """Keyset pages in one of several orders: `?ordering=` names one, with `-` before it for the reverse."""

    # What an order's name sorts by. A field that may be empty sorts by an annotation that never is.
    orders: ClassVar[dict[str, str]]
    default: ClassVar[str] = "-created_at"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return a page. Raises AppError 400 for an order that is none, or a cursor that no list has given out."""
        wanted = request.query_params.get("ordering") or self.default
        name, sign = wanted.removeprefix("-"), "-" if wanted.startswith("-") else ""
        if name not in self.orders:
            message = f"This is one of {', '.join(self.orders)}, with - before it for the reverse."
            raise AppError("invalid", f"ordering: {message}", errors={"ordering": [message]})
        self.ordering = (f"{sign}{self.orders[name]}", f"{sign}id")
        return super().paginate_queryset(queryset, request, view)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters of the pages."""
        named = [sign + name for name in self.orders for sign in ("", "-")]
        ordering = {
            "name": "ordering",
            "in": "query",
            "required": False,
            "description": "What comes first.",
            "schema": {"type": "string", "enum": named, "default": self.default},
        }
        return [*super().get_schema_operation_parameters(view), ordering]


def cursor_encode(backwards: bool, position: list[str | None]) -> str:
    """Return a cursor: whether it goes back, and the values of the row that it starts from."""
    return base64.urlsafe_b64encode(json.dumps([backwards, position]).encode()).decode().rstrip("=")


def cursor_decode(cursor: str) -> tuple[bool, list[str | None]]:
    """Return what a cursor holds. Raises AppError 400 for what is none."""
    try:
        backwards, position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(backwards, bool) and isinstance(position, list):
            parts = [part if part is None else str(part) for part in position]
            "".join(filter(None, parts)).encode()  # half a character cannot be sent to PostgreSQL
            return backwards, parts
    except (ValueError, TypeError, RecursionError):
        pass
    raise cursor_refused()


def cursor_refused() -> AppError:
    """Return the refusal of a cursor that somebody made up."""
    message = "This cursor is not of this list."
    return AppError("invalid", f"cursor: {message}", errors={"cursor": [message]})


def _reversed(term: str) -> str:
    return term.removeprefix("-") if term.startswith("-") else f"-{term}"


def _after(order: list[str], position: list[str | None]) -> Q:
    """Return the condition for a row to come strictly after a position in an order. Raises ValueError."""
    condition = first = Q()
    for term, value in reversed(list(zip(order, position, strict=True))):
        if value is None:
            raise ValueError
        name, comparison = term.removeprefix("-"), "lt" if term.startswith("-") else "gt"
        beyond = Q(**{f"{name}__{comparison}": value})
        condition = beyond | Q(**{name: value}) & condition if condition else beyond
        first = Q(**{f"{name}__{comparison}e": value})
    # Said once more of the first field alone, which is where PostgreSQL enters the index.
    return first & condition
