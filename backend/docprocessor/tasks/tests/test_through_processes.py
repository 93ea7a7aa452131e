"""Tasks in real worker processes: cancelled within two seconds, and killed in the middle without doing again what was
done."""

import pytest

from docprocessor.jobs import lifecycle, sweeper
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import celery_worker, kill, until, wait_until
from docprocessor.tasks.models import Email, Picture
from docprocessor.tasks.tests.conftest import job_of, photo

pytestmark = pytest.mark.usefixtures("committed")
CANCELLED_WITHIN = 2.0 + 1.0  # a second for processes to get their turn on a machine that others use


def begun(job):
    return job.status == "processing" and job.stage in ("processing", "sending")


def test_each_kind_is_cancelled_within_two_seconds(submit, api, uploaded):
    rows = "a,b\n" + "".join(f"{n},{n}.5\n" for n in range(300_000))
    tasks = [
        submit("csv_processing", num_rows=10_000, processing_time=60).json(),
        submit("csv_processing", upload=uploaded(rows)).json(),
        submit("email_sending", num_emails=100, delay_per_email=5).json(),
        submit("image_processing", num_images=20).json(),
    ]
    with celery_worker("default", DEFAULT_CONCURRENCY=4):
        for task in tasks:
            until(begun, job_of(task))
            assert api.delete(f"/api/tasks/{task['id']}").status_code == 202
            # Nobody sweeps: what stops the task is that it listens, not that it is taken away.
            job = until(lambda job: job.status not in ("pending", "processing"), job_of(task), sweeping=False)
            assert job.status == "cancelled"
            asked, ended = job.cancel_requested_at, job.finished_at
            assert (ended - asked).total_seconds() < CANCELLED_WITHIN, task["task_type"]


def test_a_worker_that_is_killed_while_it_sends(submit, mails):
    """Killed between two mails, three times over: each mail is sent once."""
    task = submit("email_sending", num_emails=4, delay_per_email=0.5).json()
    for sent in (1, 2, 3):
        with celery_worker("default", DEFAULT_CONCURRENCY=1) as process:
            wait_until_swept(lambda sent=sent: Email.objects.filter(state="sent").count() >= sent)
            kill(process)
        expire(task)
    with celery_worker("default", DEFAULT_CONCURRENCY=1):
        job = until(lambda job: job.status == "completed", job_of(task))
    assert job.crashes
    found = mails()
    # A kill may fall between sending and writing; what it then sends again goes by the same name.
    assert len({mail["Message-ID"] for mail in found}) == 4
    assert {mail["To"] for mail in found} == {f"person{n}@example.com" for n in range(1, 5)}
    assert [each["to"] for each in job.result["sent"]] == [f"person{n}@example.com" for n in range(1, 5)]
    assert job.progress_done == 4


def test_a_worker_that_is_killed_while_it_makes_images(submit, uploaded, store):
    """What was made before is not made again."""
    task = submit("image_processing", images=[uploaded(photo(1_200, 900), f"{n}.jpg") for n in range(6)]).json()
    with celery_worker("default", DEFAULT_CONCURRENCY=1) as process:
        wait_until_swept(lambda: Picture.objects.count() >= 2)
        kill(process)
    before = dict(Picture.objects.values_list("number", "file_key"))
    assert 2 <= len(before) < 6
    expire(task)
    with celery_worker("default", DEFAULT_CONCURRENCY=1):
        job = until(lambda job: job.status == "completed", job_of(task))
    after = dict(Picture.objects.values_list("number", "file_key"))
    assert after | before == after
    assert [image["name"] for image in job.result["images"]] == [f"{n}.jpg" for n in range(6)]
    assert job.progress_done == 6
    kept = {str(path.relative_to(store)) for path in (store / "thumbnails").rglob("*") if path.is_file()}
    assert kept >= set(after.values())


def test_a_worker_that_is_killed_while_it_reads_a_file(submit, uploaded):
    rows = "a\n" + "".join(f"{n}\n" for n in range(1, 40_001))
    task = submit("csv_processing", upload=uploaded(rows)).json()
    small = {"DEFAULT_CONCURRENCY": 1, "IMPORT_BATCH_ROWS": 500}
    with celery_worker("default", **small) as process:
        wait_until_swept(lambda: job_of(task).progress_done >= 1_000)
        kill(process)
    done = job_of(task).progress_done
    assert 1_000 <= done < 40_000
    expire(task)
    with celery_worker("default", **small):
        job = until(lambda job: job.status == "completed", job_of(task))
    assert job.attempts.order_by("token").last().done_before >= done
    assert job.result["rows"] == 40_000
    assert job.result["columns"][0]["sum"] == 40_000 * 40_001 // 2


def wait_until_swept(holds):
    """Look until it holds, sweeping meanwhile as the scheduler would."""

    def swept() -> bool:
        sweeper.sweep()
        return holds()

    wait_until(swept)


def expire(task):
    """Let the lease of a killed worker run out."""
    Job.objects.filter(pk=task["id"], status="processing").update(lease_until="2000-01-01T00:00:00Z")
    for job in Job.objects.filter(pk=task["id"], status="processing"):
        assert lifecycle.expire_lease(job) == "pending"
