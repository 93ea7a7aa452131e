"""What has come of an upload so far: a file beside the store, written by one request at a time.

It is in the folder of the store's own disk, so that it is moved there by a rename when it is whole.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from docprocessor.lib.problems import AppError

FOLDER: Final = "uploads"


def part_path(upload_id: UUID) -> Path:
    """Return where the part of an upload is."""
    return Path(settings.STORAGE_ROOT) / FOLDER / str(upload_id)


def part_create(upload_id: UUID) -> None:
    """Make an empty part."""
    path = part_path(upload_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def part_delete(upload_id: UUID) -> None:
    """Delete a part, if there is one."""
    part_path(upload_id).unlink(missing_ok=True)


@contextmanager
def part_held(upload_id: UUID) -> Iterator[int]:
    """Open a part to write to it, alone. Raises FileNotFoundError; AppError 423 while another request does.

    The lock is the file's: it is gone with the process that held it, however that ended.
    """
    part = os.open(part_path(upload_id), os.O_RDWR)
    try:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AppError(
                "upload_in_use",
                "Another request is sending this file at this moment.",
                status=HTTPStatus.LOCKED,
                retryable=True,
            ) from None
        yield part
    finally:
        os.close(part)


def write_at(part: int, piece: bytes, offset: int) -> None:
    """Write all of a piece. Raises OSError when there is no room for it."""
    rest = memoryview(piece)
    while rest:
        written = os.pwrite(part, rest, offset)
        rest, offset = rest[written:], offset + written
