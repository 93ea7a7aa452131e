"""How long accepting a file takes, against a running DocProcessor: `python bench/accept.py`, BASE_URL and API_KEY set.

Posts a file of 1 MB again and again on one connection and prints the percentiles of the time to the 202;
the imports themselves run meanwhile, as they would. The same body is also sent to an address that only reads
it, which is the transfer's own share.
"""

import os
import statistics
import time

import httpx

REQUESTS = 100
ROW = "{},Ana García,ana{}@example.com,ES,2024-01-31,12.50,true,\n"


def main() -> None:
    head = "id,name,email,country,signup_date,balance,active,notes\n"
    body = head + "".join(ROW.format(number, number) for number in range(1, 17_500))
    print(f"file: {len(body.encode()) / 1e6:.2f} MB, {REQUESTS} requests")
    with httpx.Client(base_url=os.environ["BASE_URL"], headers={"X-API-KEY": os.environ["API_KEY"]}) as client:
        for _ in range(3):
            _post(client, "/api/imports/", body)
        refused = [_post(client, "/api/none/", body)[1] for _ in range(REQUESTS)]
        accepted = []
        for _ in range(REQUESTS):
            status, seconds = _post(client, "/api/imports/", body)
            assert status == 202, status
            accepted.append(seconds)
            time.sleep(0.05)
    _show("transfer alone (404)", refused)
    _show("accepted (202)", accepted)


def _post(client: httpx.Client, path: str, body: str) -> tuple[int, float]:
    began = time.perf_counter()
    status = client.post(path, files={"file": ("customers.csv", body)}, timeout=60).status_code
    return status, time.perf_counter() - began


def _show(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{name:22} p50 {statistics.median(seconds) * 1000:6.1f} ms   p95 {cuts[18] * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
