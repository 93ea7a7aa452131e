"""The process that renders: bounded in memory and time, stopped when it is to stop, and told no secret."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pypdf
import pytest
from django.conf import settings as django_settings

from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import celery_worker, kill, until, wait_until
from docprocessor.lib.problems import AppError
from docprocessor.reports.rendering import renderer
from docprocessor.reports.tests.conftest import many
from docprocessor.reports.tests.test_documents import written as page_of
from docprocessor.reports.tests.test_pdfs import several, text_of

MODULE = "docprocessor.reports.rendering"


def nothing(rows: int) -> None:
    """Look, and see no reason to stop."""


@pytest.fixture
def begun(monkeypatch) -> list[renderer.Process]:
    """The processes that have been started."""
    processes: list[renderer.Process] = []

    class Noted(renderer.Process):
        def __init__(self) -> None:
            super().__init__()
            processes.append(self)

    monkeypatch.setattr(renderer, "Process", Noted)
    return processes


def test_a_report_is_rendered_and_its_process_gone(begun):
    rendered = renderer.render(page_of(), look=nothing)
    assert "Q2 -> Q1 -> Q2" in text_of(pypdf.PdfReader(io.BytesIO(rendered.content)))
    assert (rendered.pages, len(begun)) == (1, 1)
    assert 20 < rendered.peak_mb < 200
    assert not psutil.pid_exists(begun[0].pid)


def test_a_process_is_ready_ahead_where_that_is_asked_for(begun, monkeypatch):
    ready = renderer._Ready()
    monkeypatch.setattr(renderer, "_ready", ready)
    renderer.make_ready()
    [first] = begun
    assert renderer.render(page_of(), look=nothing).pages == 1
    _, second = begun
    assert ready.take() is second
    assert not psutil.pid_exists(first.pid)
    second.end()


def test_a_long_report_needs_little_memory(settings):
    """In parts; `bench/reports.py` renders 10,000 events."""
    settings.REPORT_MAX_MEMORY_MB = 256
    rendered = renderer.render(page_of(several(700, 12)), look=nothing)
    assert rendered.pages > 15


@pytest.mark.parametrize("cap_mb", [30, 60])
def test_too_much_memory_is_a_plain_failure(settings, begun, cap_mb):
    settings.REPORT_MAX_MEMORY_MB = cap_mb
    with pytest.raises(AppError) as refusal:
        renderer.render(page_of(several(450, 12)), look=nothing)
    assert (refusal.value.code, refusal.value.kind, refusal.value.retryable) == ("too_large_report", "input", False)
    assert f"more than the {cap_mb} MB" in refusal.value.message
    assert not psutil.pid_exists(begun[0].pid)


def test_too_much_time_is_a_plain_failure(settings, begun):
    settings.REPORT_MAX_SECONDS = 0
    with pytest.raises(AppError) as refusal:
        renderer.render(page_of(), look=nothing)
    assert (refusal.value.code, refusal.value.kind) == ("too_slow_report", "timeout")
    assert not psutil.pid_exists(begun[0].pid)


def test_whoever_looks_may_end_it(begun):
    class Stop(Exception):
        pass

    def look(rows: int) -> None:
        if rows:
            raise Stop

    with pytest.raises(Stop):
        renderer.render(page_of(several(1_500, 12)), look=look)
    assert not psutil.pid_exists(begun[0].pid)


def test_a_process_that_is_killed_may_be_tried_again(begun):
    def look(rows: int) -> None:
        if psutil.pid_exists(begun[0].pid):
            os.kill(begun[0].pid, signal.SIGKILL)

    with pytest.raises(AppError) as failure:
        renderer.render(page_of(), look=look)
    assert (failure.value.code, failure.value.retryable) == ("renderer_died", True)


def test_it_knows_no_secret(monkeypatch):
    monkeypatch.setenv("API_KEY", "a secret")
    process = renderer.Process()
    try:
        while not (environment := psutil.Process(process.pid).environ()):
            time.sleep(0.01)  # it is on its way from the parent's program to its own
        assert not environment.keys() & {"API_KEY", "SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL"}
        assert environment.keys() >= {"PATH"}
    finally:
        process.end()


PARENT = """
import os, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")
import django
django.setup()
from docprocessor.reports.rendering.renderer import Process
process = Process()
print(process.pid, flush=True)
time.sleep(600)
"""


def test_it_does_not_outlive_whoever_started_it():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=django_settings.BACKEND, stdout=subprocess.PIPE, text=True
    )
    process = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    process.wait(30)


@pytest.fixture
def no_pango(tmp_path, monkeypatch) -> Path:
    """A machine on which cffi cannot load Pango: what WeasyPrint raises there as it is imported."""
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.mark.django_db
def test_without_pango_pages_go_on_and_pdfs_say_why(no_pango, written, api):
    pdf, page = written("pdf"), written("html")
    assert pdf.failure["code"] == "no_pango"
    assert "Pango is not installed" in api.get(f"/assignment/pdf/{pdf.pk}").json()["error"]
    assert page.status == "completed"


@pytest.mark.django_db
def test_a_job_whose_report_is_too_large_fails_at_once(settings, written):
    settings.REPORT_MAX_MEMORY_MB = 30
    report = written("pdf")
    assert (report.status, report.attempt) == ("failed", 1)
    assert report.failure["code"] == "too_large_report"


@pytest.mark.django_db
def test_a_job_whose_renderer_died_is_tried_again_from_the_start(ask, monkeypatch):
    pk = ask("pdf")

    def died(html, look):
        look(3)
        raise AppError("renderer_died", "The program that writes PDFs ended.", retryable=True)

    monkeypatch.setattr("docprocessor.reports.writing.render", died)
    assert worker.run_next("reports")["ended"] == "will_retry"
    monkeypatch.undo()
    Job.objects.filter(pk=pk).update(run_after=None)
    assert worker.run_next("reports")["ended"] == "completed"
    job = Job.objects.get(pk=pk)
    assert (job.progress_done, job.progress_total, job.attempt) == (3, 3, 2)


def renderers(process) -> list[psutil.Process]:
    return [each for each in psutil.Process(process.pid).children(recursive=True) if MODULE in each.cmdline()]


@pytest.mark.usefixtures("committed")
def test_a_worker_stops_rendering_when_the_job_is_cancelled(ask):
    with celery_worker("reports") as process:
        job = Job.objects.get(pk=ask("pdf", events=many(3_000)))
        until(lambda now: now.progress_done > 0, job, seconds=300)
        at_work = max(renderers(process), key=lambda each: each.cpu_times().user)
        lifecycle.request_cancel(job)
        done = until(lambda now: now.finished_at, job, sweeping=False)
        assert done.status == "cancelled"
        assert done.attempts.get().outcome == "cancelled"
        # Long before it would have been done: a fast machine takes ten seconds for all of it.
        assert done.progress_done < 3_000
        wait_until(lambda: not at_work.is_running() or at_work.status() == psutil.STATUS_ZOMBIE)
        wait_until(lambda: renderers(process))  # the next one is ready
        waiting = renderers(process)
        kill(process)
        psutil.wait_procs(waiting, timeout=30)
        assert not any(each.is_running() for each in waiting)
