"""Tasks in real worker processes: cancelled within two seconds, and killed in the middle without doing again what was
done."""

import pytest

from docprocessor.jobs import lifecycle, sweeper
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.workers import celery_worker, kill, until, wait_until
from docprocessor.tasks.models import Email, Picture
from docprocessor.tasks.tests.conftest import job_of, photo

pytestmark = pytest.mark.usefixtures("committed")
CANCELLED_WITHIN = 2.0 + 1.0  # a second for processes to get their turn on a machine that others use


def begun(job):
    return job.status == "processing" and job.stage in ("processing", "sending")


def test_each_kind_is_cancelled_within_two_seconds(submit, api, uploaded):
    rows = "a,b\n" + "".join(f"{n},{n}.5\n" for n in range(300_000))
    asked_for = [
        ("csv_processing", {"num_rows": 10_000, "processing_time": 60}),
        ("csv_processing", {"upload": uploaded(rows)}),
        ("email_sending", {"num_emails": 100, "delay_per_email": 5}),
        ("image_processing", {"num_images": 20}),
    ]
    with celery_worker("default", DEFAULT_CONCURRENCY=4):
        for task_type, parameters in asked_for:
            task = submit(task_type, **parameters).json()
            until(begun, job_of(task))
            assert api.delete(f"/api/tasks/{task['id']}").status_code == 202
            # Nobody sweeps: what stops the task is that it listens, not that it is taken away.
            job = until(lambda job: job.status not in ("pending", "processing"), job_of(task), sweeping=False)
            assert job.status == "cancelled"
            asked, ended = job.cancel_requested_at, job.finished_at
            assert (ended - asked).total_seconds() < CANCELLED_WITHIN, task["task_type"]


def test_a_worker_that_is_killed_in_the_middle_does_nothing_again(submit, uploaded, mails, store):
    """It works on a task of each kind when it is killed; another goes on with them."""
    rows, images = 400_000, 20
    sending = submit("email_sending", num_emails=12, delay_per_email=0.5).json()
    making = submit("image_processing", images=[uploaded(photo(), f"{n}.jpg") for n in range(images)]).json()
    reading = submit("csv_processing", upload=uploaded("a\n" + "".join(f"{n}\n" for n in range(1, rows + 1)))).json()
    tasks = [sending, making, reading]
    small = {"DEFAULT_CONCURRENCY": 3, "IMPORT_BATCH_ROWS": 500}
    with celery_worker("default", **small) as process:
        wait_until_swept(lambda: all(job_of(task).progress_done >= 2 for task in tasks))
        kill(process)
    before = {task["id"]: job_of(task).progress_done for task in tasks}
    pictures = dict(Picture.objects.values_list("number", "file_key"))
    killed = [task for task in tasks if job_of(task).status == "processing"]
    assert len(killed) >= 2  # else the moment was badly chosen
    for task in killed:
        factories.expire(job_of(task))
        assert lifecycle.expire_lease(job_of(task)) == "pending"
    with celery_worker("default", **small):
        sent, made, read = [until(lambda job: job.status == "completed", job_of(task)) for task in tasks]
    for job in (sent, made, read):
        assert job.attempts.get(token=job.lease_token).done_before >= before[str(job.pk)]

    # A kill may fall between sending a mail and writing that down; what is sent again then has the same name.
    found = mails()
    assert len({mail["Message-ID"] for mail in found}) == 12
    assert len(found) <= 13
    assert [each["to"] for each in sent.result["sent"]] == [f"person{n}@example.com" for n in range(1, 13)]
    assert sent.progress_done == Email.objects.filter(state="sent").count() == 12

    after = dict(Picture.objects.values_list("number", "file_key"))
    assert after | pictures == after
    assert [image["name"] for image in made.result["images"]] == [f"{n}.jpg" for n in range(images)]
    assert made.progress_done == images
    kept = {str(path.relative_to(store)) for path in (store / "thumbnails").rglob("*") if path.is_file()}
    assert kept >= set(after.values())

    assert read.result["rows"] == rows
    assert read.result["columns"][0]["sum"] == rows * (rows + 1) // 2


def wait_until_swept(holds):
    """Look until it holds, sweeping meanwhile as the scheduler would."""

    def swept() -> bool:
        sweeper.sweep()
        return holds()

    wait_until(swept)
