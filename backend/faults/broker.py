"""Valkey, which holds nothing but hints: it may stop, die and forget."""

import time

from celery import Celery

from faults.registry import fault, require, wait_for
from faults.system import System

HINT = "docprocessor.work"
POST_SECONDS = 5


@fault("Redis is restarted in the middle of an import, with another waiting")
def redis_restarted(system: System) -> str:
    sent = [system.send()]
    with system.held_in_batch(sent[0]):
        sent += [system.send() for _ in range(2)]
        system.servers.valkey.stop()
        system.servers.valkey.start()
        back = time.monotonic()
    for each in sent:
        system.completed(each)
    return f"3 imports, 1 of them waiting, completed {time.monotonic() - back:.1f} s after it was back"


@fault("kill -9 Redis and all it held, with imports running and waiting")
def redis_emptied(system: System) -> str:
    sent = [system.send()]
    with system.held_in_batch(sent[0]):
        sent += [system.send() for _ in range(4)]
        jobs = [system.submit("faults_small") for _ in range(20)]
        kill_valkey(system)
        for saved in (system.data / "valkey").glob("*.rdb"):
            saved.unlink()
        system.servers.valkey.start()
        back = time.monotonic()
    for each in sent:
        system.completed(each)
    for job in jobs:
        ended = system.ended(job)
        require(ended.status == "completed", f"each small job completes; one {ended.status}")
    return f"5 imports and 20 small jobs completed {time.monotonic() - back:.1f} s after it was back, empty"


def kill_valkey(system: System) -> None:
    """SIGKILL; returns when it has gone."""
    if process := system.servers.valkey.process():
        process.kill()
    wait_for(lambda: system.servers.valkey.process() is None, 10, "Valkey dies of SIGKILL")


@fault("a file is sent while Redis is down")
def redis_down(system: System) -> str:
    kill_valkey(system)
    began = time.monotonic()
    sent = system.send()
    took = time.monotonic() - began
    require(took < POST_SECONDS, f"it is accepted within {POST_SECONDS} s; it took {took:.1f}")
    system.servers.valkey.start()
    back = time.monotonic()
    system.until(sent.id, lambda now: now.status != "pending", system.scale.patience)
    begun = time.monotonic() - back
    system.completed(sent)
    return f"accepted after {took * 1000:.0f} ms, begun {begun:.1f} s after it was back"


@fault("the same hint comes five times")
def same_hint(system: System) -> str:
    broker = Celery(broker=system.servers.urls["CELERY_BROKER_URL"])
    broker.conf.task_ignore_result = True
    sent = system.send()
    for _ in range(5):
        broker.send_task(HINT, kwargs={"queue": "imports"}, queue="imports")
    broker.close()
    done = system.completed(sent)
    attempts = system.database.value("SELECT count(*) FROM jobs_attempt WHERE job_id = %s", sent.id)
    require(attempts == 1 and done.attempt == 1, f"the import is run once; there are {attempts} attempts")
    return "1 attempt"
