"""Clocks that are wrong, and two that keep time together."""

import time
from contextlib import ExitStack
from pathlib import Path

from faults.registry import fault, require
from faults.system import System

HOUR = 3_600
CLOCK = Path(__file__).parent / "clock"
BACKEND = Path(__file__).parents[1]


@fault("one worker's clock is an hour ahead, the other's an hour behind")
def clocks_off(system: System) -> str:
    for worker, seconds in zip(system.parts.importers, (HOUR, -HOUR), strict=True):
        worker.kill()
        system.parts.start(worker.part.name, PYTHONPATH=f"{CLOCK}:{BACKEND}", FAULTS_CLOCK_SHIFT=str(seconds))
    try:
        for worker in system.parts.importers:
            worker.wait_until_ready()
        return _held_for_longer_than_a_lease(system)
    finally:
        for worker in system.parts.importers:
            worker.kill()


def _held_for_longer_than_a_lease(system: System) -> str:
    """Each of the two has an import for so long that it must renew its lease, which means the same to everybody."""
    lease = system.scale.lease
    imports = [system.send() for _ in system.parts.importers]
    with ExitStack() as after:
        for sent in imports:
            after.enter_context(system.held_in_batch(sent))
        time.sleep(lease + 2 * system.scale.sweep)
        query = "SELECT extract(epoch FROM lease_until - now())::float FROM jobs_job WHERE id = %s"
        left = [system.database.value(query, sent.id) for sent in imports]
    for sent, seconds in zip(imports, left, strict=True):
        done = system.completed(sent)
        require(0 < seconds <= lease, f"a lease is {lease} s of the database's time; {seconds:.0f} were left")
        require((done.attempt, done.crashes) == (1, 0), f"nobody takes it for dead; it came to attempt {done.attempt}")
        times = [done.created_at, done.started_at, done.finished_at]
        soon = time.time() + 60
        require(times == sorted(times) and times[-1].timestamp() < soon, "its times are those of the database's clock")
    return f"in a batch for longer than a lease, {left[0]:.1f} and {left[1]:.1f} of {lease} s were left; 1 attempt each"


@fault("two schedulers keep time")
def two_schedulers(system: System) -> str:
    with system.parts.one_more("scheduler"):
        periods = system.database.rows("SELECT name, runs FROM jobs_period")
        require(periods, "there are things to be done now and then")
        rounds = 3
        for _ in range(rounds):
            # As if the time had passed.
            system.database.rows("UPDATE jobs_period SET ran_at = ran_at - interval '1 day'")
            time.sleep(3 * system.scale.sweep + 1)
        later = {each.name: each.runs for each in system.database.rows("SELECT name, runs FROM jobs_period")}
        for each in periods:
            ran = later[each.name] - each.runs
            require(ran == rounds, f"each period is kept once; {each.name} ran {ran} times in {rounds}")
    return f"{', '.join(later)}: {rounds} periods each, once each"
