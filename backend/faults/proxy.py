"""A TCP proxy before PostgreSQL that does something to a COMMIT when it is told to."""

import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

# A simple query of psycopg's, which waits for the answer to what it sent before: it comes by itself, in one piece.
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
PIECE = 256 * 1024

Trap = Literal["cut before", "cut after", "hold"]


class Proxy:
    """Passes connections on to a server on a socket file; of the next COMMIT that passes, `trap` says what comes.

    "cut before" ends the connection and forwards nothing; "cut after" forwards it, waits for the server's answer and
    ends the connection in its place; "hold" forwards it when `release` is set. `sprung` tells that it has happened.
    Every COMMIT is delayed by `delay` seconds.
    """

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._server = f"{parse_qs(address.query)['host'][0]}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://{address.username}@127.0.0.1:{port}{address.path}?sslmode=disable"
        self._lock = threading.Lock()
        self._trap: Trap | None = None
        self.sprung = threading.Event()
        self.release = threading.Event()
        self.delay = 0.0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disarm()
        self._listener.close()

    def disarm(self) -> None:
        """Let everything pass."""
        self.take()
        self.delay = 0.0
        self.release.set()

    def lay(self, trap: Trap) -> None:
        """Lie in wait for the next COMMIT."""
        self.sprung.clear()
        self.release.clear()
        with self._lock:
            self._trap = trap

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._server)
                except OSError:  # away, as a server behind a network may be
                    client.close()
                    server.close()
                    continue
                _Pair(self, client, server).start()

    def take(self) -> Trap | None:
        """The trap, once."""
        with self._lock:
            trap, self._trap = self._trap, None
        return trap


class _Pair:
    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._swallow = False

    def start(self) -> None:
        for pump in (self._to_server, self._to_client):
            threading.Thread(target=pump, daemon=True).start()

    def _to_server(self) -> None:
        with suppress(OSError):
            while data := self._client.recv(PIECE):
                if data.endswith(COMMIT) and not self._may_pass():
                    break
                self._server.sendall(data)
        self._close()

    def _may_pass(self) -> bool:
        time.sleep(self._proxy.delay)
        trap = self._proxy.take()
        self._swallow = trap == "cut after"
        if trap in ("cut before", "hold"):
            self._proxy.sprung.set()
        if trap == "hold":
            self._proxy.release.wait()
        return trap != "cut before"

    def _to_client(self) -> None:
        with suppress(OSError):
            while data := self._server.recv(PIECE):
                if self._swallow:
                    self._proxy.sprung.set()
                    break
                self._client.sendall(data)
        self._close()

    def _close(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
