"""PostgreSQL that dies, and connections to it that are cut at the worst moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import psutil

from faults.proxy import Trap
from faults.registry import fault, require
from faults.system import System

ASKED = 20


@fault("kill -9 PostgreSQL, every process of it, in the middle of a batch")
def postgres_killed(system: System) -> str:
    _answers(system, at_once=ASKED)  # so that web processes hold connections, all of which break
    sent = system.send()
    with system.held_in_batch(sent) as before:
        kill_postgres(system)
        killed = time.monotonic()
    system.servers.postgres.start()
    up = time.monotonic() - killed
    answered = _answers(system, at_once=1)
    done = system.completed(sent)
    require(done.attempt == before.attempt, f"no attempt is burnt; attempt {before.attempt} became {done.attempt}")
    require(done.crashes == 0, f"no crash is counted; {done.crashes} are")
    answers = f"up again after {up:.1f} s, {ASKED} requests then answered in {answered:.1f} s"
    return f"{answers}, completed {time.monotonic() - killed:.1f} s after the kill in attempt 1"


def _answers(system: System, *, at_once: int) -> float:
    """See that requests are answered, so many that each web process is asked, and return how long that took."""

    def ask(_: int) -> int:
        # Each on a connection of its own, or all would be asked of the same process.
        return httpx.get(f"{system.url}/api/jobs/", headers={"X-API-KEY": system.key}, timeout=60).status_code

    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        codes = set(pool.map(ask, range(ASKED)))
    require(codes == {200}, f"while PostgreSQL is there, requests are answered with 200, not with {sorted(codes)}")
    return time.monotonic() - began


def kill_postgres(system: System) -> None:
    """SIGKILL for the postmaster and each of its processes; returns when they have gone."""
    postmaster = system.servers.postgres.process()
    require(postmaster, "the harness finds PostgreSQL alive")
    family = [postmaster, *postmaster.children(recursive=True)] if postmaster else []
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=10)


@fault("the connection is cut before a COMMIT reaches PostgreSQL")
def cut_before_commit(system: System) -> str:
    return _cut(system, "cut before")


@fault("the connection is cut after a COMMIT has been done, before its answer comes")
def cut_after_commit(system: System) -> str:
    return _cut(system, "cut after")


def _cut(system: System, trap: Trap) -> str:
    with system.behind_proxy() as proxy:
        sent = system.send()
        before = system.underway(sent)
        proxy.lay(trap)
        require(proxy.sprung.wait(30), "the harness sees a COMMIT pass")
        cut = time.monotonic()
        done = system.completed(sent)
        took = time.monotonic() - cut
    require(done.attempt == before.attempt, f"no attempt is burnt; attempt {before.attempt} became {done.attempt}")
    require(done.crashes == 0, f"no crash is counted; {done.crashes} are")
    return f"completed {took:.1f} s after the cut, in attempt {done.attempt}"
