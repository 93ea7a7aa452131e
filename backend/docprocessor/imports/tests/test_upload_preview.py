"""GET /api/uploads/{id}/preview/: how a file would be read, and where its columns would go."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from docprocessor.imports.api.preview import PreviewSerializer
from docprocessor.imports.files import file_key
from docprocessor.imports.models import RememberedMapping, Upload

CUSTOMERS_FILE = "id,Name,E-Mail,Amounts\n1,Ana,ana@example.com,1.50\n2,Ben,nobody,2\n"


@pytest.fixture
def whole_upload(workspace, user):
    """An upload that has come in whole."""

    def make(content: bytes | str, *, name: str = "file.csv") -> Upload:
        data = content.encode() if isinstance(content, str) else content
        upload = Upload(workspace=workspace, created_by=user, name=name, size=len(data), received=len(data))
        upload.file_key = default_storage.save(file_key(upload.pk), ContentFile(data))
        upload.expires_at = Now() + timedelta(hours=1)
        upload.save()
        return upload

    return make


@pytest.fixture
def look(api, whole_upload):
    """The answer on a file: `look("a,b\\n1,2\\n", dataset="customers", header_row=2)`."""

    def get(content: bytes | str, *, dataset: str | None = None, **dialect):
        query = {"dataset": dataset} if dataset else {}
        query |= {"dialect": json.dumps(dialect)} if dialect else {}
        return api.get(f"/api/uploads/{whole_upload(content).pk}/preview/", query)

    return get


def shape(value, serializer):
    """Compare what is served with what the API's document says of it."""


def test_a_look_at_a_file(look):
    seen = look(CUSTOMERS_FILE)
    assert seen.status_code == 200
    body = seen.json()
    assert set(body) == set(PreviewSerializer().fields)
    assert (body["format"], body["encoding"], body["header_line"]) == ("delimited", "utf-8", 1)
    assert body["labels"] == ["id", "Name", "E-Mail", "Amounts"]
    assert body["rows"][0] == {"row": 1, "line": 2, "cells": ["1", "Ana", "ana@example.com", "1.50"], "fault": None}
    assert body["top"][0] == {"line": 1, "cells": ["id", "Name", "E-Mail", "Amounts"]}
    assert (body["sheets"], body["members"], body["mapping"]) == ([], [], None)
    assert [field["name"] for field in body["schema"]["fields"]] == ["id", "name", "e_mail", "amounts"]
    assert body["columns"][3]["choices"] == [
        {"type": "string", "format": "default", "reason": "Each value stays as it is written"}
    ]
    assert body["sample"] == {"records": 2, "is_whole": True}
