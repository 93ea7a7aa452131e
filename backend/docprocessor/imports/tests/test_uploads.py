"""Resumable uploads as tus 1.0.0 has them, piece by piece."""

import base64
import hashlib

import pytest

pytestmark = pytest.mark.django_db

CONTENT = b"id,name\n1,Ana\n2,Ben\n"
SIZE = len(CONTENT)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


def encoded(content):
    return base64.b64encode(content).decode()


@pytest.fixture
def begin(api):
    def post(size=SIZE, name="people.csv", **headers):
        metadata = {"Upload-Metadata": f"filename {encoded(name.encode())}"}
        answer = api.post("/api/uploads/", headers={"Upload-Length": str(size), **metadata, **headers})
        assert answer.status_code == 201, answer.content
        return answer.headers["Location"]

    return post


@pytest.fixture
def send(api):
    def patch(address, content, offset=0, **headers):
        return api.patch(
            address,
            content,
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(offset), "Tus-Resumable": "1.0.0", **headers},
        )

    return patch


def test_a_file_comes_in_pieces_and_is_imported(api, begin, send, run_jobs, customers, rows, store):
    address = begin()
    assert api.get(address).json()["received"] == 0
    assert send(address, CONTENT[:7]).headers["Upload-Offset"] == "7"
    assert api.head(address).headers["Upload-Offset"] == "7"
    last = send(address, CONTENT[7:], 7)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(CONTENT)))
    upload = api.get(address).json()
    assert upload["is_complete"]
    assert upload["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    accepted = api.post("/api/imports/", {"upload": upload["id"], "dataset": "customers"})
    assert accepted.status_code == 202, accepted.json()
    run_jobs()
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "Ben")]
    assert accepted.json()["file"] == {
        "name": "people.csv",
        "size": len(CONTENT),
        "sha256": upload["sha256"],
        "kept": True,
    }
