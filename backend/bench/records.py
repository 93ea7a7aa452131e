"""Bulk records, against a running DocProcessor: `python -m docprocessor.launch run --throw-away -- python
backend/bench/records.py`.

Sends student records through the door that clients use, and prints, each with the load of the machine: how long ten
jobs of a thousand take and how long accepting takes meanwhile; what fifty clients at once wait for their 202; how
many records go in with the external calls and without; and what reading the status costs a web process. Without
the calls a worker of its own does the work, while the service's stands still. Names of parts (ten, thirty, clients,
without, status, accepting) measure only those.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from status import CLIENTS, REQUESTS, ROUNDS, _round, _spread, _web_process

JOBS = 10
SIZE = 1_000
FINISHED = ("COMPLETED", "FAILED")
AT_ONCE = 50
EACH = 6  # requests of each of them
FLOOD = 40  # jobs for the throughput without calls
WARMING_SECONDS = 5


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    with httpx.Client(base_url=os.environ["BASE_URL"], headers=_key(), timeout=120) as client:
        _wait(client, [_send(client, _records(0, 10))])  # everything is loaded once
        for name in wanted:
            PARTS[name](client)


def _ten_jobs(client: httpx.Client) -> None:
    """Ten jobs at once; meanwhile requests of 1,000 records are accepted, too."""
    began = time.monotonic()
    tasks = [_send(client, _records(number)) for number in range(JOBS)]
    meanwhile: list[float] = []
    extra: list[str] = []
    body = {"records": _records(99)}
    while _open(client, tasks):
        extra.append(_send(client, body["records"], meanwhile))
        time.sleep(0.25)
    seconds = time.monotonic() - began
    _show(f"{JOBS} jobs of {SIZE:,} with calls", f"{seconds:.1f} s")
    _percentiles("accepting meanwhile", meanwhile)
    _wait(client, extra)


def _throughput_with_calls(client: httpx.Client) -> None:
    """Thirty jobs, of which ten run at a time."""
    tasks = [_send(client, _records(number)) for number in range(30)]
    began = time.monotonic()
    _wait(client, tasks)
    seconds = time.monotonic() - began
    _show("with calls, ten jobs at a time", f"{30 * SIZE / seconds:,.0f} records/s")


def _many_clients(client: httpx.Client) -> None:
    """Fifty clients send 1,000 records each, again and again, on two web processes."""
    body = {"records": _records(7)}
    took: list[float] = []

    def flood(_: int) -> list[str]:
        with httpx.Client(base_url=os.environ["BASE_URL"], headers=_key(), timeout=120) as own:
            return [_send(own, body["records"], took) for _ in range(EACH)]

    with _stopped_workers():
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            tasks = [task for some in pool.map(flood, range(AT_ONCE)) for task in some]
        seconds = time.monotonic() - began
        _percentiles(f"accepting, {AT_ONCE} clients", took)
        _show("", f"{len(tasks) / seconds:.0f} requests/s, {len(tasks) * SIZE / seconds:,.0f} records/s accepted")
        _cancel(client, tasks)


def _without_calls(client: httpx.Client) -> None:
    """What workers of one thread pool each put in when nothing far away is called."""
    for processes in (1, 2):
        with _stopped_workers(), _workers(client, processes) as started:
            _stop(started)
            tasks = [_send(client, _records(number, seed=processes)) for number in range(FLOOD)]
            before, began = _cpu(started), time.monotonic()
            for each in started:
                each.send_signal(signal.SIGCONT)
            _wait(client, tasks)
            seconds, used = time.monotonic() - began, _cpu(started) - before
        _show(
            f"without calls, {processes} worker process{'es' if processes > 1 else ''}",
            f"{FLOOD * SIZE / seconds:,.0f} records/s, {FLOOD * SIZE / used:,.0f} a second of their processors' time",
        )


def _status_reads(client: httpx.Client) -> None:
    """Reads by second of a web process's own time: of one that is done, and of one that waits in the line."""
    done = _send(client, _records(5))
    _wait(client, [done])
    with _stopped_workers():
        waiting = _send(client, _records(6))
        with _web_process({}) as (url, process):
            print(f"status: {REQUESTS} requests a round on {CLIENTS} connections, median of {ROUNDS} rounds")
            for name, task in (("completed", done), ("pending", waiting)):
                for status in (200, 304):
                    path = f"/api/data/status/{task}/"
                    rates = [_round(url, path, process, status) for _ in range(ROUNDS + 1)][1:]  # the first warms up
                    _show(
                        f"status, {name}, {status}",
                        f"{statistics.median(rates):.0f} a second and core ({_spread(rates)})",
                    )
        _cancel(client, [waiting])


def _accepting_alone(client: httpx.Client) -> None:
    """What taking 1,000 records costs a web process of its own."""
    body = {"records": _records(8)}

    def send(url: str) -> list[str]:
        with httpx.Client(base_url=url, headers=_key(), timeout=120) as own:
            return [_send(own, body["records"]) for _ in range(25)]

    with _stopped_workers(), _web_process({}) as (url, process), ThreadPoolExecutor(CLIENTS) as pool:
        _cancel(client, send(url))  # the first warm up
        before = _cpu([process])
        tasks = [task for some in pool.map(send, [url] * CLIENTS) for task in some]
        _show("accepting 1,000 records", f"{len(tasks) / (_cpu([process]) - before):.0f} requests a second and core")
        _cancel(client, tasks)


def _records(number: int, size: int = SIZE, seed: int = 0) -> list[dict[str, Any]]:
    start = (seed * 1_000 + number) * SIZE
    return [
        {
            "student_id": f"S{start + n:08}",
            "first_name": "Ana",
            "last_name": "García",
            "email": f"ana{start + n}@example.com",
            "grade": n % 12 + 1,
            "date_of_birth": "2012-03-14",
            "school": "Westside",
        }
        for n in range(size)
    ]


def _key() -> dict[str, str]:
    return {"X-API-KEY": os.environ["API_KEY"]}


def _send(client: httpx.Client, records: list[dict[str, Any]], took: list[float] | None = None) -> str:
    began = time.perf_counter()
    answer = client.post("/api/data/ingest/", json={"records": records})
    if took is not None:
        took.append(time.perf_counter() - began)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["task_id"])


def _open(client: httpx.Client, tasks: list[str]) -> list[str]:
    said = {task: client.get(f"/api/data/status/{task}/").json()["status"] for task in tasks}
    assert "FAILED" not in said.values(), said
    return [task for task, word in said.items() if word not in FINISHED]


def _wait(client: httpx.Client, tasks: list[str]) -> None:
    left = list(tasks)
    while left := _open(client, left[:1]) + left[1:]:
        time.sleep(0.05)


def _cancel(client: httpx.Client, tasks: list[str]) -> None:
    for task in tasks:
        client.post(f"/api/jobs/{task}/cancel/")


@contextmanager
def _stopped_workers() -> Iterator[None]:
    """Let the service's own worker of the queue stand still: the only one that its database knows."""
    found = httpx.get(f"{os.environ['BASE_URL']}/api/workers/", headers=_key()).json()
    workers = [psutil.Process(each["pid"]) for each in found if each["queues"] == ["default"]]
    assert workers, "the service has no worker of this queue"
    _stop(workers)
    try:
        yield
    finally:
        for each in workers:
            each.send_signal(signal.SIGCONT)


def _stop(workers: list[psutil.Process]) -> None:
    """Stop them between two transactions: one that is stopped inside of one holds its locks."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        while True:
            for each in workers:
                each.send_signal(signal.SIGSTOP)
            time.sleep(0.2)
            held = database.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
            if held.fetchone() == (0,):
                return
            for each in workers:
                each.send_signal(signal.SIGCONT)
            time.sleep(0.5)


@contextmanager
def _workers(client: httpx.Client, count: int) -> Iterator[list[psutil.Process]]:
    """Workers of the queue that call nothing, ready and warm."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from docprocessor.launch.worker import command  # noqa: PLC0415

    environment = os.environ | {"EXTERNAL_CALL_SECONDS": "0", "LOG_LEVEL": "error", "JOB_LIMITS": "record_ingest=32"}
    started = [
        subprocess.Popen(
            command("default", environment, run=f"bench-{number}-"),
            env=environment,
            cwd=Path(__file__).parents[1],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(count)
    ]
    try:
        while (
            len({each["pid"] for each in client.get("/api/workers/").json()} & {each.pid for each in started}) < count
        ):
            time.sleep(0.2)
        _wait(client, [_send(client, _records(number, 100)) for number in range(2 * count)])
        time.sleep(WARMING_SECONDS)
        yield [psutil.Process(each.pid) for each in started]
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait(60)


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def _percentiles(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    _show(
        name,
        f"p50 {statistics.median(seconds) * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms, of {len(seconds)} requests",
    )


def _show(name: str, figure: str) -> None:
    print(f"{name:36} {figure}   (load {os.getloadavg()[0]:.1f})", flush=True)


PARTS = {
    "ten": _ten_jobs,
    "thirty": _throughput_with_calls,
    "clients": _many_clients,
    "without": _without_calls,
    "status": _status_reads,
    "accepting": _accepting_alone,
}


if __name__ == "__main__":
    main()
