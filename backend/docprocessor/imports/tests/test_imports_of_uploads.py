"""From an upload to its imports, and what is kept of it until then."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from docprocessor.accounts.models import Membership, Role, User
from docprocessor.imports.models import ImportJob, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]

CONTENT = b"id,name\n1,Ana\n2,Ben\n"
PNG = b"\x89PNG\r\n\x1a\n0000"


def test_several_imports_share_one_file(api, uploaded, run_jobs, customers, rows):
    upload = uploaded(CONTENT)
    checked = api.post("/api/imports/", {"upload": upload, "dataset": "customers", "dry_run": True})
    done = api.post(
        "/api/imports/", {"upload": upload, "dataset": "customers", "mapping": {"name": "name", "id": "id"}}
    )
    assert [checked.status_code, done.status_code] == [202, 202]
    run_jobs()
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "Ben")]
    assert ImportJob.objects.values_list("file_key", flat=True).distinct().get() == Upload.objects.get().file_key
    again = api.post("/api/imports/", {"upload": upload, "dataset": "customers"})
    assert (again.status_code, again.json()["code"]) == (409, "already_imported")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "upload"),
        ({"upload": "7"}, "upload"),
        ({"upload": str(uuid.uuid4())}, "upload"),
        ({"upload": None, "file": "a.csv"}, "upload"),
        ([], "non_field_errors"),
        ("text", "non_field_errors"),
    ],
)
def test_which_upload(api, body, field):
    answer = api.post("/api/imports/", body, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"dataset": "none"}, "dataset"), ({"mode": "upsert"}, "dataset"), ({"dialect": {"delimiter": "ab"}}, "dialect")],
)
def test_what_is_asked_for_is_checked_as_with_a_file(api, uploaded, fields, field):
    answer = api.post("/api/imports/", {"upload": uploaded(CONTENT), **fields})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not ImportJob.objects.exists()


def test_an_upload_that_is_not_whole_is_no_file_yet(api, begin, send):
    address = begin(len(CONTENT))
    send(address, CONTENT[:7])
    answer = api.post("/api/imports/", {"upload": address.split("/")[-2]})
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_not_whole")


def test_what_is_no_table(api, uploaded):
    answer = api.post("/api/imports/", {"upload": uploaded(PNG)})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_file_type")
    assert not ImportJob.objects.exists()


def test_an_expired_upload(api, uploaded):
    upload = uploaded(CONTENT)
    Upload.objects.update(expires_at=Now())
    answer = api.post("/api/imports/", {"upload": upload})
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_gone")


def test_asked_twice_under_one_key_it_is_done_once(api, uploaded):
    body = {"upload": uploaded(CONTENT), "dry_run": True}
    first, second = (api.post("/api/imports/", body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (second.status_code, second.headers["Idempotency-Replayed"]) == (202, "true")
    assert second.json() == first.json()
    assert ImportJob.objects.count() == 1
    other = api.post("/api/imports/", body | {"upload": uploaded(CONTENT)}, headers={"Idempotency-Key": "k"})
    assert other.status_code == 422


# --- The list of open uploads, and drafts ---------------------------------------------------------


def test_the_list_has_mine_that_are_not_imported(api, workspace, client_for, begin, uploaded):
    open_ones = [begin(3).split("/")[-2], uploaded(CONTENT)]
    api.post("/api/imports/", {"upload": uploaded(CONTENT + b"3,Cem\n")})
    begin(4)
    Upload.objects.filter(size=4).update(expires_at=Now())
    colleague = User.objects.create_user("colleague@example.com", "a long password")
    Membership.objects.create(user=colleague, workspace=workspace, role=Role.EDITOR)
    client_for(workspace, colleague).post("/api/uploads/", headers={"Upload-Length": "5"})
    listed = api.get("/api/uploads/").json()["results"]
    assert [each["id"] for each in listed] == open_ones[::-1]
    assert [each["is_complete"] for each in listed] == [True, False]
    assert listed[0]["links"]["self"].endswith(f"/api/uploads/{open_ones[1]}/")
    assert listed[0]["links"]["preview"].endswith(f"/api/uploads/{open_ones[1]}/preview/")


def test_a_draft_is_kept_as_it_was_put(api, begin):
    address = begin(3)
    assert api.get(address).json()["draft"] == {}
    api.put(f"{address}draft/", {"step": "check", "mapping": {"a": None}})
    draft = {"step": "map", "dialect": {"delimiter": "\\u0000;"}}
    answer = api.put(f"{address}draft/", draft)
    assert (answer.status_code, answer.json()["draft"]) == (200, draft)
    assert api.get(address).json()["draft"] == draft


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[]", 400),
        ('"text"', 400),
        ("{", 400),
        ('{"a": "\\u0000"}', 400),  # PostgreSQL keeps neither
        ('{"a": "\\ud800"}', 400),
        ('{"\\ud800": 1}', 400),
        ("[" * 60_000, 400),
        ('{"a": "' + "x" * 64 * 1024 + '"}', 413),
    ],
)
def test_what_is_no_draft(api, begin, body, status):
    address = begin(3)
    answer = api.put(f"{address}draft/", body, content_type="application/json")
    assert answer.status_code == status, answer.json()
    assert api.get(address).json()["draft"] == {}


def test_the_largest_draft(api, begin):
    draft = {"a": "x" * (64 * 1024 - len('{"a": ""}'))}
    assert api.put(f"{begin(3)}draft/", draft).json()["draft"] == draft


def test_a_draft_does_not_hold_up_what_comes(begin, send, api):
    address = begin(3)
    api.put(f"{address}draft/", {"step": "map"})
    send(address, b"123")
    assert api.get(address).json()["draft"] == {"step": "map"}
    assert Upload.objects.filter(expires_at__gt=Now() + timedelta(hours=71)).exists()
