"""API keys: shown once, kept as hashes, worth exactly what their record says."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from docprocessor.accounts.keys import PREFIX_LENGTH, SHORTEST_KEY, key_create, key_plant, key_recognise, key_revoke
from docprocessor.accounts.models import ApiKey, Membership, Role, User
from docprocessor.accounts.services import first_workspace

ALL = ["admin", "read", "write"]
NEW = {"name": "robot", "scopes": ["read", "write"]}


def status_with(key, method="get", path="/api/datasets/"):
    return getattr(APIClient(HTTP_X_API_KEY=key), method)(path).status_code


@pytest.fixture
def made(workspace, user):
    """A key with all scopes: its record and itself."""
    return key_create(workspace=workspace, created_by=user, name="robot", scopes=ALL)


def test_a_key_is_shown_once(api, workspace):
    response = api.post("/api/keys/", NEW)
    assert response.status_code == 201, response.json()
    answer = response.json()
    key = answer.pop("key")
    assert answer["prefix"] == key[:PREFIX_LENGTH]
    assert (answer["name"], answer["scopes"]) == ("robot", ["read", "write"])
    assert answer["expires_at"] is answer["last_used_at"] is answer["revoked_at"] is None
    assert status_with(key) == 200
    listed = api.get("/api/keys/")
    assert key not in listed.content.decode()
    assert [each["name"] for each in listed.json()["results"]] == ["robot", "test"]
    assert all(set(each) == set(answer) for each in listed.json()["results"])


def test_the_database_knows_only_its_hash(made):
    record, key = made
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM accounts_apikey k WHERE id = %s", [record.pk])
        stored = cursor.fetchone()[0]
    assert hashlib.sha256(key.encode()).hexdigest() in stored
    assert key not in stored
    assert key[PREFIX_LENGTH:] not in stored


def test_keys_are_long_and_never_the_same(workspace, user):
    keys = {key_create(workspace=workspace, created_by=user, name="n", scopes=["read"])[1] for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) >= 40 and key.startswith("dp_") for key in keys)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name", "scopes"}),
        ({**NEW, "name": ""}, {"name"}),
        ({**NEW, "name": "n" * 201}, {"name"}),
        ({**NEW, "name": "\x00"}, {"name"}),
        ({**NEW, "scopes": []}, {"scopes"}),
        ({**NEW, "scopes": "read"}, {"scopes"}),
        ({**NEW, "scopes": ["root"]}, {"scopes.0"}),
        ({**NEW, "expires_at": "tomorrow"}, {"expires_at"}),
        ({**NEW, "expires_at": "2020-01-01T00:00:00Z"}, {"expires_at"}),
    ],
)
def test_what_is_no_key_is_refused_by_name(api, body, fields):
    response = api.post("/api/keys/", body)
    assert (response.status_code, set(response.json()["errors"])) == (400, fields)
    assert ApiKey.objects.count() == 1


def test_a_scope_said_twice_is_one(api):
    assert api.post("/api/keys/", {**NEW, "scopes": ["read", "read"]}).json()["scopes"] == ["read"]


def test_nobody_gives_more_than_they_have(workspace, user, client_for):
    """A key that may only manage keys cannot make one that reads."""
    response = client_for(workspace, user, scopes=("admin",)).post("/api/keys/", NEW)
    assert response.status_code == 400
    assert "read, write" in response.json()["detail"]


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (("read",), {"get": 200, "post": 403, "patch": 403, "delete": 403, "keys": 403}),
        (("write",), {"get": 403, "post": 400, "patch": 200, "delete": 204, "keys": 403}),
        (("admin",), {"get": 403, "post": 403, "patch": 403, "delete": 403, "keys": 200}),
        (("read", "write", "admin"), {"get": 200, "post": 400, "patch": 200, "delete": 204, "keys": 200}),
        ((), {"get": 403, "post": 403, "patch": 403, "delete": 403, "keys": 403}),
    ],
)
def test_a_scope_is_what_it_says_and_no_more(workspace, user, customers, client_for, scopes, allowed):
    client = client_for(workspace, user, scopes=scopes)
    assert {
        "get": client.get("/api/datasets/customers/rows/").status_code,
        "post": client.post("/api/datasets/", {}).status_code,
        "patch": client.patch("/api/datasets/customers/", {}).status_code,
        "delete": client.delete("/api/datasets/customers/").status_code,
        "keys": client.get("/api/keys/").status_code,
    } == allowed


def test_until_it_expires(workspace, user):
    soon = timezone.now() + timedelta(hours=1)
    record, key = key_create(workspace=workspace, created_by=user, name="n", scopes=["read"], expires_at=soon)
    assert status_with(key) == 200
    ApiKey.objects.filter(pk=record.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status_with(key) == 401


def test_until_it_is_revoked(api, made):
    record, key = made
    assert status_with(key) == 200
    assert api.delete(f"/api/keys/{record.pk}/").status_code == 204
    assert status_with(key) == 401
    revoked_at = ApiKey.objects.get(pk=record.pk).revoked_at
    assert revoked_at is not None
    assert api.delete(f"/api/keys/{record.pk}/").status_code == 204  # again changes nothing
    assert ApiKey.objects.get(pk=record.pk).revoked_at == revoked_at


def test_until_whoever_made_it_is_gone(made, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert status_with(made[1]) == 401


@pytest.mark.parametrize(
    "change",
    [lambda key: key[:-1], lambda key: key + "x", str.upper, lambda key: f" {key}", lambda key: key[:PREFIX_LENGTH]],
)
def test_a_key_is_all_of_itself(made, change):
    assert key_recognise(change(made[1])) is None
    assert key_recognise(made[1]) == made[0]


def test_keys_with_one_prefix_are_told_apart(workspace, user, made):
    other, key = key_create(workspace=workspace, created_by=user, name="other", scopes=["read"])
    ApiKey.objects.update(prefix=key[:PREFIX_LENGTH])
    assert key_recognise(key) == other


def test_its_last_use_is_noted_once_a_minute(made):
    record, key = made

    def last_use():
        record.refresh_from_db()
        return record.last_used_at

    assert last_use() is None
    status_with(key)
    first = last_use()
    assert first is not None
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=30))
    status_with(key)
    assert last_use() == first - timedelta(seconds=30)
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
    status_with(key)
    assert last_use() > first - timedelta(seconds=30)


def test_a_wrong_key_beside_a_good_session_is_still_wrong(workspace, user, client):
    client.force_login(user)
    assert client.get("/api/datasets/").status_code == 200
    assert client.get("/api/datasets/", headers={"X-API-KEY": "dp_wrong"}).status_code == 401


ONE, OTHER = "k" * SHORTEST_KEY, "environment-key-number-two"


@pytest.fixture
def plant(db):
    workspace, admin, _ = first_workspace(email="admin@example.com", password="a long password")
    return lambda key: key_plant(key, workspace=workspace, created_by=admin)


def test_the_key_of_the_environment_may_do_everything(plant):
    plant(ONE)
    plant(ONE)
    record = ApiKey.objects.get()
    assert (record.scopes, record.from_environment) == (ALL, True)
    assert status_with(ONE) == 200


def test_another_one_takes_its_place(plant):
    plant(ONE)
    plant(OTHER)
    assert (status_with(ONE), status_with(OTHER)) == (401, 200)
    assert ApiKey.objects.filter(from_environment=True).count() == 1


def test_and_the_first_one_can_come_back(plant):
    for key in (ONE, OTHER, ONE):
        plant(key)
    assert (status_with(ONE), status_with(OTHER)) == (200, 401)
    assert ApiKey.objects.count() == 2


def test_one_that_a_person_revoked_stays_so(plant):
    """The next start of the service must not bring a stolen key back to life."""
    plant(ONE)
    key_revoke(ApiKey.objects.get())
    plant(ONE)
    assert status_with(ONE) == 401


def test_keys_that_people_made_stay_as_they_are(plant, made):
    plant(ONE)
    plant(OTHER)
    assert status_with(made[1]) == 200


@pytest.mark.parametrize("key", ["", "k", "k" * (SHORTEST_KEY - 1)])
def test_a_key_that_could_be_guessed_is_not_planted(plant, key):
    with pytest.raises(ValueError, match=f"API_KEY has {len(key)} characters; it needs at least {SHORTEST_KEY}"):
        plant(key)
    assert not ApiKey.objects.exists()


def test_the_first_workspace_is_made_once(db):
    made = [first_workspace(email="Admin@Example.com", password="a long password") for _ in range(2)]
    assert [is_new for *_, is_new in made] == [True, False]
    assert made[0][:2] == made[1][:2]
    assert made[0][1].email == "admin@example.com"
    assert Membership.objects.get().role == Role.ADMIN


def test_records_are_called_by_what_people_know(workspace, user, made):
    membership = Membership.objects.get()
    assert str(user) == "acme@example.com"
    assert str(workspace) == "acme"
    assert str(made[0]) == f"robot ({made[0].prefix}…)"
    assert str(membership) == f"{user.pk} in {workspace.pk} as admin"
