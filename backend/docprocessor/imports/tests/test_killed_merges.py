"""A worker's process is killed at moments that a seed chooses while it merges: the table and every counter are those of
a merge that nothing disturbed."""

import random
import time

import pytest
from django.db import connection

from docprocessor.datasets.services import dataset_create
from docprocessor.imports.mending.merging import merge_start
from docprocessor.imports.models import Edit, ImportJob, Patch
from docprocessor.imports.tests.conftest import expire_lease, left_behind
from docprocessor.imports.tests.test_killed_workers import kill_a_child
from docprocessor.jobs import worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import celery_worker, until

pytestmark = pytest.mark.usefixtures("committed")

SEEDS = 10
ROWS = 4_000
HEADER = "id,name,email,amount,joined\n"
THERE = HEADER + "".join(f"{n},Dan,,,\n" for n in range(3, ROWS, 3))
# Of six records one is in, one repeats a key, and four are faulty.
RECORDS = ["{n},Ana,,,", "x,Ben,,,", "{n},Cem,no,,", "1,again,,,", "{n},Dan,,abc,", "{n},,,,"]
WAYS = [
    {},
    {"duplicates": "last_wins"},
    {"duplicates": "skip"},
    {"mode": "upsert"},
    {"mode": "upsert", "duplicates": "last_wins"},
    {"mode": "replace"},
]


def file():
    return HEADER + "\n".join(RECORDS[n % len(RECORDS)].format(n=n) for n in range(1, ROWS + 1)) + "\n"


def corrections(job):
    """Mended rows for most faulty records: some are mended, some wrong in another way, some repeat one another's keys."""
    rows = sorted(set(job.issues.values_list("row", flat=True)))
    mended = {"email": "", "amount": "", "name": "Zoe"}
    for row in rows:
        if row % 11 == 0:
            continue
        number = row + 1 if row % 7 == 0 else "y" if row % 13 == 0 else row
        yield {"_row": str(row), "id": str(number), **mended}


@pytest.fixture
def started(upload, workspace, user, customers, run_jobs):
    """Start a merge into an import that has ended, of rows and some records that are left out."""

    def import_whole(content, dataset, **params):
        taken = upload(content, dataset=dataset.slug, **params)
        run_jobs()
        return until(lambda now: now.finished_at, ImportJob(pk=taken.json()["id"]))  # a worker may have been first

    def start(params):
        dataset = dataset_create(workspace=workspace, title="Twin", schema=customers.schema)
        import_whole(THERE, dataset)
        job = import_whole(file(), dataset, **params)
        patch = Patch.objects.create(workspace=workspace, reading=job.reading)
        ImportJob.objects.filter(pk=job.pk).update(patch=patch)
        rows = list(corrections(job))
        left_out = set(job.issues.values_list("row", flat=True)) - {int(row["_row"]) for row in rows}
        Edit.objects.bulk_create([Edit(patch=patch, row=row, left_out=True) for row in sorted(left_out)[::2]])
        return merge_start(job=ImportJob.objects.get(pk=job.pk), created_by=user, rows=rows), job, dataset

    return start


def everything(merge, job, dataset):
    job, merge = ImportJob.objects.get(pk=job.pk), Job.objects.get(pk=merge.pk)
    found = left_behind(job, dataset)
    found["table"].sort(key=lambda row: row["id"])
    return found | {
        "counts": (job.updated_rows, job.unchanged_rows, job.progress_failed),
        "groups": list(job.issue_counts.order_by("code", "column").values_list("code", "column", "count", "samples")),
        "outcomes": became(job),
        "edits": list(job.patch.edits.order_by("row").values_list("row", "cells", "left_out", "faults")),
        "result": merge.result,
        "merge": (merge.progress_done, merge.progress_total, merge.progress_failed),
        "images": images(dataset),
    }


def became(job):
    """The outcome of each record that a run names; how they are cut does not matter."""
    runs = job.outcome_ranges.values_list("outcome", "first", "last")
    found = {row: outcome for outcome, first, last in runs for row in range(first, last + 1)}
    assert len(found) == sum(last - first + 1 for _, first, last in runs)
    return found


def images(dataset):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f'"{dataset.namespace_name}"."_before_{dataset.slug}"'])
        [name] = cursor.fetchone()
        if name is None:
            return []
        cursor.execute(f"SELECT id, name, _row FROM {name} ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def undisturbed(started):
    """What each way of importing has come to after a merge when nothing happens; each is run once."""
    known = {}

    def expected(way):
        if way not in known:
            merge, job, dataset = started(WAYS[way])
            assert worker.run_next("imports")["ended"] == "completed"
            known[way] = everything(merge, job, dataset)
            outcomes = known[way]["outcomes"]
            sizes = {kind: list(outcomes.values()).count(kind) for kind in ("updated", "unchanged", "skipped")}
            now = ImportJob.objects.get(pk=job.pk)
            assert sizes == {kind: getattr(now, f"{kind}_rows") for kind in sizes}
        return known[way]

    return expected


def test_killed_at_any_moment(started, undisturbed, settings):
    """Ten seeds; each chooses a way of importing and one to three moments, also while edits are made."""
    settings.JOB_MAX_CRASHES = 10
    expected = [undisturbed(way) for way in range(len(WAYS))]
    killed_midway = 0
    with celery_worker(IMPORT_BATCH_ROWS=200) as process:
        for seed in range(SEEDS):
            chance = random.Random(seed)
            way = seed % len(WAYS)
            merge, job, dataset = started(WAYS[way])
            for share in sorted(chance.uniform(-0.2, 0.9) for _ in range(chance.randint(1, 3))):
                now = until(
                    lambda now, share=share: now.started_at and now.progress_done >= now.progress_total * share, merge
                )
                time.sleep(chance.uniform(0, 0.02))
                kill_a_child(process)
                killed_midway += Job.objects.get(pk=merge.pk).status == "processing"
                expire_lease()
                if now.finished_at:
                    break
            done = until(lambda now: now.status not in ("pending", "processing"), merge)
            assert done.status == "completed", (seed, done.failure)
            assert everything(merge, job, dataset) == expected[way], f"seed {seed}: {WAYS[way]}"
    assert killed_midway >= SEEDS  # else the moments were badly chosen
