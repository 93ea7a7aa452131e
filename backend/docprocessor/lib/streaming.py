"""Streamed answers under ASGI."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

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
    response = StreamingHttpResponse(_drawn(chunks), content_type=content_type, headers=headers)
    response.headers["Content-Disposition"] = attachment(filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


async def _drawn(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    draw: Any = sync_to_async(next)
    try:
        while (chunk := await draw(chunks, _END)) is not _END:
            yield chunk
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            await sync_to_async(close)()


def attachment(filename: str) -> str:
    """Return a Content-Disposition value for any file name (RFC 6266); what cannot be printed becomes `_`."""
    filename = "".join(character if character.isprintable() else "_" for character in filename)
    return content_disposition_header(as_attachment=True, filename=filename) or "attachment"
