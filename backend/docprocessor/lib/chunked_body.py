"""Bodies that come without an announced length."""

import io
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


class ChunkedBody:
    """Middleware that gives a chunked body (RFC 9112, 7.1) its length, which Django and REST framework take for 0.

    Under ASGI the whole body is spooled before any middleware runs, so its length is known, but for one that its view
    reads as it comes.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spooled: Any = getattr(request, "_stream", None)
        is_chunked = request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH")
        if is_chunked and spooled and spooled.seekable():
            request.META["CONTENT_LENGTH"] = str(spooled.seek(0, io.SEEK_END))
            spooled.seek(0)
        return self.get_response(request)
