"""What is done now and then is done once in each period, however many schedulers there are."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.functions import Now

from docprocessor.jobs import periods
from docprocessor.jobs.models import Period
from docprocessor.jobs.tests.workers import process_environment, wait_until

HOUR = 3600
SHORT = 1  # second
ENOUGH = 5  # periods
# As `manage.py scheduler`, but with something to do every second; to do it is to write a line.
SCHEDULER = f"""
import django, pathlib, sys
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.JOB_PERIODIC = {{"fails": ("nowhere.at_all", {SHORT}), "beat": ("__main__.beat", {SHORT})}}
def beat(stopping):
    with pathlib.Path(sys.argv[1]).open("a") as log:
        log.write("beat\\n")
call_command("scheduler")
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ran_at", "is_due"),
    [
        ("never", True),
        ("now()", False),
        ("date_bin('1 hour', now(), 'epoch')", False),  # the first moment of this period
        ("date_bin('1 hour', now(), 'epoch') - interval '1 microsecond'", True),  # the last of the one before
        ("now() - interval '3 days'", True),  # nobody was there to do it; it is not made up for
        ("now() + interval '1 minute'", False),  # by another server's clock, before this one took over
    ],
)
def test_when_it_is_due(ran_at, is_due):
    if ran_at != "never":
        Period.objects.create(name="tidy", ran_at=Now(), runs=7)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE jobs_period SET ran_at = {ran_at}")
    before = 0 if ran_at == "never" else 7
    assert periods.due("tidy", HOUR) is is_due
    assert Period.objects.get(name="tidy").runs == before + is_due
    assert not periods.due("tidy", HOUR)
    assert periods.due("another", HOUR)


def test_of_many_who_ask_at_once_one_does_it(committed):
    barrier, answers = Barrier(16), []

    def ask() -> None:
        connection.ensure_connection()
        barrier.wait()
        answers.append(periods.due("tidy", 1_000_000))
        connection.close()

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 15 + [True]
    assert Period.objects.get(name="tidy").runs == 1


done: list[str] = []


def fail(stopping) -> None:
    done.append("fail")
    raise RuntimeError("no")


def work(stopping) -> None:
    done.append(f"work, stopping={stopping()}")


@pytest.mark.django_db
def test_one_that_fails_stops_no_other(settings, caplog):
    done.clear()
    settings.JOB_PERIODIC = {
        "gone": ("docprocessor.nowhere", HOUR),
        "fails": (f"{__name__}.fail", HOUR),
        "works": (f"{__name__}.work", HOUR),
    }
    for _ in range(2):
        periods.run_due(lambda: False)
    assert done == ["fail", "work, stopping=False"]
    assert [record.name for record in caplog.records if "period.failed" in record.getMessage()] == [
        periods.__name__
    ] * 2


@pytest.mark.django_db
def test_who_is_told_to_stop_begins_nothing(settings):
    settings.JOB_PERIODIC = {"works": (f"{__name__}.work", HOUR)}
    periods.run_due(lambda: True)
    assert not Period.objects.exists()


@contextmanager
def scheduler(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler of the test's own database, in a process of its own."""
    # As often as it can.
    environment = process_environment(
        DJANGO_SETTINGS_MODULE="docprocessor.settings", SWEEP_SECONDS=0, LOG_LEVEL="critical"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", SCHEDULER, str(log)], env=environment, cwd=django_settings.BACKEND
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_two_schedulers_do_each_period_once(committed, tmp_path):
    """Both look some twenty times a second; one is killed on the way, the other told to stop."""
    log = tmp_path / "log"
    log.touch()
    begun = _period_number()
    with ExitStack() as both:
        first, second = (both.enter_context(scheduler(log)) for _ in range(2))
        wait_until(lambda: len(_lines(log)) >= ENOUGH, seconds=120)
        first.kill()
        wait_until(lambda: len(_lines(log)) >= ENOUGH * 2, seconds=120)
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    lasted = _period_number() - begun + 1
    runs = dict(Period.objects.values_list("name", "runs"))
    # The one that was killed may have taken a period and not have come to do it.
    assert runs["beat"] - len(_lines(log)) in (0, 1)
    assert ENOUGH * 2 <= runs["beat"] <= lasted
    assert ENOUGH <= runs["fails"] <= lasted


def _lines(log: Path) -> list[str]:
    return log.read_text().splitlines()


def _period_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch FROM now()) / %s)", [SHORT])
        return int(cursor.fetchone()[0])
