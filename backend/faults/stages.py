"""Cancelling an import wherever it is."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from psycopg import sql

from faults.registry import Broken, fault, require
from faults.system import Import, System

CANCELLED_SECONDS = 5
NOTICED_SECONDS = 1.5  # by a worker that can
TRIES = 10


@fault("an import is cancelled while it waits")
def cancel_pending(system: System) -> str:
    with system.deaf(*system.parts.importers):
        sent = system.send()
        took = _cancelled(system, sent)
    return f"cancelled after {took:.2f} s"


@fault("an import is cancelled while its file is recognised")
def cancel_recognising(system: System) -> str:
    return _cancel_at(system, "recognising")


@fault("an import is cancelled while its records are counted")
def cancel_counting(system: System) -> str:
    return _cancel_at(system, "counting")


def _cancel_at(system: System, stage: str) -> str:
    """Stop the process as soon as the stage is seen, so that the request comes in it, whatever the machine's speed."""
    for _ in range(TRIES):
        dataset = system.dataset(system.file())
        with system.held(dataset):  # it cannot be in before it has noticed
            sent = system.send(dataset=dataset)
            if asked := _catch(system, sent, stage):
                time.sleep(NOTICED_SECONDS)
        if asked:
            return f"cancelled after {_cancelled(system, sent, asked):.2f} s"
        system.completed(sent)
    raise Broken(f"the harness could not catch an import that is {stage}, in {TRIES} tries")


def _catch(system: System, sent: Import, stage: str) -> float | None:
    """Cancel an import in a stage, and return when; None when it was past it too soon."""
    system.until(sent.id, lambda now: now.worker, 60, every=0)
    child = system.child(sent.id)
    while (now := system.job(sent.id)).stage not in (stage, "loading"):
        require(now.status == "processing", f"the import runs; it {now.status}")
    child.suspend()
    try:
        if system.job(sent.id).stage != stage:
            return None
        system.cancel(sent.id)
        return time.monotonic()
    finally:
        child.resume()


@fault("an import is cancelled in the middle of a batch")
def cancel_loading(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent):
        system.cancel(sent.id)
        asked = time.monotonic()
        time.sleep(NOTICED_SECONDS)  # or the rest might be in before it looks
    took = _cancelled(system, sent, asked)
    return f"cancelled after {took:.2f} s, with {system.job(sent.id).processed_rows} of {sent.input.rows} records in"


@fault("an import is cancelled when all is in and about to take the place of what was there")
def cancel_finishing(system: System) -> str:
    first = system.send(system.file(2_000))
    system.completed(first)
    with system.held(first.dataset, "ACCESS SHARE") as reader:
        sent = system.send(dataset=first.dataset, mode="replace")
        system.until(sent.id, lambda now: now.total_rows and not now.unprocessed_rows, 60)
        system.wait_for_waiter(reader)
        took = _cancelled(system, sent)
    time.sleep(2 * system.scale.sweep)
    own = sql.SQL("SELECT count(*) FROM {} WHERE _load = (SELECT id FROM datasets_load WHERE job_id = %s)")
    rows = system.database.value(own.format(system.table(first.dataset)), sent.id)
    require(rows == 0, f"nothing takes the place of what was there; {rows} rows did")
    system.sent.remove(sent)
    return f"cancelled after {took:.2f} s; the rows before it stand"


@fault("an import is cancelled while a COMMIT is on its way")
def cancel_committing(system: System) -> str:
    with system.behind_proxy() as proxy:
        proxy.delay = 0.1  # or it would be done before it looks
        sent = system.send()
        system.underway(sent)
        proxy.lay("hold")
        require(proxy.sprung.wait(30), "the harness sees a COMMIT pass")
        asked = time.monotonic()
        with ThreadPoolExecutor(1) as beside:  # it may have to wait for the transaction that is held
            request = beside.submit(system.cancel, sent.id)
            time.sleep(0.5)
            proxy.release.set()
            request.result(30)
        took = _cancelled(system, sent, asked)
    return f"cancelled after {took:.2f} s, 0.5 s of which the COMMIT was held back"


def _cancelled(system: System, sent: Import, asked: float | None = None) -> float:
    """Cancel an import, unless that was asked for, see that it is soon done and that no row comes after; how long."""
    if asked is None:
        asked = time.monotonic()
        system.cancel(sent.id)
    done = system.ended(sent.id)
    took = time.monotonic() - asked
    require(done.status == "cancelled", f"the import is cancelled; it {done.status}")
    require(took <= CANCELLED_SECONDS, f"it is cancelled within {CANCELLED_SECONDS} s; it took {took:.1f}")
    rows = _rows(system, sent, done)
    time.sleep(2 * system.scale.sweep)
    later = _rows(system, sent, system.job(sent.id))
    require(later == rows, f"no row comes after the cancel; {rows} became {later}")
    return took


def _rows(system: System, sent: Import, job: SimpleNamespace) -> tuple[int, int]:
    count = sql.SQL("SELECT count(*) FROM {}").format(system.table(sent.dataset))
    return int(system.database.value(count)), int(job.inserted_rows or 0)
