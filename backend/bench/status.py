"""How many status reads a web process answers in a second of its processor's time: `python bench/status.py` inside
`python -m docprocessor.launch run --throw-away -- …`, which sets BASE_URL, API_KEY and the servers' addresses.

Reads one completed import again and again, from web processes of the bench's own: with the whole answer (200), with
the ETag of the last one (304), and both without Redis. Counted is the time that the web process itself spends, so that
neither this program nor what else the machine does comes in; each figure is the median of five rounds.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROUNDS = 5
REQUESTS = 500
CLIENTS = 4
NOWHERE = "redis://127.0.0.1:1/0"
ROWS = "id,name\n" + "".join(f"{number},Ana García\n" for number in range(1, 1_001))


def main() -> None:
    with httpx.Client(base_url=os.environ["BASE_URL"], headers={"X-API-KEY": os.environ["API_KEY"]}) as client:
        path = httpx.URL(_imported(client)).path
    print(f"{REQUESTS} requests a round on {CLIENTS} connections, median of {ROUNDS} rounds")
    for name, environment in (("Redis", {}), ("no Redis", {"CELERY_BROKER_URL": NOWHERE})):
        with _web_process(environment) as (url, process):
            for status in (200, 304):
                rates = [_round(url, path, process, status) for _ in range(ROUNDS + 1)][1:]  # the first warms up
                print(f"{name:9} {status}: {statistics.median(rates):6.0f} a second and core   ({_spread(rates)})")


def _imported(client: httpx.Client) -> str:
    answer = client.post("/api/imports/", files={"file": ("status.csv", ROWS)}, timeout=60).json()
    where: str = answer["links"]["self"]
    while answer["status"] != "completed":
        time.sleep(0.2)
        answer = client.get(where).json()
    return where


def _round(url: str, path: str, process: psutil.Process, status: int) -> float:
    """Requests by second of the process's own time."""
    before = process.cpu_times()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: _ask(url, path, status, REQUESTS // CLIENTS), range(CLIENTS)))
    after = process.cpu_times()
    return REQUESTS / (after.user - before.user + after.system - before.system)


def _ask(url: str, path: str, status: int, times: int) -> None:
    with httpx.Client(base_url=url, headers={"X-API-KEY": os.environ["API_KEY"]}, timeout=60) as client:
        if status == 304:
            client.headers["If-None-Match"] = client.get(path).headers["ETag"]
        for _ in range(times):
            answered = client.get(path).status_code
            assert answered == status, answered


@contextmanager
def _web_process(environment: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "docprocessor.asgi:application", "--port", str(port), "--workers", "1"]
    command += ["--no-access-log", "--lifespan", "off", "--log-level", "error"]
    settings = {"DATABASE_POOL_SIZE": "8", "LOG_LEVEL": "error", **environment}
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1], env=os.environ | settings)
    url = f"http://127.0.0.1:{port}"
    try:
        while not _answers(url):
            time.sleep(0.1)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _spread(rates: list[float]) -> str:
    return f"{min(rates):.0f} to {max(rates):.0f}"


if __name__ == "__main__":
    main()
