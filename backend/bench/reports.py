"""How long writing a feedback report takes, and what memory: `python bench/reports.py` in `backend`, no service needed.

Each size is written as HTML in this process and as a PDF in the process that the service uses, which is ready as it
would be; the memory is that process's largest resident size. `--hostile` adds the largest report that is taken: as
many units as events, and the longest texts.
"""

import argparse
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("SECRET_KEY", "only-for-a-benchmark")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")

import django

django.setup()

from django.conf import settings

from docprocessor.reports.document import document_of
from docprocessor.reports.events import MAX_EVENTS, Event
from docprocessor.reports.feedback import feedback_of
from docprocessor.reports.rendering import renderer

SIZES = (200, 2_000, MAX_EVENTS)
UNITS = 40
FIRST = datetime(2024, 7, 21, 3, 4, 55, tzinfo=UTC)
READY_SECONDS = 5  # for the process to load what it needs


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    wanted.add_argument("--hostile", action="store_true")
    arguments = wanted.parse_args()
    print(f"{'events':>8} {'html s':>8} {'html KB':>8} {'pdf s':>8} {'pages':>6} {'pdf KB':>8} {'memory MB':>10}")
    for size in arguments.sizes:
        _measure(str(size), ordinary(size))
    if arguments.hostile:
        _measure("hostile", hostile())


def ordinary(count: int) -> list[Event]:
    """A student's events by a seed: some at a time, then a break of hours."""
    chance, at, events = random.Random(count), FIRST, []
    for _ in range(count):
        hours = chance.randint(3, 30) if chance.random() < 0.02 else 0
        at += timedelta(hours=hours, seconds=chance.randint(20, 600))
        kind = chance.choice(["submission", "saved_code", "hint"])
        events.append(Event(str(chance.randint(1, UNITS)), kind, at))
    return events


def hostile() -> list[Event]:
    """As many units as events, each text as long as it may be."""
    return [
        Event(f"{place} {'unit ' * 20}"[:99], "type " * 19, FIRST + timedelta(minutes=place))
        for place in range(MAX_EVENTS)
    ]


def _measure(name: str, events: list[Event]) -> None:
    renderer.make_ready()
    time.sleep(READY_SECONDS)
    began = time.perf_counter()
    page = document_of(feedback_of(events), student_id="s-1042", namespace="algebra-1", written_at=FIRST)
    html_seconds = time.perf_counter() - began
    done = renderer.render(page, look=lambda _: None)
    pdf_seconds = time.perf_counter() - began
    assert done.peak_mb < settings.REPORT_MAX_MEMORY_MB
    print(
        f"{name:>8} {html_seconds:8.2f} {len(page.encode()) // 1024:8,} {pdf_seconds:8.2f} {done.pages:6,} "
        f"{len(done.content) // 1024:8,} {done.peak_mb:10,}",
        flush=True,
    )


if __name__ == "__main__":
    main()
