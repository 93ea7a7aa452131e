"""How long taking ids takes, and asking how far they are, against a running DocProcessor: `python bench/id_batches.py`,
BASE_URL and API_KEY set.

Requests of 3, 1,000 and 10,000 ids are sent one after the other, on one connection, and cancelled at the end; the
batches themselves start meanwhile, as they would.
"""

import os
import statistics
import time
from typing import Any

import httpx

REQUESTS = 40


def main() -> None:
    with httpx.Client(base_url=os.environ["BASE_URL"], headers={"X-API-KEY": os.environ["API_KEY"]}) as client:
        for count in (3, 1_000, 10_000):
            body = {"ids": list(range(1, count + 1)), "priority": "LOW"}
            _timed(client, "POST", "/ingest", json=body)  # the first one warms up
            taken = [_timed(client, "POST", "/ingest", json=body) for _ in range(REQUESTS)]
            _show(f"{count:,} ids accepted", [seconds for _, seconds in taken])
            asked = [_timed(client, "GET", f"/status/{answer['ingestion_id']}") for answer, _ in taken]
            _show(f"{count:,} ids, status", [seconds for _, seconds in asked])
        line = [_timed(client, "GET", "/api/id-batches/line/") for _ in range(REQUESTS)]
        _show(f"the line, {line[0][0]['waiting']:,} batches", [seconds for _, seconds in line])
        _show("the list of requests", [_timed(client, "GET", "/api/id-ingestions/")[1] for _ in range(REQUESTS)])
        cancelled = [_timed(client, "POST", f"/api/id-ingestions/{each}/cancel/") for each in _all(client)]
        _show("cancelled", [seconds for _, seconds in cancelled])


def _all(client: httpx.Client) -> list[str]:
    found: list[str] = []
    url: str | None = "/api/id-ingestions/?limit=200"
    while url:
        page = client.get(url).json()
        found += [each["id"] for each in page["results"]]
        url = page["next"]
    return found


def _timed(client: httpx.Client, method: str, path: str, **more: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    response = client.request(method, path, timeout=60, **more)
    seconds = time.perf_counter() - began
    response.raise_for_status()
    return response.json(), seconds


def _show(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{name:32} p50 {statistics.median(seconds) * 1000:6.1f} ms   p95 {cuts[18] * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
