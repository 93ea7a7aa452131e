"""A worker's process is killed at moments that a seed chooses, between batches and inside them: the table and every
counter are those of an import that nothing disturbed."""

import random
import time

import psutil
import pytest

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, expire_lease, left_behind
from docprocessor.jobs import worker
from docprocessor.jobs.tests.workers import celery_worker, until

pytestmark = pytest.mark.usefixtures("committed")

SEEDS = 20
ROWS = 8_000
HEADER = "id,name,email,amount,joined\n"
# Every third key is there before, some with the very values that the file brings.
THERE = HEADER + "".join(
    f"{n},Ben,,,\n" if n % 8 in (4, 5) else f"{n},Dan,,,\n" for n in range(2, ROWS, 3) if n % 8 not in (2, 7)
)
WAYS = [
    {},
    {"duplicates": "last_wins"},
    {"mode": "upsert"},
    {"mode": "upsert", "duplicates": "last_wins"},
    {"mode": "update", "duplicates": "skip"},
    {"mode": "replace"},
]


@pytest.fixture
def started(upload, workspace, customers, run_jobs):
    """Start an import of the awkward file into a fresh dataset that holds some of its keys."""

    def start(**params) -> tuple[ImportJob, Dataset]:
        dataset = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
        upload(THERE, dataset=dataset.slug)
        run_jobs()
        return ImportJob(pk=upload(awkward_file(ROWS), dataset=dataset.slug, **params).json()["id"]), dataset

    return start


@pytest.fixture
def undisturbed(started):
    """What each way of importing leaves behind when nothing happens; each is run once."""
    known: dict[str, dict] = {}

    def expected(params: dict[str, str]) -> dict:
        if str(params) not in known:
            job, dataset = started(**params)
            assert worker.run_next("imports")["ended"] == "completed"
            known[str(params)] = everything(job, dataset)
        return known[str(params)]

    return expected


def everything(job: ImportJob, dataset: Dataset) -> dict:
    job = ImportJob.objects.get(pk=job.pk)
    counts = (job.inserted_rows, job.updated_rows, job.unchanged_rows, job.skipped_rows, job.failed_rows)
    groups = list(job.issue_counts.order_by("code", "column").values_list("code", "column", "count", "samples"))
    return left_behind(job, dataset) | {"counts": counts, "groups": groups}


def kill_a_child(process) -> None:
    for child in psutil.Process(process.pid).children():
        child.kill()
        child.wait(5)


def test_killed_at_any_moment(started, undisturbed, settings):
    """Twenty seeds; each chooses a way of importing and one to three moments."""
    settings.JOB_MAX_CRASHES = 10
    expected = [undisturbed(way) for way in WAYS]
    killed_midway = 0
    with celery_worker(IMPORT_BATCH_ROWS=200) as process:
        for seed in range(SEEDS):
            chance = random.Random(seed)
            way = chance.randrange(len(WAYS))
            job, dataset = started(**WAYS[way])
            for share in sorted(chance.uniform(0.0, 0.95) for _ in range(chance.randint(1, 3))):
                now = until(lambda now, share=share: now.processed_rows >= ROWS * share and now.started_at, job)
                time.sleep(chance.uniform(0, 0.02))
                kill_a_child(process)
                killed_midway += ImportJob.objects.get(pk=job.pk).status == "processing"
                expire_lease()
                if now.finished_at:
                    break
            done = until(lambda now: now.status not in ("pending", "processing"), job)
            assert done.status == "completed", (seed, done.failure)
            assert everything(job, dataset) == expected[way], f"seed {seed}: {WAYS[way]}"
    assert killed_midway >= SEEDS  # else the moments were badly chosen
