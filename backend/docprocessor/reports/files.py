"""A report's document: written by one attempt, kept for a time."""

from functools import partial
from typing import Final

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from docprocessor.jobs.lifecycle import Lease
from docprocessor.reports.models import Report

FOLDER: Final = "reports"
log = structlog.get_logger(__name__)


def store_document(report: Report, lease: Lease, content: bytes) -> str:
    """Store what an attempt has written and return its key, which no other attempt has."""
    key = f"{FOLDER}/{report.pk}.{lease.token}.{report.format}"
    return default_storage.save(key, ContentFile(content))


def read_document(report: Report) -> bytes | None:
    """Return a report's document, None when it is not there any more."""
    if report.deleted_at is not None or not report.file_key:
        return None
    try:
        with default_storage.open(report.file_key) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        # Nobody here has deleted it: who did should be asked.
        log.exception("report.file_missing", job=str(report.pk), file=report.file_key)
        return None


def delete_after_commit(*keys: str) -> None:
    """Delete documents once the transaction at hand is committed; what a crash leaves is found as a stray."""
    for key in filter(None, keys):
        transaction.on_commit(partial(default_storage.delete, key))
