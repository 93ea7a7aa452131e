"""Bodies that a view reads as they come. Django's way is to spool a whole body before any view runs; when the line
drops before its end, all of it is lost."""

import asyncio
import io
from concurrent.futures import CancelledError, Future
from typing import Any, Final

from docprocessor.lib.body_limit import Message, Receive

IDLE_SECONDS: Final = 30


class StreamedBody(io.RawIOBase):
    """A request's body, read in its view's thread and fed by the server's event loop.

    Reading raises OSError when the body does not come to its end: TimeoutError when nothing came for IDLE_SECONDS,
    else ConnectionError. It holds one message of the server at a time, which is less than half a megabyte.
    """

    def __init__(self, receive: Receive) -> None:
        super().__init__()
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._coming: Future[Message] | None = None
        self._more = True
        self._rest = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return what comes next, `size` bytes at most; nothing at the end."""
        if size < 0:
            return self.readall()
        while self._more and not self._rest:
            message = self._next_message()
            self._rest = message.get("body", b"")
            self._more = message.get("more_body", False)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def close(self) -> None:
        """Let whoever reads have an error, now and ever after."""
        super().close()
        if self._coming is not None:
            self._coming.cancel()

    def _next_message(self) -> Message:
        coming = self._coming = asyncio.run_coroutine_threadsafe(self._message(), self._loop)
        if self.closed:  # looked at after it was put where `close` finds it
            coming.cancel()
        try:
            message = coming.result(IDLE_SECONDS)
        except TimeoutError:
            coming.cancel()
            raise
        except CancelledError:
            raise ConnectionAbortedError("The server does not read on.") from None
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("The client has gone away.")
        return message

    async def _message(self) -> Message:
        return await self._receive()

    async def __call__(self) -> Any:
        """Stand in for `receive`, which nobody but the view may call."""
        raise RuntimeError("This body is read by its view.")
