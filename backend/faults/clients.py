"""Clients that go away, ask twice, or lose what they were following."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx

from faults.registry import fault, require, wait_for
from faults.system import System

ASKED_AT_ONCE = 100
FOLLOW_SECONDS = 60


@fault("the connection is reset in the middle of an upload")
def upload_reset(system: System) -> str:
    dataset = system.dataset(system.file())
    jobs = _count_imports(system)
    for sent in (100, 300_000, 3_000_000):
        _reset_after(system, sent)
    incoming = system.storage / "incoming"
    gone = wait_for(lambda: not any(incoming.iterdir()), 10, "nothing is left of an upload that was cut off")
    require(_count_imports(system) == jobs, "no import is made of half a file")
    require(system.client.get("/healthz").status_code == 200, "the server answers")
    system.completed(system.send(dataset=dataset))
    return f"3 uploads cut off; nothing left after {gone:.1f} s, and the next one completed"


def _reset_after(system: System, size: int) -> None:
    """Send so much of a larger body, then end the connection with a RST."""
    address = urlsplit(system.url)
    head = (
        f"POST /api/imports/ HTTP/1.1\r\nHost: {address.netloc}\r\nX-API-KEY: {system.key}\r\n"
        "Content-Type: multipart/form-data; boundary=end\r\nContent-Length: 10000000\r\n\r\n"
        '--end\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\n'
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + b"a,b\n" * (size // 4))
        time.sleep(0.2)  # or the server might see the reset before it has read anything
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _count_imports(system: System) -> int:
    return int(system.database.value("SELECT count(*) FROM imports_importjob"))


@fault("100 POSTs at once with the same Idempotency-Key")
def same_key(system: System) -> str:
    file = system.file(2_000)
    dataset = system.dataset(file)
    content, jobs = file.path.read_bytes(), _count_imports(system)
    headers = {"Idempotency-Key": dataset}

    def post(_: int) -> httpx.Response:
        files = {"file": (file.path.name, content)}
        return system.client.post("/api/imports/", files=files, data={"dataset": dataset}, headers=headers)

    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        answers = list(pool.map(post, range(ASKED_AT_ONCE)))
    accepted = [each for each in answers if each.status_code == 202]
    refused = [each for each in answers if each.status_code == 409]
    others = {each.status_code for each in answers} - {202, 409}
    require(not others, f"each is answered with 202 or 409, none with {others}")
    require(len({each.json()["id"] for each in accepted}) == 1, "those that are accepted name the same import")
    require(_count_imports(system) == jobs + 1, "there is one import")
    again = post(0)
    require(again.json() == accepted[0].json(), "later the first answer comes again")
    system.ended(again.json()["id"])
    return f"1 import; {len(accepted)} answers with 202, {len(refused)} with 409"


@fault("a stream of events is dropped again and again, and resumed with Last-Event-ID")
def stream_dropped(system: System) -> str:
    sent = system.send()
    seen: list[int] = []
    connections = 0
    deadline = time.monotonic() + FOLLOW_SECONDS
    ended = False
    while not ended:
        require(time.monotonic() < deadline, f"the stream ends within {FOLLOW_SECONDS} s")
        connections += 1
        for number, status in _follow(system, sent.id, seen[-1] if seen else None):
            seen.append(number)
            ended = status in ("completed", "failed", "cancelled")
            if len(seen) % 3 == 0 and not ended:
                break  # the connection is dropped here
    kept = [
        each.number
        for each in system.database.rows("SELECT number FROM jobs_event WHERE job_id = %s ORDER BY number", sent.id)
    ]
    require(seen == kept, f"each event comes once and in order; {seen} against {kept}")
    return f"{len(seen)} events over {connections} connections, no gap and no repeat"


def _follow(system: System, job: str, after: int | None) -> Iterator[tuple[int, str]]:
    """Yield the number of each event of a stream, and the status it tells of, if any."""
    headers = {"Accept": "text/event-stream"} | ({} if after is None else {"Last-Event-ID": str(after)})
    with system.client.stream("GET", f"/api/jobs/{job}/events/", headers=headers, timeout=30) as stream:
        require(stream.status_code == 200, f"the stream begins with 200, not {stream.status_code}")
        fields: dict[str, str] = {}
        for line in stream.iter_lines():
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            elif "id" in fields:
                data = json.loads(fields["data"])
                yield int(fields["id"]), str(data.get("status", "")) if fields.get("event") == "status" else ""
                fields = {}
