"""How long documents are kept, and that events go with them."""

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from docprocessor.jobs import lifecycle
from docprocessor.jobs.retention import Amount, FinishedJobs, apply
from docprocessor.jobs.tests.ageing import applied, end_before
from docprocessor.reports.models import Report
from docprocessor.reports.retention import Documents, StrayDocuments

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.KEEP_FILES_DAYS = 30
    settings.KEEP_JOBS_DAYS = 60


@pytest.fixture
def in_time(django_capture_on_commit_callbacks):
    """Apply a rule as if its transaction was committed."""

    def run(rule) -> Amount:
        with django_capture_on_commit_callbacks(execute=True):
            return applied(rule)

    return run


def test_a_document_goes_with_its_events(api, written, store, in_time):
    old, young = written(), written()
    end_before(old, days=31)
    end_before(young, days=29)
    assert in_time(Documents) == Amount(1, old.size)
    assert [path.name for path in (store / "reports").iterdir()] == [young.file_key.removeprefix("reports/")]
    old.refresh_from_db()
    assert (old.packed_events, old.file_key) == (None, "")
    gone = api.get(f"/assignment/html/{old.pk}")
    assert (gone.status_code, gone.json()["error"]) == (404, "This report is no longer kept; ask for it again.")
    assert api.get(f"/assignment/html/{young.pk}").status_code == 200
    assert [api.get(f"/api/reports/{each.pk}/").json()["kept"] for each in (old, young)] == [False, True]
    again = api.post(f"/api/reports/{old.pk}/again/", {"format": "pdf"})
    assert (again.status_code, again.json()["code"]) == (409, "events_not_kept")


def test_a_report_that_did_not_come_about_is_kept_no_longer(api, ask, in_time):
    pk = ask()
    report = Report.objects.get(pk=pk)
    lifecycle.request_cancel(report)
    end_before(report, days=31)
    assert in_time(Documents) == Amount(1, 0)
    assert api.post(f"/api/jobs/{pk}/retry/").json()["code"] == "events_not_kept"


def test_what_still_waits_stays(ask, settings):
    ask()
    assert Documents().count() == Amount()
    settings.KEEP_FILES_DAYS = 0
    assert apply(Documents()) == Amount()


def test_a_deleted_job_leaves_nothing(written, store, in_time):
    report = written()
    end_before(report, days=61)
    assert in_time(FinishedJobs) == Amount(1)
    assert not Report.objects.exists()
    assert list((store / "reports").iterdir()) == []


def test_documents_of_no_report_go_after_a_day(written, store):
    report = written()
    for name, days in (("stray.html", 2), ("fresh.html", 0)):
        default_storage.save(f"reports/{name}", ContentFile(b"1234"))
        then = time.time() - days * 86_400
        os.utime(store / "reports" / name, (then, then))
    os.utime(store / report.file_key, (0, 0))
    assert applied(StrayDocuments) == Amount(1, 4)
    assert {path.name for path in (store / "reports").iterdir()} == {"fresh.html", report.file_key.split("/")[1]}
