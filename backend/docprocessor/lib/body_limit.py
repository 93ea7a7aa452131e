"""Refuse a request body that is too large, before it is stored."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

from docprocessor.lib.error_shapes import shaped
from docprocessor.lib.problems import problem

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]

# A multipart body carries a few fields and boundaries besides its file.
ENVELOPE_BYTES = 1024**2


class _TooLarge(Exception):
    """The body has passed the limit."""


class BodyLimit:
    """ASGI middleware that answers 413 to a body over `UPLOAD_MAX_BYTES`, announced or counted.

    Django spools the whole body to disk before any view runs, so a view's own check comes too late
    to keep a disk from filling.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        limit = settings.UPLOAD_MAX_BYTES + ENVELOPE_BYTES
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced) > limit:
            return await refuse(scope, send, 413, "too_large", upload_limit_sentence())
        received = 0
        started = False

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLarge
            return message

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.application(scope, counted_receive, watched_send)
        except _TooLarge:
            if not started:
                await refuse(scope, send, 413, "too_large", upload_limit_sentence())


async def refuse(scope: Any, send: Send, status: int, code: str, detail: str) -> None:
    """Answer with a problem outside of Django, in the shape of the address, and end the connection."""
    body, content_type = shaped(scope["path"], problem(status, code, detail))
    headers = [(b"content-type", content_type.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def upload_limit_sentence() -> str:
    """Say the limit the way a person would."""
    size = float(settings.UPLOAD_MAX_BYTES)
    unit = "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"The file is larger than {size:,.4g} {unit}, the most that is taken here."
