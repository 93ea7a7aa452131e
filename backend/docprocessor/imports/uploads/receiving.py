"""Taking in one chunk of an upload: on disk as it comes, and kept however the request ends."""

import os
import time
from http import HTTPStatus
from typing import Any, Final, Protocol

import structlog
from django.http import Http404
from django.http.request import UnreadablePostError

from docprocessor.imports.models import Upload
from docprocessor.imports.uploads.parts import part_held, write_at
from docprocessor.imports.uploads.protocol import Checksum
from docprocessor.imports.uploads.services import gone, upload_advance, upload_whole
from docprocessor.lib.connections import let_go_of_the_database
from docprocessor.lib.problems import CHECKSUM_MISMATCH, AppError, is_disk_full

PIECE_BYTES: Final = 1024**2
# What is sent again at most when the server dies in the middle of a chunk.
SAVE_EVERY_BYTES: Final = 64 * 1024**2
SAVE_EVERY_SECONDS: Final = 1.0
log = structlog.get_logger(__name__)


class Body(Protocol):
    """A chunk on its way."""

    def read(self, size: int, /) -> bytes:
        """Return what comes next; nothing at the end. Raises UnreadablePostError when the line drops or is silent."""


def upload_receive(upload: Upload, body: Body, *, offset: int, checksum: Checksum | None) -> Upload:
    """Append a chunk that begins at `offset`, and return the upload as it is then; with its last byte, it is whole.

    What has come is kept when the rest does not come; a chunk with a checksum is kept whole or not at all.
    Raises AppError: 408 when the line drops or is silent, 409 for another offset, 410 when what came before is not
    there any more, 413 for more than the file has, 423 while another request sends, 460 for a wrong checksum, 507.
    """
    _check_offset(upload, offset)
    try:
        if upload.received < upload.size:
            with part_held(upload.pk) as part:
                upload = _fresh(upload)
                _check_offset(upload, offset)
                _Chunk(upload, part, checksum).take(body)
        elif body.read(1):
            raise _too_long(upload)
    except FileNotFoundError:
        raise gone() from None
    except OSError as error:
        if not is_disk_full(error):
            raise
        log.exception("storage.full")
        sentence = "The server's disk is full; what had come of the file before is kept."
        raise AppError("storage_full", sentence, status=HTTPStatus.INSUFFICIENT_STORAGE, retryable=True) from None
    if upload.received == upload.size:
        upload_whole(upload)
    return _fresh(upload)


class _Chunk:
    def __init__(self, upload: Upload, part: int, checksum: Checksum | None) -> None:
        if os.fstat(part).st_size < upload.received:
            log.error("upload.part_too_short", upload=str(upload.pk), received=upload.received)
            raise gone()
        os.ftruncate(part, upload.received)  # what else there is was never said to be safe
        self._upload = upload
        self._part = part
        self._begin = self._end = upload.received
        self._saved_at = time.monotonic()
        self._checksum = checksum
        self._hash: Any = checksum.hash() if checksum else None

    def take(self, body: Body) -> None:
        """Write all that comes, and say what is safe: now and then, and when it ends."""
        # A chunk may take hours, and needs the database for moments.
        let_go_of_the_database()
        try:
            while piece := _read(body):
                self._write(piece)
        finally:
            if self._checksum is None:
                self._save()
        if self._checksum is not None:
            if self._hash.digest() != self._checksum.digest:
                raise _mismatch()
            self._save()

    def _write(self, piece: bytes) -> None:
        if self._end + len(piece) > self._upload.size:
            self._end = self._begin  # nothing of it is kept: it is of another file
            raise _too_long(self._upload)
        write_at(self._part, piece, self._end)
        self._end += len(piece)
        if self._hash is not None:
            self._hash.update(piece)
        elif (
            self._end >= self._upload.received + SAVE_EVERY_BYTES
            or time.monotonic() >= self._saved_at + SAVE_EVERY_SECONDS
        ):
            self._save()

    def _save(self) -> None:
        os.fdatasync(self._part)
        upload_advance(self._upload, self._end)
        let_go_of_the_database()
        self._saved_at = time.monotonic()


def _read(body: Body) -> bytes:
    try:
        return body.read(PIECE_BYTES)
    except UnreadablePostError:
        message = (
            "The line was cut, or silent for too long. What has come is kept: ask for the offset, and go on there."
        )
        raise AppError("cut_off", message, status=HTTPStatus.REQUEST_TIMEOUT, retryable=True) from None


def _fresh(upload: Upload) -> Upload:
    found = Upload.objects.filter(pk=upload.pk).first()
    if found is None:
        raise Http404
    return found


def _check_offset(upload: Upload, offset: int) -> None:
    if offset != upload.received:
        message = f"{upload.received} bytes have come, but the chunk begins at {offset}; ask for the offset first."
        raise AppError("offset_conflict", message, status=HTTPStatus.CONFLICT)


def _too_long(upload: Upload) -> AppError:
    message = f"More has been sent than the {upload.size:,} bytes that the file was said to have."
    return AppError("too_long", message, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _mismatch() -> AppError:
    message = "The bytes that came are not those that were sent: their checksum is another. Send them again."
    return AppError("checksum_mismatch", message, status=CHECKSUM_MISMATCH, retryable=True)
