"""What a whole DocProcessor consists of on one machine: its environment, its parts, and when it is ready."""

import errno
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from docprocessor.launch import BACKEND, ROOT, LaunchError, worker
from docprocessor.launch.servers import Servers
from docprocessor.launch.supervisor import Part

READY_SECONDS = 120
PLANTED = "can sign in with ADMIN_PASSWORD"  # what `manage.py setup` says, once
WEB_POOL_SIZE = "8"
SERVER_KEYS = ("DATABASE_URL", "CELERY_BROKER_URL")
FRONTEND = ROOT / "frontend"


def servers_for(environment: Mapping[str, str], data: Path, *, durable: bool) -> Servers:
    """Embedded servers for what the environment does not name."""
    database, broker = (bool(environment.get(key)) for key in SERVER_KEYS)
    return Servers(data, postgres=not database, valkey=not broker, durable=durable)


def process_environment(environment: Mapping[str, str], servers: Servers, data: Path) -> dict[str, str]:
    """What each process gets: the settings, with the servers that run here."""
    temporary = data / "tmp"
    temporary.mkdir(mode=0o700, parents=True, exist_ok=True)
    # PGPORT and its like are meant for another server than the embedded one.
    foreign = "PG" if "DATABASE_URL" in servers.urls else ()
    kept = {key: value for key, value in environment.items() if not key.startswith(foreign)}
    return kept | servers.urls | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}


def prepare(environment: Mapping[str, str], data: Path) -> bool:
    """Bring the database to this version and plant what a first start needs; a second run of it waits for the first.

    Says whether the administrator was planted just now, who then has the password of the environment.
    """
    with (data / "prepare.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["migrate", "--noinput"], ["setup"]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                check=False,
                cwd=BACKEND,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                log = data / "prepare.log"
                log.write_text(done.stdout)
                last = (done.stdout.strip().splitlines() or ["it said nothing"])[-1]
                raise LaunchError(f"`manage.py {command[0]}` failed: {last.rstrip('.')}. All it said is in {log}.")
        return PLANTED in done.stdout


def parts(environment: dict[str, str], host: str, port: int, *, reload: bool) -> list[Part]:
    """The processes of the service; with `reload`, those of a developer."""
    web = [sys.executable, "-m", "uvicorn", "docprocessor.asgi:application", "--host", host, "--port", str(port)]
    web += ["--no-access-log", "--lifespan", "off"]  # Django has no lifespan
    # Longer than an answer takes, shorter than the supervisor's patience: event streams never end by themselves.
    web += ["--timeout-graceful-shutdown", "5"]
    if reload:
        web += ["--reload", "--reload-dir", "docprocessor"]
    else:
        web += ["--workers", environment.get("WEB_CONCURRENCY") or "2"]
    pool = environment.get("DATABASE_POOL_SIZE") or "0"
    found = [
        Part("web", web, environment | {"DATABASE_POOL_SIZE": WEB_POOL_SIZE if pool == "0" else pool}, BACKEND),
        *(
            Part(f"worker-{queue}", worker.command(queue, environment, run=f"run-{os.getpid()}-"), environment, BACKEND)
            for queue in worker.QUEUES
        ),
        Part("scheduler", [sys.executable, "manage.py", "scheduler"], environment, BACKEND),
    ]
    if reload:
        found.append(Part("page", ["npm", "run", "dev"], environment | {"BACKEND_URL": address(host, port)}, FRONTEND))
    return found


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{reachable}:{port}"


def port_check(host: str, port: int, choose: str) -> int:
    """`port`, or a free one for 0; says plainly when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise LaunchError(f"A port is between 1 and 65535, not {port}.") from error
        except OSError as error:
            raise LaunchError(_port_problem(error, host, port, choose)) from error
        return int(probe.getsockname()[1])


def _port_problem(error: OSError, host: str, port: int, choose: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use: stop what uses it, or choose another, as in `{choose}={port + 1}`."
        case errno.EACCES:
            return f"Port {port} may only be used by root: choose one above 1023, as in `{choose}=8000`."
        case _:
            return f"HOST is {host}, which is not an address of this machine."


def wait_until_answers(url: str, *, seconds: float = READY_SECONDS) -> bool:
    """Whether the web server has come within `seconds`; the database it needs has been migrated before."""
    host = url.removeprefix("http://")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status < 500:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False
