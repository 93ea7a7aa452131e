"""Signing in and out in a browser; what a person may do by their role."""

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from docprocessor.accounts.authentication import principal_of
from docprocessor.accounts.keys import key_create
from docprocessor.accounts.models import Membership, Role, User

GOOD = {"email": "acme@example.com", "password": "a long password"}


@pytest.fixture
def browser():
    """A browser: it keeps cookies, and the service asks it for its token."""
    return APIClient(enforce_csrf_checks=True)


@pytest.fixture
def sign_in(browser, user):
    """Signs in as the page does; returns the answer."""

    def post(credentials=GOOD, **headers):
        token = browser.get("/api/session/").json()["csrf_token"]
        return browser.post("/api/session/", credentials, headers={"X-CSRFToken": token, **headers})

    return post


def test_before_anybody_is_signed_in(db, browser):
    response = browser.get("/api/session/")
    assert response.json() == {
        "authenticated": False,
        "user": None,
        "workspace": None,
        "scopes": [],
        "csrf_token": response.json()["csrf_token"],
        "limits": {"upload_max_bytes": django_settings.UPLOAD_MAX_BYTES},
    }
    assert response.json()["csrf_token"]
    assert "no-store" in response.headers["Cache-Control"]


def test_signing_in_and_out(browser, sign_in, user, workspace):
    answer = sign_in().json()
    assert answer["authenticated"] is True
    assert answer["user"] == {"id": str(user.pk), "email": "acme@example.com", "name": "acme"}
    assert answer["workspace"] == {"id": str(workspace.pk), "name": "Acme", "slug": "acme"}
    assert answer["scopes"] == ["admin", "read", "write"]
    assert browser.get("/api/session/").json()["user"] == answer["user"]
    assert browser.get("/api/datasets/").status_code == 200

    response = browser.delete("/api/session/", headers={"X-CSRFToken": answer["csrf_token"]})
    assert response.status_code == 204
    assert browser.get("/api/datasets/").status_code == 401
    assert browser.get("/api/session/").json()["authenticated"] is False


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, sign_in):
    sign_in()
    for name in ("sessionid", "csrftoken"):
        cookie = browser.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_signing_in_changes_the_session(browser, sign_in):
    """Whoever planted a session before has nothing of it after."""
    sign_in()
    before = browser.cookies["sessionid"].value
    browser.cookies["sessionid"] = before
    sign_in()
    sign_out_token = browser.get("/api/session/").json()["csrf_token"]
    browser.delete("/api/session/", headers={"X-CSRFToken": sign_out_token})
    browser.cookies["sessionid"] = before
    assert browser.get("/api/datasets/").status_code == 401


@pytest.mark.parametrize("email", ["acme@example.com", "ACME@Example.COM", "  acme@example.com "])
def test_an_email_is_one_whatever_its_case(sign_in, email):
    assert sign_in({**GOOD, "email": email}).status_code == 200


@pytest.mark.parametrize(
    "credentials",
    [
        {**GOOD, "password": "wrong"},
        {**GOOD, "password": "A long password"},
        {**GOOD, "password": " a long password"},
        {**GOOD, "email": "nobody@example.com"},
    ],
)
def test_wrong_credentials_say_not_which(browser, sign_in, credentials):
    response = sign_in(credentials)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["code"]) == (400, "invalid_credentials")
    assert response.json()["detail"] == "This email and password do not belong together."
    assert browser.get("/api/session/").json()["authenticated"] is False


@pytest.mark.parametrize(
    ("credentials", "fields"),
    [
        ({}, {"email", "password"}),
        ({**GOOD, "email": "acme"}, {"email"}),
        ({**GOOD, "email": "a\x00@b.co"}, {"email"}),
        ({**GOOD, "password": ""}, {"password"}),
        ({**GOOD, "password": None}, {"password"}),
        ({**GOOD, "password": "p\x00"}, {"password"}),
        ({**GOOD, "password": "p" * 1_001}, {"password"}),  # hashing it would take a while
        (["x"], {"non_field_errors"}),
    ],
)
def test_what_are_no_credentials_is_refused_by_name(sign_in, credentials, fields):
    response = sign_in(credentials)
    assert (response.status_code, set(response.json()["errors"])) == (400, fields)


def test_an_inactive_person_cannot_come_in(browser, sign_in, user):
    sign_in()
    User.objects.update(is_active=False)
    assert browser.get("/api/datasets/").status_code == 401  # nor stay
    response = sign_in()
    assert (response.status_code, response.json()["code"]) == (400, "invalid_credentials")


def test_a_person_without_a_password_cannot_come_in(sign_in, user):
    user.set_password(None)
    user.save()
    assert sign_in().status_code == 400


def test_a_person_without_a_workspace_is_told_so(browser, sign_in):
    Membership.objects.all().delete()
    answer = sign_in().json()
    assert (answer["authenticated"], answer["workspace"], answer["scopes"]) == (True, None, [])
    response = browser.get("/api/datasets/")
    assert response.status_code == 403
    assert response.json()["detail"] == "This account belongs to no workspace."


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "x" * 32}])
def test_signing_in_needs_the_token(browser, user, headers):
    browser.get("/api/session/")
    response = browser.post("/api/session/", GOOD, headers=headers)
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert browser.get("/api/session/").json()["authenticated"] is False


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/datasets/"),
        ("patch", "/api/datasets/customers/"),
        ("delete", "/api/datasets/customers/"),
        ("post", "/api/keys/"),
        ("post", "/api/imports/"),
        ("delete", "/api/session/"),
    ],
)
def test_a_session_needs_the_token_for_all_that_changes_something(browser, sign_in, customers, method, path):
    token = sign_in().json()["csrf_token"]
    response = getattr(browser, method)(path, headers={"X-CSRFToken": ""})
    assert response.status_code == 403, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert browser.get("/api/datasets/customers/").status_code == 200
    assert getattr(browser, method)(path, headers={"X-CSRFToken": token}).status_code != 403


def test_another_site_cannot_use_the_session(browser, sign_in, customers):
    token = sign_in().json()["csrf_token"]
    headers = {"X-CSRFToken": token, "Origin": "https://evil.example"}
    assert browser.delete("/api/datasets/customers/", headers=headers).status_code == 403
    assert sign_in(Origin="https://evil.example").status_code == 403


def test_a_key_needs_no_token(workspace, user, customers):
    _, key = key_create(workspace=workspace, created_by=user, name="n", scopes=["write"])
    strict = APIClient(enforce_csrf_checks=True, HTTP_X_API_KEY=key)
    assert strict.delete("/api/datasets/customers/").status_code == 204


def test_guessing_is_slowed_whatever_address_is_made_up(browser, sign_in):
    """The eleventh try of a minute has to wait, also for who is right, and also behind a made-up header."""
    codes = [
        sign_in({**GOOD, "password": "wrong"}, **{"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(10)
    ]
    assert codes == [400] * 10
    response = sign_in(**{"X-Forwarded-For": "10.0.1.1"})
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert 1 <= int(response.headers["Retry-After"]) <= 61
    assert browser.get("/api/session/").status_code == 200  # asking is free


@pytest.mark.parametrize(
    ("role", "scopes", "allowed"),
    [
        (Role.VIEWER, {"read"}, {"get": 200, "patch": 403, "keys": 403}),
        (Role.EDITOR, {"read", "write"}, {"get": 200, "patch": 200, "keys": 403}),
        (Role.ADMIN, {"read", "write", "admin"}, {"get": 200, "patch": 200, "keys": 200}),
    ],
)
def test_a_role_carries_its_scopes(workspace, user, customers, role, scopes, allowed):
    Membership.objects.update(role=role)
    assert principal_of(user).scopes == scopes
    client = APIClient()
    client.force_login(user)
    assert set(client.get("/api/session/").json()["scopes"]) == scopes
    assert {
        "get": client.get("/api/datasets/customers/").status_code,
        "patch": client.patch("/api/datasets/customers/", {}).status_code,
        "keys": client.get("/api/keys/").status_code,
    } == allowed


def test_of_several_workspaces_the_first_one_is_meant(user, workspace, make_workspace):
    Membership.objects.create(user=user, workspace=make_workspace("umbrella")[0], role=Role.VIEWER)
    principal = principal_of(user)
    assert (principal.workspace, len(principal.scopes)) == (workspace, 3)


def test_users_are_kept_by_their_email_in_small_letters(db):
    user = User.objects.create_user("Ana@Example.COM", "a long password")
    assert user.email == "ana@example.com"
    assert User.objects.get_by_natural_key("ANA@example.com") == user
    assert user.password != "a long password"
    assert not User.objects.create_user("b@example.com").has_usable_password()
