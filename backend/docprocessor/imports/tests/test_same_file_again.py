"""The same bytes go into the same dataset once, unless somebody insists."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models.functions import Now
from rest_framework.test import APIClient

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import lifecycle
from docprocessor.jobs.models import Job, Status

HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\n2,Ben,,,\n"


def assert_refused(answer, earlier):
    body, job = answer.json(), Job.objects.get(pk=earlier["id"])
    assert (answer.status_code, body["code"]) == (409, "already_imported")
    assert answer["Content-Type"] == "application/problem+json"
    assert job.title in body["detail"]
    assert body["earlier"] == {
        "id": earlier["id"],
        "title": job.title,
        "created_at": earlier["created_at"],
        "status": job.status,
        "links": {"self": f"/api/imports/{earlier['id']}/"},
    }


@pytest.mark.django_db
class TestByFile:
    def test_it_is_refused_and_the_earlier_import_named(self, upload, run_jobs, customers):
        first = upload(FILE, name="people.csv", dataset="customers").json()
        assert_refused(upload(FILE, name="other name.csv", dataset="customers"), first)  # while it waits
        run_jobs()
        assert_refused(upload(FILE, dataset="customers"), first)
        assert ImportJob.objects.count() == 1

    @pytest.mark.parametrize("door", ["imports", "jobs"])
    def test_a_cancelled_one_does_not_go_on_once_it_has_been_sent_again(self, api, upload, run_jobs, customers, door):
        cancelled = upload(FILE, dataset="customers").json()
        api.post(f"/api/imports/{cancelled['id']}/cancel/")
        again = upload(FILE, dataset="customers").json()
        run_jobs()
        assert_refused(api.post(f"/api/{door}/{cancelled['id']}/retry/"), again)
        bulk = api.post("/api/jobs/bulk/", {"action": "retry", "filter": ""}).json()
        assert (bulk["done"], bulk["passed_over"]) == (0, 1)
        assert ImportJob.objects.get(pk=cancelled["id"]).status == Status.CANCELLED

    def test_force_imports_it_all_the_same(self, upload, customers):
        first = upload(FILE, dataset="customers").json()
        second = upload(FILE, dataset="customers", force=True)
        assert second.status_code == 202
        job = ImportJob.objects.get(pk=second.json()["id"])
        assert "force" not in job.params  # it was about that moment
        assert_refused(upload(FILE, dataset="customers", force=False), second.json())  # the latest is named
        assert first["id"] != second.json()["id"]

    @pytest.mark.parametrize("said", ["yes please", "2"])
    def test_what_is_no_yes_or_no(self, upload, customers, said):
        answer = upload(FILE, dataset="customers", force=said)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["force"])

    def test_other_bytes_or_another_dataset_are_something_else(self, upload, customers, workspace):
        dataset_create(workspace=workspace, slug="others", title="Others", schema={"fields": [{"name": "id"}]})
        upload(FILE, dataset="customers")
        assert upload(FILE + "3,Cem,,,\n", dataset="customers").status_code == 202
        assert upload(FILE, dataset="others").status_code == 202

    def test_without_a_dataset_there_is_nothing_to_be_in(self, upload, run_jobs, workspace):
        first = upload(FILE, name="people.csv").json()
        run_jobs()
        made = ImportJob.objects.get(pk=first["id"]).dataset_slug
        assert upload(FILE, name="people.csv").status_code == 202
        assert_refused(upload(FILE, dataset=made), first)

    def test_another_workspace_knows_nothing_of_it(self, upload, customers, make_workspace, client_for):
        upload(FILE, dataset="customers")
        other, user = make_workspace("other")
        dataset_create(workspace=other, slug="customers", title="Customers", schema={"fields": [{"name": "id"}]})
        assert upload(FILE, dataset="customers", client=client_for(other, user)).status_code == 202

    def test_a_dry_run_is_never_refused_nor_counted(self, upload, customers):
        assert upload(FILE, dataset="customers", dry_run=True).status_code == 202
        first = upload(FILE, dataset="customers")
        assert first.status_code == 202
        assert upload(FILE, dataset="customers", dry_run=True).status_code == 202
        assert_refused(upload(FILE, dataset="customers"), first.json())

    @pytest.mark.parametrize("act", ["cancel", "fail"])
    def test_an_import_that_came_to_nothing_does_not_count(self, upload, api, run_jobs, customers, act):
        first = upload(FILE, dataset="customers", **({"max_errors": "0"} if act == "fail" else {})).json()
        if act == "cancel":
            api.post(f"/api/imports/{first['id']}/cancel/")
        else:
            lease = lifecycle.claim("imports", worker="test")
            lifecycle.fail(lease, lifecycle.failure_of("input", "no", "No."))
        assert upload(FILE, dataset="customers").status_code == 202

    @pytest.mark.parametrize("status", list(Status))
    def test_an_import_that_was_undone_does_not_count(self, upload, run_jobs, workspace, customers, status):
        first = upload(FILE, dataset="customers").json()
        run_jobs()
        ended = {"failure": {}} if status == Status.FAILED else {}
        if status in (Status.COMPLETED, Status.FAILED, Status.CANCELLED):
            ended["finished_at"] = Now()
        if status == Status.PROCESSING:
            ended["lease_until"] = Now()
        undo = Job.objects.create(workspace=workspace, kind="undo", queue="default", status=status, **ended)
        Job.objects.filter(pk=first["id"]).update(undone_by=undo)
        answer = upload(FILE, dataset="customers")
        if status == Status.COMPLETED:
            assert answer.status_code == 202
        else:
            assert_refused(answer, first)


def test_at_once_one_gets_in(committed, upload, api, customers):
    def send(_):
        try:
            return upload(FILE, dataset="customers", client=APIClient(**api.defaults))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(24)))
    accepted = [answer for answer in answers if answer.status_code == 202]
    assert len(accepted) == ImportJob.objects.count() == 1
    for answer in answers:
        if answer.status_code != 202:
            assert_refused(answer, accepted[0].json())


@pytest.mark.django_db
class TestAgain:
    @pytest.fixture
    def again(self, api):
        return lambda job, **body: api.post(f"/api/jobs/{job['id']}/again/", body)

    def test_into_the_same_dataset_it_needs_force(self, upload, again, run_jobs, customers):
        first = upload(FILE, name="people.csv", dataset="customers").json()
        assert_refused(again(first), first)
        run_jobs()
        assert_refused(again(first, params={"mode": "upsert"}), first)
        answer = again(first, params={"mode": "upsert", "force": True})
        assert answer.status_code == 202
        run_jobs()
        source, job = ImportJob.objects.get(pk=first["id"]), ImportJob.objects.get(pk=answer.json()["id"])
        assert (job.status, job.unchanged_rows, job.rerun_of_id) == ("completed", 2, source.pk)
        assert job.file_key == source.file_key
        assert (job.title, job.file_size, job.file_sha256) == (
            "people.csv",
            len(FILE),
            hashlib.sha256(FILE.encode()).hexdigest(),
        )
        assert "force" not in job.params
        assert_refused(again(answer.json()), answer.json())  # nobody insists this time

    def test_after_a_dry_run_it_is_done_in_earnest(self, upload, again, run_jobs, customers, rows):
        dry = upload(FILE, dataset="customers", dry_run=True).json()
        run_jobs()
        answer = again(dry, params={"dry_run": False}, priority="HIGH")
        assert (answer.status_code, answer.json()["priority"]) == (202, 10)
        run_jobs()
        assert len(rows(customers)) == 2

    def test_the_import_says_what_it_came_from(self, upload, again, api, customers):
        first = upload(FILE, dataset="customers", priority="LOW").json()
        second = again(first, params={"force": True}).json()
        shown = api.get(f"/api/imports/{second['id']}/").json()
        assert (first["rerun_of"], shown["rerun_of"], shown["priority"]) == (None, first["id"], 90)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"dataset": "nobody"}, "params.dataset"),
            ({"dataset": None, "mode": "upsert"}, "params.dataset"),
            ({"mode": "merge"}, "params.mode"),
            ({"dialect": {"delimiter": ";;"}}, "params.dialect"),
            ({"dataset": "keyless", "mode": "upsert"}, "params.mode"),
            ({"file": "other.csv"}, "params.file"),
        ],
    )
    def test_what_changes_is_looked_at_as_the_first_time(self, upload, again, workspace, customers, changes, field):
        dataset_create(workspace=workspace, slug="keyless", title="Keyless", schema={"fields": [{"name": "id"}]})
        first = upload(FILE, dataset="customers").json()
        answer = again(first, params=changes)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
        assert ImportJob.objects.count() == 1

    def test_into_a_dataset_that_is_gone(self, upload, again, api, customers):
        first = upload(FILE, dataset="customers").json()
        api.post(f"/api/imports/{first['id']}/cancel/")
        assert api.delete("/api/datasets/customers/").status_code == 204
        answer = again(first)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_dataset")
        assert again(first, params={"dataset": None}).status_code == 202  # one is made

    def test_without_its_file(self, upload, again, customers):
        first = upload(FILE, dataset="customers").json()
        ImportJob.objects.filter(pk=first["id"]).update(file_deleted_at=Now())
        answer = again(first, params={"force": True})
        assert (answer.status_code, answer.json()["code"]) == (409, "file_not_kept")

    def test_under_a_key_it_is_done_once(self, upload, api, customers):
        first = upload(FILE, dataset="customers").json()
        path, body = f"/api/jobs/{first['id']}/again/", {"params": {"force": True}}
        answers = [api.post(path, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
        assert answers[0].content == answers[1].content
        assert ImportJob.objects.count() == 2
