"""The life of an upload: created, received, whole, imported from, deleted."""

import hashlib
from contextlib import suppress
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DataError, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.http import Http404

from docprocessor.accounts.models import User, Workspace
from docprocessor.imports.files import delete_file, file_key
from docprocessor.imports.models import FileUse, ImportJob, Upload
from docprocessor.imports.uploads.parts import part_create, part_delete, part_path
from docprocessor.lib.body_limit import upload_limit_sentence
from docprocessor.lib.problems import AppError
from docprocessor.lib.transactions import on_rollback, unit_of_work

log = structlog.get_logger(__name__)


def expiry() -> Combinable:
    """Return when an upload expires that nobody does anything with from now on."""
    return Now() + timedelta(hours=settings.KEEP_UPLOADS_HOURS)


def is_used() -> Combinable:
    """Return whether an import, or another job, needs the file of an upload."""
    imports = ImportJob.objects.filter(file_key=OuterRef("file_key"), file_deleted_at=None)
    uses = FileUse.objects.filter(file_key=OuterRef("file_key"))
    return ExpressionWrapper(Q(Exists(imports)) | Q(Exists(uses)), output_field=BooleanField())


def upload_create(*, workspace: Workspace, created_by: User, name: str, size: int, metadata: str = "") -> Upload:
    """Store an upload of which nothing has come. Raises AppError: 400 for an empty file, 413 for one too large."""
    if not size:
        raise AppError("empty_file", "The file is empty.")
    if size > settings.UPLOAD_MAX_BYTES:
        raise AppError("too_large", upload_limit_sentence(), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    upload = Upload(workspace=workspace, created_by=created_by, name=name, size=size, metadata=metadata)
    upload.expires_at = expiry()
    with unit_of_work():
        on_rollback(partial(part_delete, upload.pk))
        part_create(upload.pk)
        upload.save()
    upload.refresh_from_db()
    return upload


def upload_advance(upload: Upload, received: int) -> None:
    """Say that so many bytes are safe. Raises AppError 409 when it has been deleted, or somebody else has said so."""
    known = Upload.objects.filter(pk=upload.pk, received=upload.received)
    if not known.update(received=received, expires_at=expiry()):
        message = "This upload has been deleted, or another request has gone on with it."
        raise AppError("upload_changed", message, status=HTTPStatus.CONFLICT)
    upload.received = received


def upload_draft(upload: Upload, draft: dict[str, Any]) -> None:
    """Keep what its sender has decided so far. Raises AppError 400 for what PostgreSQL does not keep."""
    try:
        with transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(draft=draft, expires_at=expiry())
    except DataError:
        raise AppError("invalid", "The draft holds a character that cannot be stored.") from None


def upload_whole(upload: Upload) -> Upload:
    """Return an upload whose file is in the store, with its hash; when the request that brought its last byte died
    before that, it is done now.

    Raises AppError: 409 as long as bytes are missing, 410 when what had come is not there any more; Http404.
    """
    if upload.received < upload.size:
        message = f"{upload.received:,} of {upload.size:,} bytes have come; send the rest of the file first."
        raise AppError("upload_not_whole", message, status=HTTPStatus.CONFLICT)
    if upload.file_key:
        return upload
    key = file_key(upload.pk)
    sha256 = _hash(upload.pk, key)  # before the row is held, because it takes seconds; nobody writes to it any more
    with transaction.atomic():
        held = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk).first()
        if held is None:
            raise Http404
        if not held.file_key:
            _move(upload.pk, key)
            held.file_key, held.sha256 = key, sha256
            held.save(update_fields=["file_key", "sha256"])
    return held


def upload_hold(upload: Upload) -> Upload:
    """Hold a whole upload until the transaction at hand ends; what needs its file is to be stored in that transaction.

    Raises AppError 410 when it is gone, and as `upload_whole` does.
    """
    whole = upload_whole(upload)
    living = Upload.objects.select_for_update(no_key=True).filter(expires_at__gt=Now(), pk=whole.pk)
    if not living:
        raise gone()
    return whole


def upload_file(upload: Upload) -> IO[bytes]:
    """Open the file of an upload. Raises AppError as `upload_whole` does."""
    stored = default_storage.open(upload_whole(upload).file_key)
    return stored.file or stored


def upload_delete(upload_id: UUID, among: QuerySet[Upload]) -> int | None:
    """Delete an upload, with its file unless a job needs it; returns how many bytes that frees.

    None when it is not among these any more.
    """
    with transaction.atomic():
        # First held, then looked at: an import may be about to be made of it.
        Upload.objects.select_for_update().filter(pk=upload_id).first()
        upload = among.filter(pk=upload_id).annotate(is_used=is_used()).first()
        if upload is None:
            return None
        Upload.objects.filter(pk=upload_id).delete()
    if upload.is_used:
        return 0
    part_delete(upload_id)
    delete_file(file_key(upload_id))
    return upload.received


def gone() -> AppError:
    """Return the refusal of an upload that is no longer kept."""
    return AppError("upload_gone", "This upload is no longer kept; send the file anew.", status=HTTPStatus.GONE)


def _hash(upload_id: UUID, key: str) -> str:
    with _opened(upload_id, key) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(upload_id: UUID, key: str) -> Any:
    with suppress(FileNotFoundError):
        return part_path(upload_id).open("rb")
    try:
        # Moved by a request that died before it could say so.
        return default_storage.open(key).file
    except FileNotFoundError:
        # Nobody here has deleted it: who did should be asked.
        log.exception("upload.part_missing", upload=str(upload_id))
        raise gone() from None


class _Part(File):  # type: ignore[type-arg]  # it takes none at run time
    """A part as Django's store takes one over: by a rename where it can, else by a copy."""

    def temporary_file_path(self) -> str:
        """Return where it is."""
        return str(self.name)


def _move(upload_id: UUID, key: str) -> None:
    path = part_path(upload_id)
    with suppress(FileNotFoundError), path.open("rb") as part:
        default_storage.delete(key)  # a copy that was not finished
        default_storage.save(key, _Part(part, name=str(path)))
        part_delete(upload_id)
