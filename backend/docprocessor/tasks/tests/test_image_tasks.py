"""`image_processing`: thumbnails that are shown, and images that are refused."""

import io

import pytest
from PIL import Image

from docprocessor.jobs import worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.retention import Amount, FinishedJobs
from docprocessor.jobs.tests.ageing import applied, end_before
from docprocessor.tasks.isolation import ProcessFailed
from docprocessor.tasks.models import Picture
from docprocessor.tasks.pictures import making
from docprocessor.tasks.retention import Thumbnails
from docprocessor.tasks.tests.conftest import job_of, photo
from docprocessor.tasks.tests.test_shrinking import bomb

pytestmark = pytest.mark.django_db


def thumbnails(store):
    return sorted(path for path in (store / "thumbnails").rglob("*") if path.is_file())


def test_made_up_images(done, api):
    task = done("image_processing", num_images=2, target_width=120, target_height=100)
    assert (task["status"], task["progress"], task["name"]) == ("SUCCESS", 100, "2 made-up images")
    first, second = task["result"]["images"]
    assert (first["name"], second["name"]) == ("image-1.jpg", "image-2.png")
    assert first["thumbnail"] == f"/api/tasks/{task['id']}/images/1"
    for shown, kind in ((first, "image/jpeg"), (second, "image/png")):
        answer = api.get(shown["thumbnail"])
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in answer.headers["Cache-Control"]
        image = Image.open(io.BytesIO(answer.content))
        assert image.size == (shown["after"]["width"], shown["after"]["height"])
        assert image.width <= 120
        assert image.height <= 100
        assert shown["before"]["width"] >= 640


def test_uploaded_images_in_their_order(done, uploaded):
    images = [uploaded(photo(400, 300), "a.jpg"), uploaded(photo(50, 40, "PNG"), "b.png")]
    task = done("image_processing", images=images[::-1], target_width=100, target_height=100)
    assert task["name"] == "b.png and 1 more"
    assert [(image["name"], image["after"]["width"]) for image in task["result"]["images"]] == [
        ("b.png", 50),
        ("a.jpg", 100),
    ]


def test_refused_ones_stop_no_others(done, uploaded, api, store):
    images = [
        uploaded(bomb(30_000, 30_000), "bomb.png"),
        uploaded(photo(), "photo.jpg"),
        uploaded("<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
    ]
    task = done("image_processing", images=images)
    assert task["status"] == "SUCCESS"
    assert [image["name"] for image in task["result"]["images"]] == ["photo.jpg"]
    assert task["result"]["images"][0]["thumbnail"].endswith("/images/2")
    assert task["result"]["refused"] == [
        {"name": "bomb.png", "reason": "The image has more than 64 million pixels."},
        {"name": "drawing.svg", "reason": "This is no image that is read here: JPEG, PNG, WebP, GIF, BMP or TIFF."},
    ]
    assert api.get(f"/api/jobs/{task['id']}/").json()["progress"] == {"done": 3, "failed": 2, "total": 3}
    assert len(thumbnails(store)) == 1
    for number in (0, 1, 3, 4):
        assert api.get(f"/api/tasks/{task['id']}/images/{number}").status_code == 404


def test_when_all_are_refused_the_task_fails(done, uploaded):
    task = done("image_processing", images=[uploaded("hello", "a.txt")])
    assert task["status"] == "FAILED"
    assert task["error_message"].startswith("None of the images could be taken. a.txt: This is no image")


def test_one_that_brings_its_process_down_is_refused(done, uploaded, monkeypatch):
    """A module that ends as a decoder does that is killed for want of memory or time."""
    monkeypatch.setattr(making, "MAKER", "docprocessor.tasks.tests.dying_process")
    task = done("image_processing", images=[uploaded(photo(), "a.jpg")])
    assert task["error_message"].endswith(making.TOO_MUCH)


def test_one_that_takes_too_long_is_ended(done, uploaded, monkeypatch):
    monkeypatch.setattr(making, "MAKER", "docprocessor.tasks.tests.sleeping_process")
    monkeypatch.setattr(making, "MOST_SECONDS", 0.5)
    task = done("image_processing", images=[uploaded(photo(), "a.jpg")])
    assert task["error_message"].endswith(making.TOO_MUCH)


def test_a_retry_goes_on_where_the_task_failed(api, submit, monkeypatch, store):
    task = submit("image_processing", num_images=3).json()
    shrink, seen = making._shrunk, []

    def shrunk(job, number, use, ctx):
        seen.append(number)
        if seen == [1, 2]:
            raise ProcessFailed
        return shrink(job, number, use, ctx)

    monkeypatch.setattr(making, "_shrunk", shrunk)
    worker.run_next("default")
    failed = api.get(f"/api/tasks/{task['id']}").json()
    assert (failed["status"], failed["progress"]) == ("FAILED", 33)
    [first] = thumbnails(store)
    made = first.stat().st_mtime_ns
    assert api.get(f"/api/tasks/{task['id']}/images/1").status_code == 200  # it can be looked at already
    api.post(f"/api/tasks/{task['id']}/retry")
    worker.run_next("default")
    assert seen == [1, 2, 2, 3]
    assert api.get(f"/api/tasks/{task['id']}").json()["status"] == "SUCCESS"
    assert first.stat().st_mtime_ns == made
    assert len(thumbnails(store)) == 3


def test_a_cancelled_one_ends_its_process(submit, api, monkeypatch, uploaded):
    monkeypatch.setattr("docprocessor.jobs.context.LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(making, "MAKER", "docprocessor.tasks.tests.sleeping_process")
    task = submit("image_processing", images=[uploaded(photo())]).json()
    started, begin = [], making.isolated

    def isolated(*args, **kwargs):
        assert api.delete(f"/api/tasks/{task['id']}").status_code == 202
        started.append(begin(*args, **kwargs))
        return started[0]

    monkeypatch.setattr(making, "isolated", isolated)
    assert worker.run_next("default")["ended"] == "cancelled"
    assert started


class TestRetention:
    def test_thumbnails_go_with_files(self, done, api, store, settings):
        task = done("image_processing", num_images=2)
        size = sum(path.stat().st_size for path in thumbnails(store))
        assert applied(Thumbnails) == Amount()
        end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
        assert applied(Thumbnails) == Amount(2, size)
        assert not (store / "thumbnails" / task["id"]).exists()
        answer = api.get(f"/api/tasks/{task['id']}/images/1")
        assert (answer.status_code, answer.json()["code"]) == (410, "file_not_kept")
        assert api.get(f"/api/tasks/{task['id']}").json()["result"]["images"]

    def test_what_was_made_of_half_a_task_goes_too_and_then_it_cannot_go_on(self, submit, api, settings, monkeypatch):
        task = submit("image_processing", num_images=2).json()

        def shrunk(job, number, use, ctx):
            if number == 2:
                raise ProcessFailed
            return shrink(job, number, use, ctx)

        shrink = making._shrunk
        monkeypatch.setattr(making, "_shrunk", shrunk)
        worker.run_next("default")
        end_before(job_of(task), days=settings.KEEP_FILES_DAYS + 1)
        assert applied(Thumbnails).items == 1
        answer = api.post(f"/api/tasks/{task['id']}/retry")
        assert (answer.status_code, answer.json()["code"]) == (400, "file_not_kept")
        assert job_of(task).status == "failed"

    def test_all_of_it_goes_with_the_task(self, done, store, settings):
        task = done("image_processing", num_images=1)
        settings.KEEP_JOBS_DAYS = 200
        end_before(job_of(task), days=201)
        assert applied(FinishedJobs) == Amount(1)
        assert not Job.objects.exists()
        assert not Picture.objects.exists()
        assert not thumbnails(store)

    def test_a_thumbnail_that_somebody_has_deleted(self, done, api, store):
        task = done("image_processing", num_images=1)
        thumbnails(store)[0].unlink()
        assert api.get(f"/api/tasks/{task['id']}/images/1").status_code == 410
