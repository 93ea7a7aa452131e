"""A mail server for tests: it speaks as much of SMTP (RFC 5321) as a client needs, and refuses whom it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any


@dataclass
class Box:
    """What the server has taken, and its answers to recipients that it does not take."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    refusals: dict[str, bytes] = field(default_factory=dict)
    data_answer: bytes = b"250 OK"


class _Talk(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self._say(b"220 here")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command.startswith(b"RCPT"):
                address = line.partition(b"<")[2].partition(b">")[0].decode()
                self._say(self.box.refusals.get(address, b"250 OK"))
            elif command == b"DATA":
                self._say(b"354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                if self.box.data_answer.startswith(b"250"):
                    self.box.taken.append(message_from_bytes(b"".join(lines)))
                self._say(self.box.data_answer)
            elif command == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 OK")

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")


@contextmanager
def mail_server(settings: Any) -> Iterator[Box]:
    """Run a server, to which all mail goes meanwhile."""
    box = Box()
    talk = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
        server.shutdown()
