"""A file, its job and the key of its request are accepted together or not at all."""

import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections, transaction

from docprocessor.imports import services
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import idempotency
from docprocessor.jobs.models import RequestKey
from docprocessor.lib.locks import hold

GOOD = b"id,name\n1,Ana\n2,Ben\n"
KEYS = [{}, {"HTTP_IDEMPOTENCY_KEY": "k"}]


@pytest.fixture
def send(upload, api):
    """Upload with some headers; faults are answered with 500, as by a server."""

    def post(content=GOOD, headers=None, **fields):
        api.defaults.update(headers or {})
        return upload(content, **fields)

    return post


@pytest.fixture
def stored():
    root = Path(django_settings.STORAGE_ROOT)
    before = {path for path in root.rglob("*") if path.is_file()}
    return lambda: {path for path in root.rglob("*") if path.is_file()} - before


def instead_of_the_next_commit(act):
    wrapper = connections["default"]
    commit = wrapper._commit

    def once():
        del wrapper._commit
        act(commit)

    wrapper._commit = once


def terminate_this_connection():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    params = connection.get_connection_params()
    del params["cursor_factory"], params["context"]
    with psycopg.connect(**params, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.mark.django_db
class TestUnderAKey:
    def test_the_same_file_again_is_the_same_import(self, send, stored):
        first, again = send(headers=KEYS[1]), send()
        assert again.content == first.content
        assert again.headers["Idempotency-Replayed"] == "true"
        assert ImportJob.objects.count() == len(stored()) == 1

    def test_other_content_another_name_or_another_field_is_refused(self, send, customers, stored):
        send(headers=KEYS[1], name="a.csv", dataset="customers")
        for other in (
            {"content": GOOD + b"3,Cem\n"},
            {"name": "b.csv"},
            {"dataset": ""},
            {"mode": "upsert"},
            {"mapping": {"id": "id"}},
        ):
            answer = send(**{"name": "a.csv", "dataset": "customers", **other})
            assert (answer.status_code, answer.json()["code"]) == (422, "key_reused"), other
        assert ImportJob.objects.count() == len(stored()) == 1

    def test_a_refusal_leaves_the_key_free(self, send, customers):
        assert send(b"", headers=KEYS[1]).status_code == 400
        assert not RequestKey.objects.exists()
        assert send(dataset="customers").status_code == 202


@pytest.mark.django_db
def test_a_key_that_cannot_be_kept_takes_job_and_file_with_it(send, stored, monkeypatch):
    def fault(*_):
        assert ImportJob.objects.exists()
        assert stored()
        raise RuntimeError

    monkeypatch.setattr(idempotency, "_keep", fault)
    assert send(headers=KEYS[1]).status_code == 500
    assert not ImportJob.objects.exists()
    assert not stored()


@pytest.mark.django_db
def test_what_the_store_kept_in_part_is_deleted(send, stored, monkeypatch):
    """A move to another file system is a copy, which may break off."""
    save = default_storage.save

    def breaks_off(name, content):
        save(name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", breaks_off)
    assert send().status_code == 507
    assert not stored()


@pytest.mark.parametrize("headers", KEYS, ids=["without a key", "with a key"])
class TestAtCommit:
    @pytest.fixture(autouse=True)
    def _commits(self, committed):
        """What happens at COMMIT happens."""

    def test_a_refusal_by_postgresql_leaves_nothing(self, send, stored, api, headers):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;"
                "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON imports_importjob"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        try:
            assert send(headers=headers).status_code == 500
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP FUNCTION refuse CASCADE")
        assert not ImportJob.objects.exists()
        assert not RequestKey.objects.exists()
        assert not stored()

    def test_a_connection_cut_before_it_leaves_nothing(self, send, stored, headers):
        def cut(commit):
            terminate_this_connection()
            commit()

        instead_of_the_next_commit(cut)
        assert send(headers=headers).status_code == 503
        assert not ImportJob.objects.exists()
        assert not stored()
        assert send(headers=headers).status_code == 202  # the key is free

    def test_a_connection_cut_after_it_keeps_the_file_of_what_was_accepted(self, send, stored, headers):
        def cut(commit):
            commit()
            connection.close()
            raise OperationalError("the connection is lost")

        instead_of_the_next_commit(cut)
        assert send(headers=headers).status_code == 503
        job = ImportJob.objects.get()
        assert default_storage.open(job.file_key).read() == GOOD
        assert len(stored()) == 1
        if headers:  # who sends it again learns that it was accepted
            assert send(headers=headers).json()["id"] == str(job.pk)


def test_a_commit_that_is_still_on_its_way_is_waited_for(committed, workspace, stored):
    """The connection is gone, and the server has not come to the end of the transaction yet."""
    job = ImportJob(
        workspace=workspace,
        kind="csv_import",
        queue="imports",
        file_size=4,
        file_sha256="",
        file_key="imports/x/original",
    )
    default_storage.save(job.file_key, ContentFile(GOOD))
    looked = threading.Event()

    def look():
        services._discard(job)
        connection.close()
        looked.set()

    thread = threading.Thread(target=look)
    with transaction.atomic():
        hold("import", job.id)
        job.save(force_insert=True)
        thread.start()
        assert not looked.wait(0.3)
    assert looked.wait(30)
    thread.join()
    assert len(stored()) == 1
