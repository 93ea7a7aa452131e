"""A received file goes into the store and leaves nothing behind, though nobody closes the request it came with."""

import gc
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from docprocessor.imports.mending.merging import given_key, merge_start
from docprocessor.imports.services import import_start
from docprocessor.imports.uploading import HashedUpload

CONTENT = b"id,name\n1,Ana\nx,Ben\n"


def received() -> HashedUpload:
    """A file as the upload handler hands it on."""
    file = HashedUpload("people.csv", "text/csv", len(CONTENT), None)
    file.write(CONTENT)
    file.seek(0)
    file.sha256 = "0" * 64
    return file


@pytest.fixture
def unraisable(monkeypatch):
    """What finalisers complain of, until the end of the test."""
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", lambda complaint: complaints.append(repr(complaint.exc_value)))

    def collected() -> list[str]:
        gc.collect()
        return complaints

    return collected


def incoming() -> list[str]:
    return [path.name for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()]


def test_the_file_of_an_import(workspace, user, unraisable):
    job = import_start(workspace=workspace, created_by=user, file=received(), params={})
    assert (unraisable(), incoming()) == ([], [])
    assert default_storage.open(job.file_key).read() == CONTENT


def test_the_file_of_a_merge(import_file, customers, user, unraisable):
    job = import_file(CONTENT, dataset="customers")
    merge = merge_start(job=job, created_by=user, file=received())
    assert (unraisable(), incoming()) == ([], [])
    assert default_storage.open(given_key(merge)).read() == CONTENT
