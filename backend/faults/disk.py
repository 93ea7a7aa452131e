"""Disks that are full."""

import os

import httpx
from psycopg import sql

from faults.files import Input
from faults.invariants import check
from faults.mounts import resize, small_disk
from faults.registry import fault, require, wait_for
from faults.system import System

STORE_MEGABYTES = 16
TABLESPACE = "faults_small"


@fault("the disk of files is full while one is uploaded, then that of what is on its way")
def disk_full_uploading(system: System) -> str:
    with small_disk(system.storage, STORE_MEGABYTES):
        (system.storage / "incoming").mkdir(mode=0o700)
        file = system.file(10_000)
        system.completed(system.send(file))
        codes = [_refused(system, file)]
        with small_disk(system.data / "tmp", STORE_MEGABYTES):
            codes.append(_refused(system, file))
        system.send(file)
        check(system)  # what was stored before and after is whole, as long as this disk is there
    return f"507 {', 507 '.join(codes)}; files before and after them are whole"


def _refused(system: System, file: Input) -> str:
    """Send a file that does not fit, and return the code of the refusal."""
    before = _stored(system)
    refused = _post(system, "id,name\n" + "x" * 2 * STORE_MEGABYTES * 1024**2, system.dataset(file))
    require(refused.status_code == 507, f"it is refused with 507, not {refused.status_code}: {refused.text[:200]}")
    require(refused.headers["Content-Type"] == "application/problem+json", "the refusal is a problem document")
    wait_for(lambda: _stored(system) <= before, 5, "nothing of the file is kept")
    return str(refused.json()["code"])


def _post(system: System, content: str, dataset: str) -> httpx.Response:
    return system.client.post("/api/imports/", files={"file": ("large.csv", content)}, data={"dataset": dataset})


def _stored(system: System) -> set[str]:
    roots = (system.storage, system.data / "tmp")
    return {str(path) for root in roots for path in root.rglob("*") if path.is_file()}


@fault("the disk of a table is full while a worker writes to it")
def disk_full_writing(system: System) -> str:
    place = system.data / TABLESPACE
    # So small that an import gets some of its batches in, and not all.
    with small_disk(place, megabytes := max(1, system.scale.rows // 20_000)):
        owner = (system.data / "postgres").stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        space = sql.Identifier(TABLESPACE)
        system.database.rows(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(space, sql.Literal(str(place))))
        try:
            return _filled(system, space, megabytes)
        finally:
            system.drop_sent()
            system.database.rows(sql.SQL("DROP TABLESPACE {}").format(space))
            # Or PostgreSQL, should it crash later, would look for it again.
            system.database.rows("CHECKPOINT")


def _filled(system: System, space: sql.Identifier, megabytes: int) -> str:
    file = system.file()
    dataset = system.dataset(file)
    system.database.rows(sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(system.table(dataset), space))
    sent = system.send(file, dataset=dataset)
    query = "SELECT failure FROM jobs_attempt WHERE job_id = %s AND failure IS NOT NULL ORDER BY token LIMIT 1"
    wait_for(lambda: system.database.rows(query, sent.id), 60, "the disk is so small that an attempt fails")
    failure = system.database.value(query, sent.id)
    require(failure["kind"] == "infrastructure", f"the failure is one of infrastructure: {failure}")
    seen = system.job(sent.id)
    resize(system.data / TABLESPACE, 100 * megabytes)
    done = system.completed(sent)
    check(system)
    return (
        f"{failure['code']} with {seen.processed_rows} records in; with room again it completed, attempt {done.attempt}"
    )
