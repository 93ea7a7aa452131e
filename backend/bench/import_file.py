"""How long an import takes against plain COPY of the same clean file into the same typed table.

`make bench` runs it on an embedded, durable PostgreSQL; `ARGS="--rows 1000000"` for more. Both are timed in turn,
five times, and the medians compared: on a shared machine only ratios within one run say anything.
"""

import argparse
import csv
import hashlib
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ["STORAGE_ROOT"] = tempfile.mkdtemp(prefix="docprocessor-bench-")
os.environ["LOG_LEVEL"] = "warning"

import django

django.setup()

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from docprocessor.accounts.services import first_workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create, dataset_delete
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import lifecycle, worker

COLUMNS = "id name email amount signup_date active country notes".split()
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 80}},
        {"name": "email", "type": "string", "format": "email", "constraints": {"required": True}},
        {"name": "amount", "type": "number", "constraints": {"required": True}},
        {"name": "signup_date", "type": "date", "constraints": {"required": True}},
        {"name": "active", "type": "boolean", "constraints": {"required": True}},
        {"name": "country", "type": "string", "constraints": {"enum": ["ES", "FR", "DE", "IT", "PT"]}},
        {"name": "notes", "type": "string", "constraints": {"maxLength": 200}},
    ],
    "primaryKey": ["id"],
}
FAULTY = {"email": "no-at-sign", "amount": "12,50", "signup_date": "2024-02-30", "active": "maybe", "country": "XX"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace, user, _ = first_workspace(email="bench@example.com", password="only for benchmarks")
    with tempfile.TemporaryDirectory() as folder:
        clean = _generate(Path(folder) / "clean.csv", wanted.rows, faulty_share=0.0)
        dirty = _generate(Path(folder) / "dirty.csv", wanted.rows, faulty_share=0.08)
        seconds: dict[str, list[float]] = {"plain COPY": [], "import, clean": [], "import, 8 % faulty": []}
        for _ in range(wanted.runs):
            for name, run in (
                ("plain COPY", lambda dataset: _copy(dataset, clean)),
                ("import, clean", lambda dataset: _import(dataset, clean, user, wanted.rows)),
                ("import, 8 % faulty", lambda dataset: _import(dataset, dirty, user, wanted.rows)),
            ):
                dataset = dataset_create(workspace=workspace, title="bench", slug="bench", schema=SCHEMA)
                began = time.perf_counter()
                run(dataset)
                seconds[name].append(time.perf_counter() - began)
                dataset_delete(dataset)
    print(f"{wanted.rows:,} rows x {len(COLUMNS)} columns, medians of {wanted.runs}")
    base = statistics.median(seconds["plain COPY"])
    for name, each in seconds.items():
        median = statistics.median(each)
        print(f"{name:20} {median:7.2f} s  {median / base:5.2f} x  {wanted.rows / median:10,.0f} rows/s")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _generate(path: Path, rows: int, *, faulty_share: float) -> Path:
    chance = random.Random(42)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number in range(rows):
            row = {
                "id": number,
                "name": chance.choice(["Ana García", "Ben Müller", "Chloé Dubois"]),
                "email": f"person{number}@example.com",
                "amount": f"{chance.randrange(1_000_000) / 100:.2f}",
                "signup_date": (date(2005, 1, 1) + timedelta(chance.randrange(7300))).isoformat(),
                "active": chance.choice(["true", "false"]),
                "country": chance.choice(["ES", "FR", "DE", "IT", "PT"]),
                "notes": chance.choice(["", "paid late", 'asked for the "gold" plan, again']),
            }
            if chance.random() < faulty_share:
                column = chance.choice(list(FAULTY))
                row[column] = FAULTY[column]
            writer.writerow(row.values())
    return path


def _copy(dataset: Dataset, path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} ALTER _load DROP NOT NULL").format(dataset.relation))
        cursor.execute(sql.SQL("ALTER TABLE {} ALTER _row DROP NOT NULL").format(dataset.relation))
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(dataset.relation, columns)
        with path.open("rb") as file, cursor.copy(statement) as copy:
            while chunk := file.read(256 * 1024):
                copy.write(chunk)


def _import(dataset: Dataset, path: Path, user: object, rows: int) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        key = default_storage.save(f"bench/{dataset.pk}", File(file))
    job = lifecycle.submit(
        ImportJob(
            workspace=dataset.workspace,
            created_by=user,
            kind="csv_import",
            queue="imports",
            params={},
            title=path.name,
            file_size=path.stat().st_size,
            file_sha256=digest,
            file_key=key,
            dataset=dataset,
            dataset_slug=dataset.slug,
        )
    )
    worker.run_next("imports")
    job.refresh_from_db()
    assert (job.status, job.processed_rows) == ("completed", rows), job.failure
    default_storage.delete(key)


if __name__ == "__main__":
    main()
