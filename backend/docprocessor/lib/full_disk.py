"""Refuse a request body that the disk has no room for."""

from typing import Any

import structlog

from docprocessor.lib.body_limit import Application, Message, Receive, Send, refuse
from docprocessor.lib.problems import STORAGE_FULL, is_disk_full

log = structlog.get_logger(__name__)


class FullDisk:
    """ASGI middleware that answers 507 where a body cannot be spooled: Django does that before any view runs."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        more = scope["type"] == "http"
        started = False

        async def watched_receive() -> Message:
            nonlocal more
            message = await receive()
            more = message.get("more_body", False)
            return message

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            return await self.application(scope, watched_receive, watched_send)
        except OSError as error:
            if started or not is_disk_full(error):
                raise
        log.error("storage.full")
        # With the exception, what was spooled has gone. The rest is read, or who sends it would not read the answer.
        while more:
            await watched_receive()
        return await refuse(scope, send, 507, *STORAGE_FULL)
