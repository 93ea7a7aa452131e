"""Requests on uploads, before Django sees them."""

import asyncio
import re
from contextlib import closing
from typing import Any, Final

from django.core.handlers.asgi import ASGIHandler

from docprocessor.lib.body_limit import Receive, Send
from docprocessor.lib.streamed_body import StreamedBody

UPLOAD: Final = re.compile(r"/api/uploads/[0-9a-fA-F-]{36}/\Z")
OVERRIDE: Final = b"x-http-method-override"


class UploadHandler(ASGIHandler):
    """Django's handler, but that a chunk of an upload reaches its view byte by byte, so that none is lost with the
    line. Authentication, logging and problem documents stay Django's own."""

    async def handle(self, scope: Any, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if UPLOAD.search(scope["path"]):
            scope = scope | {"method": _meant(scope)}
            if scope["method"] == "PATCH":
                with closing(StreamedBody(receive)) as body:
                    # In the place of `receive`: one handler serves all requests, and this is what Django hands on.
                    await super().handle(scope, body, send)
                return
        await super().handle(scope, receive, send)

    async def read_body(self, receive: Any) -> Any:
        """Return the body as a file."""
        return receive if isinstance(receive, StreamedBody) else await super().read_body(receive)

    async def listen_for_disconnect(self, receive: Any) -> None:
        """Wait until the client goes away; who reads a streamed body learns of it there."""
        if isinstance(receive, StreamedBody):
            await asyncio.Event().wait()
        await super().listen_for_disconnect(receive)


def _meant(scope: Any) -> str:
    """Return the method; tus lets clients that know neither PATCH nor DELETE write it into a header."""
    method: str = scope["method"]
    override: str = dict(scope["headers"]).get(OVERRIDE, b"").decode("latin1").upper()
    return override if method == "POST" and override in ("PATCH", "DELETE") else method
