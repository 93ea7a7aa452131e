"""Every refusal is a problem document (RFC 9457), whatever refused it."""

import json
from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import RequestFactory
from rest_framework.test import APIClient

from docprocessor.lib import problems
from docprocessor.lib.tests.urls import SECRET

pytestmark = pytest.mark.urls("docprocessor.lib.tests.urls")
NOBODYS = UUID(int=1)


def problem_of(response, status, code=None, *, errors=None):
    """The document, after checking that it is one."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    members = {"type", "title", "status", "detail", "code"} | ({"errors"} if errors is not None else set())
    assert set(document) == members
    assert (document["type"], document["title"]) == ("about:blank", HTTPStatus(status).phrase)
    assert document["status"] == status
    assert document["detail"]
    assert document["code"] == (code or document["code"])
    assert document.get("errors") == errors
    return document


@pytest.fixture
def anybody():
    return APIClient(raise_request_exception=False)


@pytest.fixture
def reader(workspace, user, client_for):
    return client_for(workspace, user, scopes=("read",))


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("database full", 507, "storage_full"),
        ("database stops", 503, "database_away"),
        ("database gone", 503, "database_away"),
    ],
)
def test_a_database_that_cannot_is_told_apart_from_a_fault_of_ours(anybody, how, status, code):
    response = anybody.get(f"/api/fails/{how}/")
    document = problem_of(response, status, code)
    assert SECRET not in document["detail"]
    assert ("Retry-After" in response.headers) == (status == 503)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"{'title': 1}",
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b"[" * 100_000,  # deeper than Python reads
        b'{"title": ' + b"9" * 10_000 + b"}",  # longer than Python reads
    ],
    ids=["cut off", "empty", "Python", "NaN", "no UTF-8", "deep", "long number"],
)
@pytest.mark.parametrize("path", ["/api/datasets/", "/api/keys/", "/api/session/"])
def test_400_for_a_body_that_is_no_json(api, path, body):
    response = api.post(path, body, content_type="application/json")
    assert response.status_code == 400
    document = response.json()
    problem_of(response, 400, errors=document.get("errors"))
    assert document["code"] in ("parse_error", "invalid")


def test_400_names_each_field(api):
    response = api.post("/api/datasets/", {"schema": {"fields": [{"name": "a"}]}, "title": ""})
    problem_of(response, 400, "invalid", errors={"title": ["This field may not be blank."]})
    assert response.json()["detail"] == "title: This field may not be blank."


@pytest.mark.parametrize("headers", [{}, {"X-API-KEY": ""}, {"X-API-KEY": "dp_unknown"}, {"X-API-KEY": "é\x00"}])
def test_401_says_how_to_come_in(db, anybody, headers):
    response = anybody.get("/api/datasets/", headers=headers)
    problem_of(response, 401, "authentication_failed" if headers else "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'ApiKey realm="DocProcessor", header="X-API-KEY"'


def test_403_for_a_key_without_the_scope(reader):
    problem_of(reader.post("/api/datasets/", {}), 403, "permission_denied")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", "/api/nothing/", f"/api/jobs/{NOBODYS}/no/", "/api/jobs/1/"]
)
def test_404_for_an_address_that_is_none(method, path):
    """Whoever asks, and with no token against forged requests: there is nothing to forge."""
    strict = APIClient(enforce_csrf_checks=True)
    problem_of(getattr(strict, method)(path), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["datasets/nothing/", "datasets/nothing/rows/", f"jobs/{NOBODYS}/", f"imports/{NOBODYS}/issues/"]
)
def test_404_for_an_object_that_is_none(api, path):
    problem_of(api.get(f"/api/{path}"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("put", "/api/datasets/", "GET, POST, HEAD, OPTIONS"),
        ("post", "/api/datasets/customers/", "GET, PATCH, DELETE, HEAD, OPTIONS"),
        ("delete", "/api/jobs/", "GET, POST, HEAD, OPTIONS"),
        ("trace", "/api/kinds/", "GET, HEAD, OPTIONS"),
    ],
)
def test_405_says_what_is_allowed(api, customers, method, path, allowed):
    response = api.generic(method.upper(), path)
    problem_of(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/imports"])
def test_405_outside_rest_framework(client, path):
    response = client.post(path)
    problem_of(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD"


def test_no_address_describes_itself_by_options(api):
    problem_of(api.options("/api/datasets/"), 405, "method_not_allowed")
    assert api.options("/api/docs/").status_code == 405  # a page for people answers as one


@pytest.mark.parametrize("accept", ["text/csv", "text/html,*/*;q=0.8", "image/png"])
def test_who_asks_for_a_file_may_say_so(api, customers, accept):
    for path in ("rows/?format=csv", "template/"):
        response = api.get(f"/api/datasets/customers/{path}", headers={"Accept": accept})
        assert (response.status_code, response.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    problem_of(api.get("/api/datasets/nothing/template/", headers={"Accept": accept}), 404, "not_found")


def test_406_for_what_nobody_can_answer(api):
    problem_of(api.get("/api/datasets/", headers={"Accept": "image/png"}), 406, "not_acceptable")


def test_413_for_a_body_that_is_too_large(api, upload, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.UPLOAD_MAX_BYTES = 1_000
    problem_of(api.post("/api/datasets/", {"title": "t" * 2_000}), 413, "too_large")
    problem_of(upload("a,b\n" * 1_000), 413, "too_large")


def test_413_for_too_many_fields(api, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    response = api.post("/api/imports/", {f"f{number}": "x" for number in range(9)}, format="multipart")
    problem_of(response, 413, "too_large")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense"]
)
def test_415_for_what_is_no_json(api, content_type):
    problem_of(api.post("/api/datasets/", b"--x--", content_type=content_type), 415, "unsupported_media_type")


def test_415_for_a_file_that_is_no_part_of_a_form(api):
    problem_of(api.post("/api/imports/", b"id,name", content_type="text/csv"), 415, "unsupported_media_type")


def test_429_says_when_to_come_back(anybody):
    response = anybody.get("/api/fails/wait/")
    problem_of(response, 429, "throttled")
    assert response.headers["Retry-After"] == "3"  # a whole number, and rather a second too long


@pytest.mark.parametrize("path", ["/api/fails/fault/", "/fails/"])
def test_500_tells_nothing_of_the_inside(anybody, caplog, path):
    response = anybody.get(path)
    document = problem_of(response, 500, "internal_error")
    assert document["detail"] == "The server failed on this request; the fault has been logged."
    for inside in (SECRET, "RuntimeError", "Traceback", ".py"):
        assert inside not in response.content.decode()
    assert SECRET in caplog.text  # but the log does


@pytest.mark.parametrize(
    ("how", "status", "code", "errors"),
    [
        ("app", 409, "busy", {"a": ["b"]}),
        ("http404", 404, "not_found", None),
        ("denied", 403, "forbidden", None),
        ("fields", 400, "invalid", {"a.1.b": ["wrong"], "c": ["bad"]}),
        ("list", 400, "invalid", {"non_field_errors": ["one", "two"]}),
        ("nothing", 400, "invalid", None),
        ("half", 400, "invalid", {"?": ["?"]}),  # half a character has no bytes to be sent as
        ("unavailable", 500, "away", None),
    ],
)
def test_what_a_view_raises(anybody, how, status, code, errors):
    document = problem_of(anybody.get(f"/api/fails/{how}/"), status, code, errors=errors)
    assert SECRET not in json.dumps(document)


@pytest.mark.parametrize(
    ("how", "detail"),
    [
        ("fields", "a.1.b: wrong"),
        ("list", "one"),
        ("nothing", "The request is not valid."),
        ("app", "Another job is at it."),
    ],
)
def test_the_detail_is_the_first_sentence(anybody, how, detail):
    assert anybody.get(f"/api/fails/{how}/").json()["detail"] == detail


def test_what_repeats_half_a_character_is_still_an_answer(api):
    response = api.post("/api/keys/", b'{"name": "n", "scopes": ["\\ud800"]}', content_type="application/json")
    problem_of(response, 400, "invalid", errors={"scopes.0": ['"?" is not a valid choice.']})


def test_a_host_that_is_not_ours_is_a_problem(anybody):
    problem_of(anybody.get("/api/session/", headers={"Host": "evil.example"}), 400, "bad_request")


@pytest.mark.parametrize(
    ("handler", "status", "code"),
    [
        (problems.bad_request, 400, "bad_request"),
        (problems.forbidden, 403, "forbidden"),
        (problems.csrf_failure, 403, "csrf_failed"),
        (problems.not_found, 404, "not_found"),
        (problems.server_error, 500, "internal_error"),
    ],
)
def test_outside_of_the_views_too(handler, status, code):
    problem_of(handler(RequestFactory().get("/")), status, code)
