"""An import of a review whose worker is killed at moments that a seed chooses leaves behind what one leaves that
nothing disturbed: its edits are in, each once, and what was left out is out."""

import random
import time

import pytest

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.editing.edits import Asked, edit_records
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tests.conftest import awkward_file, expire_lease
from docprocessor.imports.tests.test_killed_workers import everything, kill_a_child
from docprocessor.jobs import worker
from docprocessor.jobs.tests.workers import celery_worker, until

pytestmark = pytest.mark.usefixtures("committed")

SEEDS = 6
ROWS = 8_000


@pytest.fixture
def started(upload, api, workspace, customers):
    """Start the import of a review, in which every seventh record is edited and every ninth left out."""

    def start():
        dataset = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
        review = ImportJob(pk=upload(awkward_file(ROWS), dataset=dataset.slug, dry_run=True).json()["id"])
        assert worker.run_next("imports")["ended"] == "completed"
        review.refresh_from_db()
        labels = review.reading["labels"]
        whole = {row: dict(zip(labels, [str(row), f"Edited {row}", "", "", ""], strict=True)) for row in range(ROWS)}
        asked = {row: Asked(row, whole[row]) for row in range(7, ROWS, 7)}
        asked |= {row: Asked(row, {}, left_out=True) for row in range(9, ROWS, 9)}
        edit_records(review, list(asked.values()))
        made = api.post("/api/imports/", {"review": str(review.pk)}, format="json")
        return ImportJob(pk=made.json()["id"]), dataset

    return start


def test_killed_at_any_moment(started, settings):
    settings.JOB_MAX_CRASHES = 10
    job, dataset = started()
    assert worker.run_next("imports")["ended"] == "completed"
    expected = everything(job, dataset)
    killed_midway = 0
    for seed in range(SEEDS):
        chance = random.Random(seed)
        job, dataset = started()
        with celery_worker(IMPORT_BATCH_ROWS=200) as process:
            for share in sorted(chance.uniform(0.0, 0.95) for _ in range(chance.randint(1, 2))):
                now = until(lambda now, share=share: now.processed_rows >= ROWS * share and now.started_at, job)
                time.sleep(chance.uniform(0, 0.02))
                kill_a_child(process)
                killed_midway += ImportJob.objects.get(pk=job.pk).status == "processing"
                expire_lease()
                if now.finished_at:
                    break
            done = until(lambda now: now.status not in ("pending", "processing"), job)
        assert done.status == "completed", (seed, done.failure)
        assert everything(job, dataset) == expected, f"seed {seed}"
    assert killed_midway >= SEEDS  # else the moments were badly chosen
