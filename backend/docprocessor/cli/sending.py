"""Sending a file, piece by piece from the disk."""

import io
import sys
from pathlib import Path
from typing import Any

from docprocessor.cli.ending import Failed
from docprocessor.cli.following import Show
from docprocessor.cli.server import Server


class _WatchedFile(io.FileIO):
    """A file that shows how much of it has been read."""

    def __init__(self, path: Path, show: Show) -> None:
        super().__init__(path)
        self._show = show
        self._total = path.stat().st_size

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(-1 if size is None else size)
        self._show.sent(self.tell(), self._total)
        return piece or b""


def send(
    server: Server, path: Path, fields: dict[str, str], show: Show, *, to: str = "/api/imports/"
) -> dict[str, Any]:
    """Upload a file, for import or to where else it is wanted; returns the job. Raises Failed."""
    if not path.is_file():
        raise Failed(f"{path} is not a file." if path.exists() else f"There is no file {path}.")
    name = path.name.encode(errors="replace").decode()  # a name that is no text cannot be sent
    try:
        with _WatchedFile(path, show) as file:
            try:
                return server.post(to, data=fields, files={"file": (name, file)})
            except KeyboardInterrupt:
                print(f"\n{_interrupted(path, file.tell())}", file=sys.stderr)
                raise
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.") from None


def _interrupted(path: Path, sent: int) -> str:
    if sent < path.stat().st_size:
        return "The file was not sent whole, so nothing is done with it."
    return "The server may have taken the file already; see: docprocessor jobs"
