"""An import that was disturbed ends as one that was not: same table, same issues, same books."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create
from docprocessor.imports.loading import settling
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import (
    Killed,
    awkward_file,
    before_batch,
    expire_lease,
    inside_batch,
    killed,
    left_behind,
)
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job

FILE = awkward_file(60)


@pytest.fixture
def twin(workspace, customers):
    """Makes a further empty dataset of the same schema."""

    def make() -> Dataset:
        return dataset_create(workspace=workspace, title="Twin", schema=customers.schema)

    return make


@pytest.fixture
def undisturbed(import_file, twin):
    """What a file leaves behind when nothing happens."""

    def run(content: bytes, **fields: object) -> dict[str, object]:
        dataset = twin()
        return left_behind(import_file(content, dataset=dataset.slug, **fields), dataset)

    return run


@pytest.mark.parametrize("disturb", [before_batch, inside_batch])
@pytest.mark.parametrize("number", [1, 2, 3, 7])
def test_a_killed_import_goes_on_after_its_last_batch(upload, undisturbed, customers, settings, disturb, number):
    settings.IMPORT_BATCH_ROWS = 10
    expected = undisturbed(FILE)
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    with disturb(number, killed), pytest.raises(Killed):
        worker.run_next("imports")
    held = left_behind(job, customers)
    assert held["books"][0] == 60
    assert held["progress"][0] == (held["checkpoint"] or {}).get("row", 0) == 60 - held["books"][-1]
    assert worker.run_next("imports") is None  # another worker holds it, as far as anybody knows
    assert expire_lease() == ["pending"]
    assert worker.run_next("imports")["ended"] == "completed"
    assert left_behind(job, customers) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.integers(1, 40),
    size=st.integers(1, 15),
    crashes=st.lists(st.tuples(st.sampled_from([before_batch, inside_batch]), st.integers(1, 6)), max_size=3),
)
def test_any_batches_and_any_crashes_end_alike(upload, undisturbed, twin, settings, records, size, crashes):
    settings.JOB_MAX_CRASHES = 10
    settings.IMPORT_BATCH_ROWS = 1_000
    content = awkward_file(records)
    expected = undisturbed(content)
    settings.IMPORT_BATCH_ROWS = size
    dataset = twin()
    job = ImportJob(pk=upload(content, dataset=dataset.slug).json()["id"])
    for disturb, number in crashes:
        with disturb(number, killed):
            try:
                worker.run_next("imports")
            except Killed:
                expire_lease()
    worker.run_next("imports")
    assert left_behind(job, dataset) == expected
    assert ImportJob.objects.get(pk=job.pk).status == "completed"


def test_a_crash_before_the_file_was_counted_starts_anew(upload, undisturbed, customers, monkeypatch):
    expected = undisturbed(FILE)
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    with monkeypatch.context() as patch:
        patch.setattr(settling, "recognise", killed)
        with pytest.raises(Killed):
            worker.run_next("imports")
    assert ImportJob.objects.get(pk=job.pk).reading is None
    expire_lease()
    worker.run_next("imports")
    assert left_behind(job, customers) == expected


def test_a_crash_after_a_dataset_was_made_does_not_make_another(upload, workspace):
    job = ImportJob(pk=upload("a,b\n1,x\n2,y\n", name="orders.csv").json()["id"])
    with before_batch(1, killed), pytest.raises(Killed):
        worker.run_next("imports")
    expire_lease()
    worker.run_next("imports")
    [dataset] = Dataset.objects.filter(workspace=workspace)
    assert left_behind(job, dataset)["books"] == (2, 2, 0, 0, 0)


def test_a_job_that_takes_its_worker_down_too_often_is_set_aside_with_its_books(upload, customers, settings):
    settings.IMPORT_BATCH_ROWS = 10
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    with before_batch(3, killed), pytest.raises(Killed):
        worker.run_next("imports")
    for _ in range(2):
        expire_lease()
        with before_batch(1, killed), pytest.raises(Killed):
            worker.run_next("imports")
    assert expire_lease() == ["failed"]
    job = ImportJob.objects.get(pk=job.pk)
    assert (job.status, job.failure["kind"], job.failure["retryable"]) == ("failed", "crashed", True)
    assert job.unprocessed_rows == 60 - job.checkpoint["row"]


def test_a_fault_of_ours_keeps_what_is_in_and_a_retry_goes_on(upload, api, run_jobs, undisturbed, customers, settings):
    settings.IMPORT_BATCH_ROWS = 10
    expected = undisturbed(FILE)
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])

    def fail(*_):
        raise RuntimeError("a fault")

    with inside_batch(4, fail):
        run_jobs()
    failed = ImportJob.objects.get(pk=job.pk)
    assert (failed.status, failed.failure["kind"], failed.checkpoint["row"] > 0) == ("failed", "system", True)
    assert "a fault" not in failed.failure["message"]
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202
    run_jobs()
    assert left_behind(job, customers) == expected


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_cancelled_import_keeps_what_is_in_and_a_retry_goes_on(
    upload, api, run_jobs, undisturbed, customers, settings, look_at_once, number
):
    settings.IMPORT_BATCH_ROWS = 10
    expected = undisturbed(FILE)
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    with before_batch(number, lifecycle.request_cancel):
        assert [ended["ended"] for ended in run_jobs()] == ["cancelled"]
    cancelled = left_behind(job, customers)
    into = cancelled["checkpoint"]["row"]
    assert 0 < into < 60  # and the batch during which it was cancelled is in
    assert cancelled["books"][0] - cancelled["books"][-1] == into
    assert len(cancelled["table"]) == cancelled["books"][1]
    answer = api.get(f"/api/imports/{job.pk}/").json()
    assert (answer["status"], answer["unprocessed_rows"], answer["failure"]) == ("cancelled", 60 - into, None)
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202
    run_jobs()
    assert left_behind(job, customers) == expected


def test_a_cancel_is_noticed_while_a_file_is_counted(upload, run_jobs, customers, monkeypatch, look_at_once):
    job = Job(pk=upload(FILE, dataset="customers").json()["id"])
    recognise = settling.recognise

    def recognise_and_cancel(*args, **kwargs):
        lifecycle.request_cancel(job)
        return recognise(*args, **kwargs)

    monkeypatch.setattr(settling, "recognise", recognise_and_cancel)
    assert [ended["ended"] for ended in run_jobs()] == ["cancelled"]
    assert ImportJob.objects.get(pk=job.pk).total_rows == 0


def test_a_worker_that_shuts_down_hands_its_import_back(upload, undisturbed, customers, settings, monkeypatch):
    settings.IMPORT_BATCH_ROWS = 10
    expected = undisturbed(FILE)
    job = ImportJob(pk=upload(FILE, dataset="customers").json()["id"])
    with before_batch(2, lambda _: worker._shutting_down.set()):
        try:
            assert worker.run_next("imports")["ended"] == "handed_back"
            assert worker.run_next("imports") is None  # and takes no other
        finally:
            worker._shutting_down.clear()
    back = ImportJob.objects.get(pk=job.pk)
    assert (back.status, back.attempt, back.crashes, back.checkpoint["row"] > 0) == ("pending", 0, 0, True)
    worker.run_next("imports")
    assert left_behind(job, customers) == expected
