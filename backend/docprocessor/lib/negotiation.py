"""Content negotiation."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class FileNegotiation(DefaultContentNegotiation):
    """For addresses that answer with a file: `Accept: text/csv` is as welcome as no preference at all."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer of what is not a file: a page of rows, or a problem."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)
