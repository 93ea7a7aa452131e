"""Workers that die, stop or are told to."""

import time

from faults.registry import fault, require, wait_for
from faults.system import System

NOTICED_SECONDS = 30
RESUMED_SECONDS = 45
DEPLOY_SECONDS = 25


@fault("kill -9 a pool child in the middle of a batch")
def child_killed(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent) as before:
        system.child(sent.id).kill()
        killed = time.monotonic()
    return _resumed(system, sent.id, before.processed_rows, killed)


@fault("kill -9 a whole worker in the middle of a batch")
def worker_killed(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent) as before:
        system.owner(sent.id).kill()
        killed = time.monotonic()
    return _resumed(system, sent.id, before.processed_rows, killed)


def _resumed(system: System, job: str, done: int, since: float) -> str:
    token = system.job(job).lease_token
    system.until(job, lambda now: now.status != "processing" or now.lease_token > token, 2 * NOTICED_SECONDS)
    noticed = time.monotonic() - since
    system.until(job, lambda now: now.lease_token > token, 2 * RESUMED_SECONDS)
    resumed = time.monotonic() - since
    ended = system.ended(job)
    require(noticed <= NOTICED_SECONDS, f"it is noticed within {NOTICED_SECONDS} s; it took {noticed:.1f}")
    require(resumed <= RESUMED_SECONDS, f"it is resumed within {RESUMED_SECONDS} s; it took {resumed:.1f}")
    require(ended.status == "completed", f"the import completes; it {ended.status}: {ended.failure}")
    begun = system.database.value(
        "SELECT done_before FROM jobs_attempt WHERE job_id = %s AND token > %s ORDER BY token LIMIT 1", job, token
    )
    # The batch that was being loaded had not been committed: it alone is done again.
    require(begun == done, f"only the batch that was not committed is done again; it went on at {begun}, not {done}")
    return f"noticed after {noticed:.1f} s, resumed after {resumed:.1f} s; 1 batch redone"


@fault("SIGTERM for a worker in the middle of an import, as a deployment sends it")
def deploy(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent):
        owner = system.owner(sent.id)
        owner.process.terminate()
        asked = time.monotonic()
        wait_for(lambda: "Warm shutdown" in owner.said(), 10, "a worker heeds SIGTERM while its pool is busy")
    ended = owner.terminate(DEPLOY_SECONDS)
    back = system.job(sent.id)
    require(back.status != "completed", "the harness stopped the worker before the import had ended")
    done = system.completed(sent)
    require(
        (done.attempt, done.crashes) == (1, 0), f"no attempt is counted; {done.attempt} are, {done.crashes} crashes"
    )
    return f"ended after {ended:.1f} s, completed by the other {time.monotonic() - asked:.1f} s after SIGTERM"


@fault("SIGSTOP for the process that has a job, until it has lost it to another, and then SIGCONT")
def owner_stopped(system: System) -> str:
    sent = system.send()
    with system.held_in_batch(sent) as before:
        zombie, owner = system.child(sent.id), system.owner(sent.id)
        zombie.suspend()
        stopped = time.monotonic()
    try:
        system.until(sent.id, lambda now: now.lease_token > before.lease_token, system.scale.stopped)
        taken = time.monotonic() - stopped
        time.sleep(max(0, stopped + system.scale.stopped - time.monotonic()))
    finally:
        zombie.resume()
    system.completed(sent)
    wait_for(lambda: owner.has_said("lease_lost", sent.id), 30, "the one that was stopped is told that it lost the job")
    return f"taken over after {taken:.1f} s; stopped for {system.scale.stopped} s, and its commit was refused"


@fault("a job that kills its worker each time it is begun")
def poison(system: System) -> str:
    began = time.monotonic()
    job = system.submit("faults_poison")
    neighbours = [system.send(system.file(2_000)) for _ in range(3)]
    ended = system.ended(job)
    took = time.monotonic() - began
    require(ended.status == "failed" and ended.failure["kind"] == "crashed", f"it is set aside; it {ended.status}")
    require(ended.crashes == 3, f"it is set aside after 3 crashes; it had {ended.crashes}")
    require("swallowing" in str(ended.failure), f"the last known step is told: {ended.failure}")
    for each in neighbours:
        system.completed(each)
    return f"set aside after 3 crashes and {took:.1f} s ({ended.failure['message']}); 3 imports beside it completed"
