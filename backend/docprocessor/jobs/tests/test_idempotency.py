"""A request under an Idempotency-Key is done once, however often and however much at once it is sent."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from docprocessor.jobs import idempotency
from docprocessor.jobs.models import Job, RequestKey
from docprocessor.jobs.tests.note import Note
from docprocessor.lib.problems import AppError

KEY = {"Idempotency-Key": "order 17"}


pytestmark = pytest.mark.usefixtures("note")


def post(client, text="a", headers=KEY, **more):
    return client.post("/api/jobs/", {"kind": "note", "params": {"text": text}, **more}, headers=headers)


def assert_refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_first_answer_is_given_again(self, api):
        first, again = post(api), post(api)
        assert (first.status_code, again.status_code) == (202, 202)
        assert again.content == first.content
        for name in ("Location", "Retry-After", "Content-Type"):
            assert again.headers[name] == first.headers[name]
        assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
        assert str(Job.objects.get().pk) == first.json()["id"]

    def test_also_when_the_job_has_gone_on(self, api):
        first = post(api)
        api.post(f"{first.headers['Location']}cancel/")
        assert post(api).json()["status"] == "pending"

    @pytest.mark.parametrize(
        "body",
        [
            '{"params": {"times": 1, "text": "a"}, "kind": "note"}',  # another order
            '{ "kind":"note",\n"params":{"text":"\\u0061","times":1} }',  # written otherwise
        ],
    )
    def test_what_says_the_same_is_the_same(self, api, body):
        first = api.post("/api/jobs/", {"kind": "note", "params": {"text": "a", "times": 1}}, headers=KEY)
        assert api.post("/api/jobs/", body, content_type="application/json", headers=KEY).content == first.content

    @pytest.mark.parametrize(
        "other",
        [{"text": "b"}, {"priority": "HIGH"}, {"kind": "nothing"}, {"more": None}],
        ids=str,
    )
    def test_another_body_is_refused(self, api, other):
        post(api)
        assert_refused(post(api, **other), 422, "key_reused")
        assert Job.objects.count() == 1

    def test_another_address_is_refused(self, api):
        job = post(api).json()["id"]
        body = {"kind": "note", "params": {"text": "a"}}
        assert_refused(api.post(f"/api/jobs/{job}/again/", body, headers=KEY), 422, "key_reused")

    def test_a_refusal_is_not_kept(self, api):
        wrong = {"kind": "note", "params": {"text": ""}}
        assert api.post("/api/jobs/", wrong, headers=KEY).status_code == 400
        assert not RequestKey.objects.exists()
        assert post(api).status_code == 202

    def test_a_fault_is_not_kept_nor_its_job(self, api, monkeypatch):
        def fault(*_):
            raise RuntimeError

        with monkeypatch.context() as context:
            context.setattr(idempotency, "_keep", fault)
            assert post(api).status_code == 500
        assert not Job.objects.exists()
        assert post(api).status_code == 202

    def test_another_key_is_another_request(self, api):
        assert post(api).json()["id"] != post(api, headers={"Idempotency-Key": "18"}).json()["id"]
        assert post(api, headers={}).json()["id"] != post(api, headers={}).json()["id"]
        assert Job.objects.count() == 4

    def test_another_workspaces_key_is_another_key(self, api, make_workspace, client_for):
        other = client_for(*make_workspace("other"))
        assert post(api).json()["id"] != post(other).json()["id"]
        assert "Idempotency-Replayed" not in post(other, text="a", headers={"Idempotency-Key": "x"}).headers

    @pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b", "a\tb", "\x7f"])
    def test_what_is_no_key(self, api, key):
        assert_refused(post(api, headers={"Idempotency-Key": key}), 400, "invalid_key")
        assert not Job.objects.exists()

    @pytest.mark.parametrize("key", ["x", "x" * 255, "0190-äö", '"quoted"', " "])
    def test_what_is_a_key(self, api, key):
        first = post(api, headers={"Idempotency-Key": key})
        assert post(api, headers={"Idempotency-Key": key}).content == first.content

    def test_json_of_any_depth_is_answered(self, api):
        """Python reads it about as deeply as it writes it."""
        for depth in (100, 300, 900, 990, 1_000, 3_000, 10_000, 50_000):
            body = '{"kind": "note", "params": {"text": ' + "[" * depth + "]" * depth + "}}"
            assert api.post("/api/jobs/", body, content_type="application/json", headers=KEY).status_code == 400

    def test_who_may_not_write_gets_no_answer_of_another(self, api, workspace, user, client_for):
        post(api)
        assert post(client_for(workspace, user, scopes=("read",))).status_code == 403


class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _commits(self, committed, api):
        """Threads see only what is committed."""
        self.key = api.defaults

    def client(self):
        return APIClient(**self.key)

    def test_a_hundred_times_is_once(self):
        def send(_):
            try:
                return post(self.client())
            finally:
                connection.close()

        with ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(send, range(100)))
        accepted = [answer for answer in answers if answer.status_code == 202]
        refused = [answer for answer in answers if answer.status_code != 202]
        assert Job.objects.count() == RequestKey.objects.count() == 1
        assert {answer.content for answer in accepted} == {accepted[0].content}
        assert sum("Idempotency-Replayed" not in answer.headers for answer in accepted) == 1
        for answer in refused:
            assert_refused(answer, 409, "in_flight")
        assert post(self.client()).content == accepted[0].content

    def test_while_the_first_is_answered_the_second_is_told_so(self, monkeypatch):
        began, go_on = threading.Event(), threading.Event()
        submit = Note.job

        def slow(*args, **kwargs):
            began.set()
            assert go_on.wait(30)
            return submit(*args, **kwargs)

        monkeypatch.setattr(Note, "job", slow)

        def send():
            try:
                return post(self.client())
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(send)
            assert began.wait(30)
            assert_refused(post(self.client()), 409, "in_flight")
            go_on.set()
            assert post(self.client(), headers={"Idempotency-Key": "another"}).status_code == 202
            assert first.result(30).status_code == 202
        assert post(self.client()).content == first.result().content

    def test_after_a_fault_the_key_is_free(self, monkeypatch):
        def refuse(*args, **kwargs):
            raise AppError("no", "Not now.", status=409)

        with monkeypatch.context() as context:
            context.setattr(Note, "job", refuse)
            assert_refused(post(self.client()), 409, "no")
        assert post(self.client()).status_code == 202

    def test_a_hint_goes_out_when_the_key_is_stored(self, monkeypatch):
        seen = []
        monkeypatch.setattr(
            "docprocessor.jobs.queue.hint", lambda queue: seen.append((queue, RequestKey.objects.count())) or True
        )
        post(self.client())
        assert seen == [("default", 1)]


@pytest.mark.django_db
def test_the_document_describes_the_header_where_it_is_taken(client):
    document = json.loads(client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).content)
    takes = {
        path
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
        and {"409", "422"} <= set(operation["responses"])
        and method == "post"
    }
    assert {"/api/jobs/", "/api/jobs/{id}/again/", "/api/imports/"} <= takes


@pytest.mark.django_db
def test_a_page_of_another_site_may_use_it(api, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key, x-api-key"}
    allowed = api.options("/api/jobs/", headers={"Origin": "https://app.example", **asks})
    assert {"idempotency-key", "x-api-key"} <= set(allowed.headers["Access-Control-Allow-Headers"].split(", "))
    answer = post(api, headers={"Origin": "https://app.example", **KEY})
    assert "Idempotency-Replayed" in answer.headers["Access-Control-Expose-Headers"].split(", ")
