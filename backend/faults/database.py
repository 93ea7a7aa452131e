"""PostgreSQL that dies, and connections to it that are cut at the worst moment."""

import time
from contextlib import suppress

import psutil

from faults.proxy import Trap
from faults.registry import fault, require
from faults.system import System


@fault("kill -9 PostgreSQL, every process of it, in the middle of a batch")
def postgres_killed(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent) as before:
        kill_postgres(system)
        killed = time.monotonic()
    system.servers.postgres.start()
    up = time.monotonic() - killed
    done = system.completed(sent)
    require(done.attempt == before.attempt, f"no attempt is burnt; attempt {before.attempt} became {done.attempt}")
    require(done.crashes == 0, f"no crash is counted; {done.crashes} are")
    return f"up again after {up:.1f} s, completed {time.monotonic() - killed:.1f} s after the kill in attempt 1"


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
