"""A chunk reaches its view as it comes, whatever becomes of the line; all else is Django's."""

import json

import pytest

from docprocessor.accounts.keys import key_create
from docprocessor.asgi import application
from docprocessor.imports.models import Upload
from docprocessor.imports.tests.uploading import CHUNK
from docprocessor.imports.uploads import receiving
from docprocessor.imports.uploads.services import upload_create
from docprocessor.lib import streamed_body
from docprocessor.lib.tests.asgi import Exchange

CONTENT = b"id,name\n1,Ana\n2,Ben\n"
PIECES = [CONTENT[:7], CONTENT[7:]]

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def chunk(committed, workspace, user):
    """Send a chunk in pieces as a server would hand it on."""
    upload = upload_create(workspace=workspace, created_by=user, name="a.csv", size=len(CONTENT))
    _, key = key_create(workspace=workspace, created_by=user, name="test", scopes=["write"])

    def send(pieces, method="PATCH", headers=(), **how):
        sent = {"x-api-key": key, "content-type": CHUNK, "upload-offset": "0", "transfer-encoding": "chunked"}
        sent |= dict(headers)
        exchange = Exchange(
            f"/api/uploads/{upload.pk}/",
            method=method,
            headers=[(name.encode(), value.encode("latin1")) for name, value in sent.items()],
        )
        return exchange.run(application, pieces, **how)

    return send


def received():
    return Upload.objects.get().received


@pytest.mark.parametrize(("method", "headers"), [("PATCH", {}), ("POST", {"x-http-method-override": "patch"})])
def test_a_chunk_comes_to_its_end(chunk, method, headers):
    answer = chunk(PIECES, method, headers)
    assert (answer.status, answer.headers[b"Upload-Offset"]) == (204, str(len(CONTENT)).encode())
    assert received() == len(CONTENT)


def test_of_a_chunk_that_does_not_end_with_the_file_nothing_is_kept(chunk, monkeypatch):
    monkeypatch.setattr(receiving, "SAVE_EVERY_BYTES", 1)
    answer = chunk([*PIECES, b"x"])
    assert (answer.status, received()) == (413, 0)
    assert chunk(PIECES).status == 204


def test_a_silent_line_is_cut_and_what_came_is_kept(chunk, monkeypatch):
    monkeypatch.setattr(streamed_body, "IDLE_SECONDS", 0.2)
    answer = chunk(PIECES[:1], ends=False)
    assert (answer.status, answer.headers[b"Connection"]) == (408, b"close")
    assert json.loads(b"".join(answer.body))["code"] == "cut_off"
    assert received() == 7


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"x-api-key": "wrong"}, 401), ({"upload-offset": "1"}, 409), ({"content-type": "text/csv"}, 415)],
)
def test_what_is_refused_is_not_read(chunk, headers, status):
    answer = chunk(PIECES, headers=headers)
    assert (answer.status, answer.pieces_taken) == (status, 0)
    assert answer.headers[b"Content-Type"] == b"application/problem+json"
    assert received() == 0


@pytest.mark.parametrize("override", ["PUT", "PATCHED", "", "\xe9"])
def test_no_other_method_is_taken_from_the_header(chunk, override):
    assert chunk([b""], "POST", {"x-http-method-override": override}).status == 405
