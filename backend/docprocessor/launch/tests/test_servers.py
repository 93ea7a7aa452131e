"""The embedded servers as real processes: shared, kept, and got back after every kind of end."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest
from kombu import Connection

from docprocessor.launch import LaunchError, servers, stack
from docprocessor.launch.servers import Servers

from .conftest import wait_until

# Nothing of it is worth a disk's time.
Embedded = partial(Servers, durable=False)
Start = Callable[..., subprocess.Popen[str]]
# A run of its own: uses the servers until its input ends.
USER = """
import sys
from pathlib import Path
from docprocessor.launch.servers import Servers
with Servers(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


def query(embedded: Servers, sql: str) -> object:
    with psycopg.connect(embedded.postgres.url) as connection:
        row = connection.execute(sql).fetchone()
        return row and row[0]


def test_both_answer_and_stop_at_the_end(data: Path) -> None:
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT current_database()") == "docprocessor"
        with Connection(embedded.valkey.url) as broker:
            broker.ensure_connection(max_retries=1)
        assert embedded.dead() is None
        assert set(embedded.urls) == {"DATABASE_URL", "CELERY_BROKER_URL"}
    assert embedded.postgres.process() is embedded.valkey.process() is None


def test_neither_listens_on_the_network_nor_lets_others_in(data: Path) -> None:
    with Embedded(data) as embedded:
        running = [embedded.postgres.process(), embedded.valkey.process()]
        assert all(process and not process.net_connections("inet") for process in running)
        assert (data / "sockets").stat().st_mode & 0o077 == 0


def test_text_sorts_by_code_point_and_writes_are_durable(data: Path) -> None:
    with Servers(data) as embedded:
        assert query(embedded, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,B,a,ä,Z}'::text[]) x") == "BZabä"
        assert query(embedded, "SHOW fsync") == "on"


def test_data_is_kept_between_runs(data: Path) -> None:
    with Embedded(data) as embedded, psycopg.connect(embedded.postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS x")
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT x FROM kept") == 1


def test_two_runs_share_and_the_last_one_out_stops(data: Path, python: Start) -> None:
    other = python("-c", USER, str(data))
    assert other.stdout.readline() == "ready\n"
    with Embedded(data) as embedded:
        shared = embedded.postgres.process()
        other.communicate("")
        assert embedded.postgres.process() == shared
        assert query(embedded, "SELECT 1") == 1
    assert embedded.postgres.process() is embedded.valkey.process() is None


def test_a_run_that_was_killed_keeps_nobody_from_using_or_stopping_them(data: Path, python: Start) -> None:
    owner = python("-c", USER, str(data))
    assert owner.stdout.readline() == "ready\n"
    owner.kill()
    owner.wait()
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT 1") == 1
    assert embedded.postgres.process() is embedded.valkey.process() is None


def test_servers_that_were_killed_are_missed_and_start_again(data: Path) -> None:
    with Embedded(data) as embedded:
        for server in (embedded.valkey, embedded.postgres):
            process = server.process()
            assert process
            process.kill()
            wait_until(lambda server=server: server.process() is None)  # type: ignore[misc]
            assert embedded.dead() == server.name
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT 1") == 1


def test_a_pid_file_from_before_a_power_cut_is_nobody_s(data: Path) -> None:
    with Embedded(data) as embedded:
        pid_file = data / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    # The pid is somebody else's by now: ours.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    (data / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT 1") == 1


def test_a_first_run_that_was_cut_off_leaves_no_half_cluster(data: Path) -> None:
    (data / "postgres.new").mkdir()
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    with Embedded(data) as embedded:
        assert query(embedded, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["d" * 90, "a folder, with spaces & more"])
def test_a_path_no_socket_can_have_still_works(data: Path, name: str) -> None:
    with Embedded(data / name) as embedded:
        assert query(embedded, "SELECT 1") == 1
        assert "/tmp/docprocessor-" in embedded.valkey.url
        sockets = Path(embedded.valkey.url.removeprefix("redis+socket://").partition("?")[0]).parent
    assert not sockets.exists()


def test_what_the_environment_says_of_another_postgres_does_not_matter(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "9999")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    with Embedded(data) as embedded:
        environment = stack.process_environment(dict(os.environ), embedded, data)
        show = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).close()"
        subprocess.run([sys.executable, "-c", show], env=environment, check=True)


def test_only_what_is_wanted_runs(data: Path) -> None:
    with Embedded(data, postgres=False) as embedded:
        assert set(embedded.urls) == {"CELERY_BROKER_URL"}
        assert embedded.postgres.process() is None


def test_a_server_that_cannot_start_says_why_in_one_sentence(data: Path) -> None:
    with Embedded(data):
        pass
    (data / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(LaunchError, match=r"^The embedded PostgreSQL's pg_ctl failed: .*could not.*\.$"):
        Embedded(data).__enter__()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("FATAL:  could not write: No space left on device\n", "It failed: the disk is full."),
        ("LOG: hello\nFATAL:  lock file exists.\nLOG: bye\n", "It failed: FATAL:  lock file exists."),
        ("", "It failed: it said nothing."),
    ],
)
def test_what_a_server_said_becomes_one_sentence(output: str, sentence: str) -> None:
    assert servers._why("It failed", output) == sentence


def test_without_the_wheel_s_binary_one_on_path_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LaunchError, match="install redis-server, or set CELERY_BROKER_URL"):
        servers.valkey_program()
    redis = tmp_path / "redis-server"
    redis.touch(0o755)
    assert servers.valkey_program() == redis


def test_a_broker_that_cannot_save_is_stopped_all_the_same(data: Path) -> None:
    with Embedded(data, postgres=False) as embedded:
        process = embedded.valkey.process()
        assert process
        with Connection(embedded.valkey.url) as broker:
            broker.default_channel.client.set("changed", "1")
        (data / "valkey" / f"temp-{process.pid}.rdb").mkdir()  # where it would write
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
