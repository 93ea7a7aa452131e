"""Resumable uploads as tus 1.0.0 has them, piece by piece."""

import hashlib
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.imports.models import ImportJob, Upload
from docprocessor.imports.tests.uploading import CHUNK, encoded
from docprocessor.imports.uploads import receiving
from docprocessor.imports.uploads.parts import part_held, part_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]

CONTENT = b"id,name\n1,Ana\n2,Ben\n"
SIZE = len(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def the_upload():
    return Upload.objects.get()


def test_a_file_comes_in_pieces_and_is_imported(api, begin, send, run_jobs, customers, rows):
    address = begin(SIZE)
    assert send(address, CONTENT[:7]).headers["Upload-Offset"] == "7"
    assert api.head(address).headers["Upload-Offset"] == "7"
    halfway = api.get(address).json()
    assert (halfway["received"], halfway["is_complete"], halfway["sha256"]) == (7, False, None)
    last = send(address, CONTENT[7:], 7)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(SIZE))
    upload = api.get(address).json()
    assert (upload["is_complete"], upload["sha256"]) == (True, SHA256)
    accepted = api.post("/api/imports/", {"upload": upload["id"], "dataset": "customers"})
    assert accepted.status_code == 202, accepted.json()
    run_jobs()
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "Ben")]
    file = {"name": "people.csv", "size": SIZE, "sha256": SHA256, "kept": True}
    assert api.get(accepted.headers["Location"]).json()["file"] == file


def test_what_is_spoken_here(api, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    answer = api.options("/api/uploads/", headers={"Tus-Resumable": "0.2.2"})  # which is not looked at
    assert answer.status_code == 204
    assert {name: value for name, value in answer.headers.items() if name.startswith("Tus-")} == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Max-Size": "1000",
        "Tus-Checksum-Algorithm": "sha1,sha256,md5",
    }


def test_a_browser_elsewhere_may_ask_and_read(api, settings, begin):
    settings.CORS_ALLOWED_ORIGINS = ["https://page.example"]
    origin = {"Origin": "https://page.example"}
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "tus-resumable,upload-offset"}
    before = api.options(begin(SIZE), headers=origin | asked)
    assert before.status_code == 200
    assert "PATCH" in before.headers["Access-Control-Allow-Methods"]
    assert {"tus-resumable", "upload-offset", "upload-checksum"} <= set(
        before.headers["Access-Control-Allow-Headers"].split(", ")
    )
    shown = api.head(begin(SIZE), headers=origin).headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable"} <= set(shown)


# --- Creating -------------------------------------------------------------------------------------


def test_an_upload_begins_with_nothing(api, settings):
    settings.KEEP_UPLOADS_HOURS = 5
    metadata = f"filename {encoded('Größe.csv'.encode())},is_confidential,size"
    answer = api.post("/api/uploads/", headers={"Upload-Length": str(SIZE), "Upload-Metadata": metadata})
    upload = the_upload()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/uploads/{upload.pk}/"
    assert answer.headers["Upload-Expires"].endswith(" GMT")
    assert answer.json()["name"] == "Größe.csv"
    assert (upload.expires_at - upload.created_at).total_seconds() == 5 * 3600
    head = api.head(answer.headers["Location"])
    assert (head.status_code, head.content) == (200, b"")
    shown = {
        name: head.headers[name] for name in ("Upload-Offset", "Upload-Length", "Upload-Metadata", "Cache-Control")
    }
    assert shown == {
        "Upload-Offset": "0",
        "Upload-Length": str(SIZE),
        "Upload-Metadata": metadata,
        "Cache-Control": "no-store",
    }
    assert head.headers["Upload-Expires"] == answer.headers["Upload-Expires"]


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ("", "file"),
        ("filename", "file"),  # a value may be empty
        (f"name {encoded(b'a.csv')},filetype {encoded(b'text/csv')}", "a.csv"),  # as some clients call it
        (f"name {encoded(b'a.csv')},filename {encoded(b'b.csv')}", "b.csv"),
        (f"filename {encoded(b'../../etc/passwd')}", "../../etc/passwd"),  # it is shown, and never a path
        (f"filename {encoded(b'a' * 300)}", "a" * 254 + "…"),
        (f"filename {encoded(b'nul' + bytes([0, 255]))}", "nul␀�"),
    ],
)
def test_what_the_file_is_called(begin, metadata, name):
    begin(SIZE, **{"Upload-Metadata": metadata})
    assert the_upload().name == name


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 400, "invalid"),  # no length
        ({"Upload-Defer-Length": "1"}, 400, "invalid"),  # an extension that is not offered
        ({"Upload-Length": "-1"}, 400, "invalid"),
        ({"Upload-Length": "1.5"}, 400, "invalid"),
        ({"Upload-Length": "٣"}, 400, "invalid"),
        ({"Upload-Length": "9" * 30}, 400, "invalid"),
        ({"Upload-Length": "0"}, 400, "empty_file"),
        ({"Upload-Length": "1001"}, 413, "too_large"),
        ({"Upload-Length": "7", "Upload-Metadata": "filename €"}, 400, "invalid"),
        ({"Upload-Length": "7", "Upload-Metadata": "filename =a"}, 400, "invalid"),
        ({"Upload-Length": "7", "Upload-Metadata": ","}, 400, "invalid"),
        ({"Upload-Length": "7", "Upload-Metadata": "a YQ==,a YQ=="}, 400, "invalid"),  # a key comes once
        ({"Upload-Length": "7", "Upload-Metadata": f"filename {'a' * 4096}"}, 400, "invalid"),
        ({"Upload-Length": "7", "Tus-Resumable": "0.2.2"}, 412, "tus_version"),
    ],
)
def test_what_cannot_begin(api, settings, store, headers, status, code):
    settings.UPLOAD_MAX_BYTES = 1_000
    answer = api.post("/api/uploads/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers.get("Tus-Version") == ("1.0.0" if status == 412 else None)
    assert not Upload.objects.exists()
    assert not any(store.iterdir())


# --- Chunks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload-Offset": "0"}, 409, "offset_conflict"),
        ({"Upload-Offset": "8"}, 409, "offset_conflict"),
        ({"Upload-Offset": ""}, 400, "invalid"),
        ({"Upload-Offset": "-7"}, 400, "invalid"),
        ({"Content-Type": "application/json"}, 415, "unsupported_media_type"),
        ({"Content-Type": "application/octet-stream"}, 415, "unsupported_media_type"),
        ({"Tus-Resumable": "1.0.1"}, 412, "tus_version"),
        ({"Upload-Checksum": "crc32 AAAA"}, 400, "unknown_checksum"),
        ({"Upload-Checksum": "sha1 !!!!"}, 400, "invalid"),
        ({"Upload-Checksum": "sha1 AAAA"}, 400, "invalid"),  # too short for one
        ({"Upload-Checksum": "sha1"}, 400, "invalid"),
        ({"Upload-Checksum": f"sha1 {encoded(hashlib.sha1(CONTENT).digest())}"}, 460, "checksum_mismatch"),
    ],
)
def test_a_chunk_that_is_refused_changes_nothing(api, begin, send, headers, status, code):
    address = begin(SIZE)
    send(address, CONTENT[:7])
    answer = send(address, CONTENT[7:], 7, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert api.head(address).headers["Upload-Offset"] == "7"
    assert send(address, CONTENT[7:], 7).status_code == 204
    assert the_upload().sha256 == SHA256


def test_the_title_of_a_status_that_http_does_not_know(begin, send):
    wrong = f"md5 {encoded(hashlib.md5(b'').digest())}"
    assert send(begin(SIZE), CONTENT, **{"Upload-Checksum": wrong}).json()["title"] == "Checksum Mismatch"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_checksum_that_is_right(begin, send, algorithm):
    address = begin(SIZE)
    for start in range(0, SIZE, 6):
        chunk = CONTENT[start : start + 6]
        checksum = f"{algorithm} {encoded(hashlib.new(algorithm, chunk).digest())}"
        assert send(address, chunk, start, **{"Upload-Checksum": checksum}).status_code == 204
    assert the_upload().sha256 == SHA256


@pytest.mark.parametrize("before", [b"", CONTENT[:7], CONTENT])
def test_more_than_the_file_has(api, begin, send, before):
    address = begin(SIZE)
    if before:
        send(address, before)
    answer = send(address, CONTENT + b"x", len(before))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_long")
    assert api.head(address).headers["Upload-Offset"] == str(len(before))


@pytest.mark.parametrize("before", [b"", CONTENT[:7], CONTENT])
def test_an_empty_chunk_is_no_fault(begin, send, before):
    address = begin(SIZE)
    if before:
        send(address, before)
    answer = send(address, b"", len(before))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(before)))


def test_one_request_sends_at_a_time(begin, send):
    address = begin(SIZE)
    with part_held(the_upload().pk):
        answer = send(address, CONTENT)
    assert (answer.status_code, answer.json()["code"]) == (423, "upload_in_use")
    assert send(address, CONTENT).status_code == 204


class Pieces:
    """A body that comes in pieces, and sees how much has been said to be safe before each."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)
        self.safe = []

    def read(self, size):
        self.safe.append(the_upload().received)
        return self.pieces.pop(0) if self.pieces else b""


def test_now_and_then_it_says_what_is_safe(begin, monkeypatch):
    begin(8)
    monkeypatch.setattr(receiving, "SAVE_EVERY_BYTES", 3)
    body = Pieces(b"12", b"34", b"56", b"78")
    receiving.upload_receive(the_upload(), body, offset=0, checksum=None)
    assert body.safe == [0, 0, 4, 4, 8]


def test_a_slow_line_says_it_with_each_piece(begin, monkeypatch):
    begin(3)
    monkeypatch.setattr(receiving, "SAVE_EVERY_SECONDS", 0.0)
    body = Pieces(b"1", b"2", b"3")
    receiving.upload_receive(the_upload(), body, offset=0, checksum=None)
    assert body.safe == [0, 1, 2, 3]


def test_a_line_that_goes_on_with_an_upload_that_was_deleted(api, begin):
    address = begin(3)
    upload = the_upload()

    class Deleting(Pieces):
        def read(self, size):
            api.delete(address)
            return self.pieces.pop(0) if self.pieces else b""

    with pytest.raises(receiving.AppError) as refused:
        receiving.upload_receive(upload, Deleting(b"1"), offset=0, checksum=None)
    assert refused.value.code == "upload_changed"
    assert api.head(address).status_code == 404
    assert not part_path(upload.pk).exists()


def test_bytes_beyond_what_is_known_to_be_safe_count_for_nothing(begin, send):
    address = begin(SIZE)
    send(address, CONTENT[:7])
    with part_path(the_upload().pk).open("ab") as part:
        part.write(b"what a process wrote and did not live to say")
    assert send(address, CONTENT[7:9], 7).headers["Upload-Offset"] == "9"
    send(address, CONTENT[9:], 9)
    assert the_upload().sha256 == SHA256


@pytest.mark.parametrize("left", [None, CONTENT[:6]])
def test_a_part_that_somebody_has_taken_away(begin, send, left):
    address = begin(SIZE)
    send(address, CONTENT[:7])
    part = part_path(the_upload().pk)
    part.unlink()
    if left is not None:
        part.write_bytes(left)
    answer = send(address, CONTENT[7:], 7)
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_gone")


# --- Whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("died", ["before it was hashed", "before it was said to be moved"])
def test_the_request_with_the_last_byte_died(api, begin, send, store, died):
    address = begin(SIZE)
    send(address, CONTENT)
    upload = the_upload()
    if died == "before it was hashed":
        (store / upload.file_key).rename(part_path(upload.pk))
    Upload.objects.update(file_key="", sha256="")
    assert api.head(address).headers["Upload-Offset"] == str(SIZE)
    accepted = api.post("/api/imports/", {"upload": str(upload.pk)})
    assert accepted.json()["file"]["sha256"] == SHA256
    assert (store / the_upload().file_key).read_bytes() == CONTENT
    assert not part_path(upload.pk).exists()


def test_whole_and_nowhere(api, begin, send, store):
    send(begin(SIZE), CONTENT)
    (store / the_upload().file_key).unlink()
    Upload.objects.update(file_key="", sha256="")
    answer = api.post("/api/imports/", {"upload": str(the_upload().pk)})
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_gone")


def test_the_file_is_moved_and_not_copied(begin, send, store):
    address = begin(SIZE)
    send(address, CONTENT[:7])
    inode = part_path(the_upload().pk).stat().st_ino
    send(address, CONTENT[7:], 7)
    stored = (store / the_upload().file_key).stat()
    assert (stored.st_ino, stored.st_mode & 0o777) == (inode, 0o600)
    assert not any(part_path(the_upload().pk).parent.iterdir())


# --- The end --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [CONTENT[:7], CONTENT])
def test_deleted(api, begin, send, store, content):
    address = begin(SIZE)
    send(address, content)
    assert api.delete(address).status_code == 204
    assert [path for path in store.rglob("*") if path.is_file()] == []
    for answer in (api.head(address), api.get(address), api.delete(address), send(address, CONTENT[7:], 7)):
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer.headers


def test_deleted_after_it_was_imported(api, begin, send, run_jobs, store):
    address = begin(SIZE)
    send(address, CONTENT)
    key = the_upload().file_key
    job = api.post("/api/imports/", {"upload": str(the_upload().pk)}).json()["id"]
    assert api.delete(address).status_code == 204
    assert (store / key).read_bytes() == CONTENT
    run_jobs()
    assert ImportJob.objects.get(pk=job).status == "completed"


def test_expired(api, begin, send):
    address = begin(SIZE)
    send(address, CONTENT[:7])
    Upload.objects.update(expires_at=Now())
    for answer in (
        api.head(address),
        api.get(address),
        api.delete(address),
        api.put(f"{address}draft/", {}),
        send(address, CONTENT[7:], 7),
    ):
        assert answer.status_code == 410
        assert "Upload-Offset" not in answer.headers
    assert api.get("/api/uploads/").json()["results"] == []


@pytest.mark.parametrize("act", ["chunk", "empty chunk", "draft"])
def test_it_expires_the_later_the_more_is_done_with_it(api, begin, send, act):
    address = begin(SIZE)
    soon = Now() + timedelta(minutes=1)
    Upload.objects.update(expires_at=soon)
    if act == "draft":
        api.put(f"{address}draft/", {"step": "map"})
    else:
        send(address, CONTENT[:7] if act == "chunk" else b"")
    assert not Upload.objects.filter(expires_at__lt=Now() + timedelta(hours=71)).exists()


def test_nobody_elses(api, make_workspace, client_for, begin, send):
    address = begin(SIZE)
    stranger = client_for(*make_workspace("other"))
    for answer in (
        stranger.get(address),
        stranger.head(address),
        stranger.delete(address),
        stranger.put(f"{address}draft/", {}),
        stranger.patch(address, CONTENT, content_type=CHUNK, headers={"Upload-Offset": "0"}),
    ):
        assert answer.status_code == 404
    assert stranger.get("/api/uploads/").json()["results"] == []
    refused = stranger.post("/api/imports/", {"upload": str(the_upload().pk)})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["upload"])
    assert the_upload().received == 0


def test_who_may_only_read(workspace, user, client_for, begin):
    address = begin(SIZE)
    reader = client_for(workspace, user, scopes=("read",))
    assert reader.head(address).status_code == 200
    assert reader.post("/api/uploads/", headers={"Upload-Length": "5"}).status_code == 403
    assert reader.patch(address, CONTENT, content_type=CHUNK, headers={"Upload-Offset": "0"}).status_code == 403
