"""`manage.py retention`, and the same as the scheduler does it."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models.functions import Now

from docprocessor.jobs import retention
from docprocessor.jobs.models import Job, RequestKey, Status, Worker
from docprocessor.jobs.retention import Amount, Rule
from docprocessor.jobs.tests import factories
from docprocessor.jobs.tests.ageing import end_before

pytestmark = pytest.mark.django_db


def said(**options) -> dict[str, str]:
    """What the command says of each rule."""
    out = StringIO()
    call_command("retention", stdout=out, **options)
    lines = [line.split(maxsplit=1) for line in out.getvalue().splitlines()]
    assert [name for name, _ in lines] == [rule.name for rule in retention.rules()]
    return dict(lines)


@pytest.fixture
def old(workspace, settings) -> Job:
    settings.KEEP_EVENTS_DAYS, settings.KEEP_JOBS_DAYS = 10, 0
    job = factories.in_status(workspace, Status.COMPLETED)
    end_before(job, days=99)
    Worker.objects.create(name="w", queues=[], pool="prefork", concurrency=1, host="h", pid=1)
    Worker.objects.update(seen_at="2001-01-01T00:00Z")
    return job


def test_a_dry_run_says_what_would_go_and_changes_nothing(old):
    events = old.events.count()
    before = said(dry_run=True)
    assert before["events"] == f"{events}  events of jobs that have ended (KEEP_EVENTS_DAYS)"
    assert before["jobs"].startswith("for ever ")
    assert before["workers"].startswith("1 ")
    assert (old.events.count(), Worker.objects.count(), Job.objects.count()) == (events, 1, 1)
    assert said() == before
    assert (old.events.count(), Worker.objects.count(), Job.objects.count()) == (0, 0, 1)


def test_files_are_told_with_their_size(workspace, settings, import_file, customers):
    settings.KEEP_FILES_DAYS = 10
    job = import_file("id,name\n" + "1,Ana\n" * 1_000, dataset="customers")
    end_before(job, days=99)
    for options in ({"dry_run": True}, {}):
        line = said(**options)["files"]
        assert line == "1  uploaded files of imports that have ended (KEEP_FILES_DAYS), 5.9\xa0KB"
    assert not default_storage.exists(job.file_key)


class Fails(Rule):
    name, sentence = "fails", "something that cannot go"

    def delete(self):
        raise RuntimeError("no")


class Endless(Rule):
    name, sentence = "endless", "something that never ends"

    def delete(self):
        while True:
            yield Amount(1)


def test_the_scheduler_goes_on_after_a_rule_that_fails(old, settings, caplog):
    settings.JOB_RETENTION = [f"{__name__}.Fails", "docprocessor.jobs.retention.Events"]
    retention.run(lambda: False)
    assert old.events.count() == 0
    assert [record.exc_info is not None for record in caplog.records if "retention.failed" in record.getMessage()]


def test_it_stops_between_two_transactions_when_it_is_told_to(settings):
    settings.JOB_RETENTION = [f"{__name__}.Endless"]
    asked: list[int] = []

    def stopping() -> bool:
        asked.append(1)
        return len(asked) == 3

    retention.run(stopping)
    assert len(asked) == 3


@pytest.mark.parametrize("name", ["KEEP_FILES_DAYS", "KEEP_UNDO_DAYS", "KEEP_EVENTS_DAYS", "KEEP_JOBS_DAYS"])
def test_for_ever_is_for_ever(settings, name):
    setattr(settings, name, 0)
    rules = [rule for rule in retention.rules() if rule.setting == name]
    assert rules
    assert [rule.keeps for rule in rules] == [None] * len(rules)


def test_a_rule_that_keeps_for_ever_deletes_nothing(workspace, settings):
    settings.KEEP_REQUEST_KEYS_HOURS = 0
    RequestKey.objects.create(
        workspace=workspace, key="k", fingerprint="f", status=202, headers={}, body={}, created_at=Now()
    )
    RequestKey.objects.update(created_at="2001-01-01T00:00Z")
    assert retention.apply(retention.RequestKeys()) == Amount()
    assert RequestKey.objects.exists()
