import stat
from pathlib import Path
from typing import Any

import environ
import pytest

from docprocessor.launch import environment

EXAMPLE = """# A comment with KEY=value in it
SECRET_KEY=
API_KEY=
#ADMIN_EMAIL=admin@example.com
ADMIN_PASSWORD=
#LOG_LEVEL=info
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / ".env_example"
    path.write_text(EXAMPLE)
    return path


def test_first_run_writes_dotenv_with_fresh_secrets_for_its_owner_only(tmp_path: Path, example: Path) -> None:
    written = [tmp_path / "one", tmp_path / "two"]
    assert all(environment.dotenv_write(path, example) for path in written)
    one, two = map(environment.dotenv_read, written)
    assert set(one) == {"SECRET_KEY", "API_KEY", "ADMIN_PASSWORD"}
    assert not set(one.values()) & set(two.values())
    assert one["API_KEY"].startswith("dp_")
    assert len(one["API_KEY"]) == 43
    assert stat.S_IMODE(written[0].stat().st_mode) == 0o600
    assert "#LOG_LEVEL=info\n" in written[0].read_text()


def test_a_dotenv_is_never_overwritten(tmp_path: Path, example: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("API_KEY=mine\n")
    assert not environment.dotenv_write(dotenv, example)
    assert dotenv.read_text() == "API_KEY=mine\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env", ".env_example"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("KEY=plain", "plain"),
        ("export KEY=exported", "exported"),
        ("KEY=", ""),
        ("KEY='it # stays'", "it # stays"),
        ('KEY="two words"', "two words"),
        (r'KEY="a \" quote"', 'a " quote'),
        ("KEY=redis://host:6379/0", "redis://host:6379/0"),
    ],
)
def test_dotenv_is_read_as_the_settings_read_it(tmp_path: Path, line: str, value: str) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"{line}\n#KEY=commented\n")

    settings: Any = type("Settings", (environ.Env,), {"ENVIRON": {}})
    settings.read_env(dotenv)
    assert environment.dotenv_read(dotenv) == {"KEY": value} == settings.ENVIRON


def test_no_dotenv_sets_nothing(tmp_path: Path) -> None:
    assert environment.dotenv_read(tmp_path / ".env") == {}


def test_a_throw_away_environment_owes_nothing_to_what_is_set_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("UPLOAD_MAX_BYTES", "1")
    settings = environment.throw_away()
    assert settings["DATABASE_URL"] == ""
    assert settings["UPLOAD_MAX_BYTES"] == "2147483648"
    assert settings["SECRET_KEY"] != environment.throw_away()["SECRET_KEY"]


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PORT=1\nHOST=0.0.0.0\n")
    monkeypatch.setattr(environment, "dotenv_read", lambda: {"PORT": "1", "HOST": "0.0.0.0"})
    monkeypatch.setenv("PORT", "2")
    monkeypatch.setenv("HOST", "")  # as good as unset
    settings = environment.effective()
    assert (settings["PORT"], settings["HOST"]) == ("2", "0.0.0.0")
