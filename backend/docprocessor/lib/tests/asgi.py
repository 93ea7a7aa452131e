"""A client that speaks ASGI, message by message."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any


class Exchange:
    """One request to an application, and what was answered so far."""

    def __init__(self, path: str = "/", *, method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"localhost"), *headers],
        }
        self.pieces_taken = 0
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body: list[bytes] = []

    def run(
        self,
        application: Any,
        pieces: Iterable[bytes] = (b"",),
        *,
        ends: bool = True,
        leave_when: Callable[["Exchange"], bool] | None = None,
    ) -> "Exchange":
        """Send a body in pieces and take the answer. When it does not end, there is silence after the last piece;
        with `leave_when`, go away once it says so."""
        asyncio.run(asyncio.wait_for(self._run(application, list(pieces), ends, leave_when), 30))
        return self

    async def _run(
        self, application: Any, pieces: list[bytes], ends: bool, leave_when: Callable[["Exchange"], bool] | None
    ) -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if self.pieces_taken < len(pieces):
                piece = pieces[self.pieces_taken]
                self.pieces_taken += 1
                is_last = ends and self.pieces_taken == len(pieces)
                return {"type": "http.request", "body": piece, "more_body": not is_last}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], dict(message["headers"])
            elif message.get("body"):
                self.body.append(message["body"])
            if leave_when is not None and leave_when(self):
                gone.set()
            await asyncio.sleep(0)

        await application(self.scope, receive, send)
