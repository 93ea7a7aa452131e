"""What is sent to be imported: taken at once, or refused in a sentence with nothing left of it."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from docprocessor.datasets.models import Dataset
from docprocessor.imports.models import ImportJob

GOOD = b"id,name\n1,Ana\n2,Ben\n"
BOUNDARY = "limit"


@pytest.fixture
def stored():
    """Every file of the store, also those that are still coming in; a function, because it changes."""
    root = Path(django_settings.STORAGE_ROOT)

    def files() -> set[str]:
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    return files


@pytest.fixture
def nothing_left(stored, customers):
    """Fails when the test leaves a file, a job or a dataset behind."""
    before = stored(), set(Dataset.objects.values_list("pk", flat=True))
    yield
    assert (stored(), set(Dataset.objects.values_list("pk", flat=True))) == before
    assert not ImportJob.objects.exists()


def raw_multipart(*parts: tuple[str, bytes]) -> bytes:
    """Parts as a hand-made client may send them: each a Content-Disposition and its content."""
    body = b""
    for disposition, content in parts:
        body += f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def assert_problem(response, status: int, code: str, *fields: str) -> dict[str, object]:
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"]
    assert body["title"]
    assert str(body["detail"]).strip()
    assert sorted(body.get("errors", {})) == sorted(fields)
    return body


def test_a_file_is_taken_at_once(upload, customers, stored):
    response = upload(GOOD, name="people.csv", dataset="customers")
    body = response.json()
    assert response.status_code == 202
    assert response["Location"] == body["links"]["self"] == f"http://testserver/api/imports/{body['id']}/"
    assert response["Retry-After"] == "1"
    sha256 = hashlib.sha256(GOOD).hexdigest()
    assert body["file"] == {"name": "people.csv", "size": len(GOOD), "sha256": sha256, "kept": True}
    assert (body["status"], body["stage"], body["queue_position"]) == ("pending", "queued", 1)
    job = ImportJob.objects.get(pk=body["id"])
    assert job.file_key in stored()
    assert default_storage.open(job.file_key).read() == GOOD


def test_a_large_file_is_hashed_and_kept_as_it_streams(upload, stored, workspace):
    content = b"id,name\n" + b"".join(b"%d,%d\n" % (n, n * 7) for n in range(400_000))
    assert len(content) > 3 * 1024**2  # several pieces of the upload handler
    body = upload(content, name="large.csv").json()
    assert body["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert not [name for name in stored() if name.startswith("incoming/")]


@pytest.mark.usefixtures("nothing_left")
class TestRefused:
    def test_an_empty_file(self, upload, customers):
        body = assert_problem(upload(b"", dataset="customers"), 400, "empty_file", "file")
        assert body["detail"] == "The file is empty."

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", "a PNG image"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
            (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
            (bytes(range(256)) * 300, "a binary file"),
            (b"\x00" * 100_000, "a binary file"),
        ],
    )
    def test_what_is_no_table_whatever_it_is_called(self, upload, customers, content, what):
        response = upload(content, name="data.csv", dataset="customers")
        assert what in str(assert_problem(response, 415, "unsupported_file_type", "file")["detail"])

    @pytest.mark.parametrize("more", [1, 5_000_000])  # just over, and found out long before the end
    def test_a_file_over_the_size_limit(self, upload, customers, settings, more):
        settings.UPLOAD_MAX_BYTES = 2_000_000
        response = upload(b"a" * (2_000_000 + more), dataset="customers")
        assert "1.907 MiB" in str(assert_problem(response, 413, "too_large")["detail"])

    def test_an_unknown_dataset(self, upload, workspace):
        assert_problem(upload(GOOD, dataset="nobody"), 400, "unknown_dataset", "dataset")

    def test_another_workspaces_dataset(self, upload, customers, make_workspace, client_for):
        other = client_for(*make_workspace("other"))
        assert_problem(upload(GOOD, client=other, dataset="customers"), 400, "unknown_dataset", "dataset")

    @pytest.mark.parametrize("slug", ["no such", "a/b", "../x", "x" * 300, "a\x00b", "é", "😀"])
    def test_a_dataset_that_is_no_name(self, upload, workspace, slug):
        response = upload(GOOD, dataset=slug)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == ["dataset"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("mapping", "{"),
            ("mapping", "[]"),
            ("mapping", "5"),
            ("mapping", '"id"'),
            ("mapping", '{"a": 1}'),
            ("mapping", '{"a": {"b": "c"}}'),
            ("mapping", '{"a\\u0000": "id"}'),  # PostgreSQL keeps no NUL in JSON
            ("mapping", '{"a": "\\u0000"}'),
            ("mapping", '{"a\\ud800": "id"}'),  # half a character
            ("mapping", '{"a": NaN}'),
            ("mapping", "[" * 100_000),  # deeper than Python recurses
            ("mapping", '{"a":' * 100_000),
            ("dialect", "{"),
            ("dialect", "[]"),
            ("dialect", "null"),
            ("dialect", '{"delimiter": ";;"}'),
            ("dialect", '{"delimiter": "\\u0000"}'),
            ("dialect", '{"delimiter": "\\ud800"}'),
            ("dialect", '{"delimiter": "\\""}'),
            ("dialect", '{"header": "no"}'),
            ("dialect", '{"separator": ";"}'),
            ("dialect", '{"separator\\u0000": ";"}'),
            ("dialect", '{"encoding": "klingon"}'),
            ("dialect", '{"encoding": "utf-8\\u0000"}'),
            ("dialect", '{"encoding": "\\ud800"}'),
            ("dialect", '{"encoding": "base64"}'),
            ("dialect", '{"encoding": null}'),
            ("dialect", '{"encoding": ["utf-8"]}'),
            ("mode", "merge"),
            ("duplicates", "first_wins"),
            ("on_error", "stop"),
            ("max_errors", "-1"),
            ("dialect", '{"header_row": 0}'),
            ("dialect", '{"footer": "one"}'),
        ],
    )
    def test_a_parameter_that_makes_no_sense(self, upload, customers, name, value):
        response = upload(GOOD, dataset="customers", **{name: value})
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert list(response.json()["errors"]) == [name]
        assert len(response.content) < 1_000

    def test_what_is_neither_a_form_nor_json(self, api, customers):
        response = api.post("/api/imports/", GOOD, content_type="text/csv")
        assert_problem(response, 415, "unsupported_media_type")

    def test_no_file(self, api, customers):
        for fields in (
            {"dataset": "customers"},
            {"dataset": "customers", "file": "people.csv"},
            {"data": io.BytesIO(GOOD)},
        ):
            assert_problem(api.post("/api/imports/", fields, format="multipart"), 400, "invalid", "file")

    def test_two_files(self, api, customers):
        """One of them would be dropped in silence."""
        files = [SimpleUploadedFile("a.csv", GOOD), SimpleUploadedFile("b.csv", GOOD)]
        response = api.post("/api/imports/", {"file": files, "dataset": "customers"}, format="multipart")
        assert_problem(response, 400, "invalid", "file")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"no multipart at all",
            f"--{BOUNDARY}\r\n".encode(),
            f"--{BOUNDARY}--\r\n".encode(),
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\x00\r\n\r\n".encode(),
            # It breaks off in the middle of the file's headers
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'.encode(),
        ],
    )
    def test_a_body_that_is_broken(self, api, customers, body):
        response = api.post("/api/imports/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"

    def test_a_content_type_without_a_boundary(self, api, customers):
        response = api.post("/api/imports/", GOOD, content_type="multipart/form-data")
        assert response.status_code == 400

    def test_a_file_that_the_store_cannot_keep(self, upload, customers, monkeypatch):
        """Nobody is told that work was accepted, and no job is there."""

        def full(*_: object) -> str:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(default_storage, "save", full)
        assert_problem(upload(GOOD, dataset="customers"), 507, "storage_full")

    def test_a_job_that_cannot_be_stored_takes_its_file_with_it(self, upload, customers, monkeypatch):
        def fail(_: object) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr("docprocessor.jobs.lifecycle.submit", fail)
        assert_problem(upload(GOOD, dataset="customers"), 500, "internal_error")

    def test_without_a_key_or_without_the_scope(self, upload, customers, workspace, user, client_for, client):
        assert upload(GOOD, client=client_for(workspace, user, scopes=("read",))).status_code == 403
        assert client.post("/api/imports/", {"file": io.BytesIO(GOOD)}).status_code == 401


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\windows\\system.csv", "system.csv"),
        ("/etc/passwd", "passwd"),
        ("😀 año 日本.csv", "😀 año 日本.csv"),
        ("a b;c,d'e.csv", "a b;c,d'e.csv"),
        ("<script>.csv", "<script>.csv"),
        (".csv", ".csv"),
        ("no extension", "no extension"),
    ],
)
def test_a_name_is_only_shown(api, customers, stored, run_jobs, sent, kept):
    """What a file is called elsewhere never reaches the file system."""
    part = (f'name="file"; filename="{sent}"', GOOD)
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    before = stored()
    response = api.post("/api/imports/", raw_multipart(part), content_type=content_type)
    assert response.status_code == 202, response.json()
    body = response.json()
    assert body["file"]["name"] == kept
    assert stored() - before == {f"imports/{body['id']}/original"}
    run_jobs()
    job = ImportJob.objects.get(pk=body["id"])
    assert job.status == "completed"
    download = api.get(f"/api/imports/{job.pk}/original/")
    assert b"".join(download) == GOOD
    assert "\n" not in download["Content-Disposition"]


@pytest.mark.parametrize(
    "sent",
    [
        "x" * 300 + ".csv",
        "é" * 300 + ".csv",
        "a\x00b.csv",
        "a\x00",
        "..",
        ".",
        "",
        "a\ttab.csv",
        "\udcff.csv",
        "%00.csv",
    ],
)
def test_no_name_makes_it_fail(api, customers, run_jobs, sent):
    disposition = f'name="file"; filename="{sent}"'.encode(errors="surrogateescape")
    body = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
        + disposition
        + b"\r\n\r\n"
        + GOOD
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    response = api.post("/api/imports/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    if response.status_code == 400:  # a part without a name is no file
        assert "file" in response.json()["errors"]
        return
    assert response.status_code == 202
    name = response.json()["file"]["name"]
    assert 0 < len(name) <= 255
    assert "\x00" not in name
    [ended] = run_jobs()
    assert ended["ended"] == "completed"
    assert b"".join(api.get(f"/api/imports/{ended['job']}/original/")) == GOOD


@pytest.mark.parametrize(
    ("content", "dataset"),
    [
        (GOOD, "customers"),
        (b"id,name\n1,caf\xe9 \xff\x00\n", "customers"),
        (bytes(range(14, 256)) * 3, "customers"),
        (b"a,b\n" + b"\x00,\x00\n" + b"1,2\n" * 50, None),
        ("😀,é\n1,\u2028\n".encode("utf-16"), None),
        (b"\xef\xbb\xbf", "customers"),
        (b"\xff\xfe", None),
        (b"\xff\xfea", None),
        (b'"', None),
        (b",", None),
        (b"\n", None),
        (b",,,\n,,,\n", None),
        (b"id,name\n" + b'"' * 1_001, "customers"),
        (b"id\n" * 3, None),
        (b"a" * 100_000, None),
        (b"_row,_line,_errors\n1,2,3\n", None),
        (b"_row,_line,_errors,id,name\n1,2,3,4,5\n", "customers"),
    ],
)
def test_whatever_is_taken_ends_in_a_result_or_a_sentence(import_file, customers, api, content, dataset):
    job = import_file(content, **({"dataset": dataset} if dataset else {}))
    assert job.status in ("completed", "failed")
    if job.status == "failed":
        assert job.failure["kind"] == "input", job.failure
        assert job.failure["message"].endswith(".")
    answers = [
        f"/api/imports/{job.pk}/{tail}"
        for tail in ("", "issues/", "issues/?group=code,column", "rejects/", "original/")
    ]
    assert {api.get(each).status_code for each in answers} == {200}
    assert json.loads(api.get(answers[0]).content)["id"] == str(job.pk)
