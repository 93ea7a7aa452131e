"""Streamed answers under ASGI."""

from collections.abc import Iterator
from typing import Any, Self, cast

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

_END = object()


def stream(
    chunks: Iterator[bytes], *, content_type: str, filename: str, headers: dict[str, str] | None = None
) -> StreamingHttpResponse:
    """Answer with a download whose chunks are made as the client takes them.

    Under ASGI, Django would gather a plain iterator whole in memory; here each chunk is drawn
    in the request's own thread, where its database connection lives.
    """
    response = StreamingHttpResponse(_Drawn(chunks), content_type=content_type, headers=headers)
    response.headers["Content-Disposition"] = attachment(filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class _Drawn:
    """Chunks, drawn one by one in the request's own thread.

    No asynchronous generator: who stops in the middle of one leaves it to the garbage collector and the event loop to
    end it. The response is closed by Django in any case, and closes this.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._draw: Any = sync_to_async(next)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        chunk: Any = await self._draw(self._chunks, _END)
        if chunk is _END:
            raise StopAsyncIteration
        return cast("bytes", chunk)

    def close(self) -> None:
        """Let go of what the chunks are made from."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def attachment(filename: str) -> str:
    """Return a Content-Disposition value for any file name (RFC 6266); what cannot be printed becomes `_`."""
    filename = "".join(character if character.isprintable() else "_" for character in filename)
    return content_disposition_header(as_attachment=True, filename=filename) or "attachment"
