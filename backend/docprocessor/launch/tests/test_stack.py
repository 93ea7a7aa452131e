import http.server
import os
import socket
import threading
from collections.abc import Iterator

import pytest

from docprocessor.launch import LaunchError, stack, worker


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_told_with_a_way_out(taken: int) -> None:
    with pytest.raises(LaunchError) as told:
        stack.port_check("127.0.0.1", taken, "make run PORT")
    assert str(told.value) == (
        f"Port {taken} is in use: stop what uses it, or choose another, as in `make run PORT={taken + 1}`."
    )


def test_zero_finds_a_free_port() -> None:
    assert stack.port_check("127.0.0.1", 0, "make run PORT") > 1023


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70_000, "A port is between 1 and 65535, not 70000."),
        ("192.0.2.1", 8000, "HOST is 192.0.2.1, which is not an address of this machine."),
        ("no such host", 8000, "HOST is no such host, which is not an address of this machine."),
    ],
)
def test_an_address_that_cannot_be_had(host: str, port: int, sentence: str) -> None:
    with pytest.raises(LaunchError, match=f"^{sentence}$"):
        stack.port_check(host, port, "make run PORT")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("fe80::1", "http://[fe80::1]:8000"),
        ("example.com", "http://example.com:8000"),
    ],
)
def test_where_a_browser_finds_it(host: str, address: str) -> None:
    assert stack.address(host, 8000) == address


@pytest.mark.parametrize(("status", "answers"), [(200, True), (400, True), (503, False)])
def test_it_is_ready_when_it_answers_without_an_error(status: int, answers: bool) -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert stack.wait_until_answers(f"http://127.0.0.1:{server.server_port}", seconds=0.5) is answers
        server.shutdown()


def test_web_processes_pool_connections_and_others_do_not() -> None:
    web, *others = stack.parts({}, "127.0.0.1", 8000, reload=False)
    assert web.environment["DATABASE_POOL_SIZE"] == "8"
    assert [part.name for part in others] == ["worker-imports", "worker-default", "worker-reports", "scheduler"]
    assert not any("DATABASE_POOL_SIZE" in part.environment for part in others)


@pytest.mark.parametrize(
    ("queue", "environment", "pool"),
    [
        ("imports", {"WORKER_CONCURRENCY": "3"}, "-P prefork -c 3 --max-memory-per-child 600000"),
        ("imports", {"WORKER_CONCURRENCY": ""}, f"-P prefork -c {os.cpu_count()} --max-memory-per-child 600000"),
        ("default", {"DEFAULT_CONCURRENCY": "5"}, "-P threads -c 5"),
        ("default", {"WORKER_CONCURRENCY": "3"}, "-P threads -c 32"),
        ("reports", {"WORKER_CONCURRENCY": "3"}, "-P prefork -c 1 --max-memory-per-child 300000"),
    ],
)
def test_each_queue_has_a_worker_with_its_own_pool(queue: str, environment: dict[str, str], pool: str) -> None:
    command = " ".join(worker.command(queue, environment))
    assert f" -Q {queue} " in command
    assert command.endswith(f" -n {queue}@%h {pool}")


def test_two_runs_on_one_machine_have_workers_of_different_names() -> None:
    names = {part.command[part.command.index("-n") + 1] for part in stack.parts({}, "::1", 80, reload=False)[1:4]}
    assert names == {f"run-{os.getpid()}-{queue}@%h" for queue in worker.QUEUES}


def test_a_developer_gets_vite_too() -> None:
    *_, page = stack.parts({}, "0.0.0.0", 8123, reload=True)
    assert page.environment["BACKEND_URL"] == "http://127.0.0.1:8123"
