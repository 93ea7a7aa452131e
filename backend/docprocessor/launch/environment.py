"""`.env`: written once from `.env_example` with fresh secrets, read by the same rules as the settings read it."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from docprocessor.launch import ROOT, LaunchError

EXAMPLE = ROOT / ".env_example"
DOTENV = ROOT / ".env"


def fresh_secrets() -> dict[str, str]:
    """The keys nobody may share with another installation."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "API_KEY": "dp_" + secrets.token_urlsafe(30),  # 40 characters
        "ADMIN_PASSWORD": secrets.token_urlsafe(15),
    }


def dotenv_write(path: Path = DOTENV, example: Path = EXAMPLE) -> bool:
    """Write `.env` unless it is there, and say whether it was written."""
    if path.exists():
        return False
    text = example.read_text()
    for key, value in fresh_secrets().items():
        text = re.sub(rf"^{key}=.*$", f"{key}={value}", text, flags=re.MULTILINE)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(draft, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text)
        os.link(draft, path)  # unlike a rename, never replaces one that another run has just written
    except FileExistsError:
        return False
    except OSError as error:
        raise LaunchError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return True


def dotenv_read(path: Path = DOTENV) -> dict[str, str]:
    """The keys that are set in `.env`; django-environ's rules for quotes, which the settings go by."""
    if not path.exists():
        return {}
    values = {}
    for line in path.read_text().splitlines():
        if match := re.match(r"(?:export )?([A-Za-z_0-9]+)=(.*)$", line):
            key, value = match.groups()
            if quoted := re.match(r"'(.*)'\Z", value):
                value = quoted[1]
            elif quoted := re.match(r'"(.*)"\Z', value):
                value = re.sub(r"\\([^rnt])", r"\1", quoted[1])
            values[key] = value
    return values


def example_defaults(path: Path = EXAMPLE) -> dict[str, str]:
    """Every documented key with its default; a default that is only a note in `.env_example` counts too."""
    return dict(re.findall(r"^#?([A-Z][A-Z_]*)=(.*)$", path.read_text(), flags=re.MULTILINE))


def effective() -> dict[str, str]:
    """What this installation is set to: the environment wins over `.env`."""
    return dotenv_read() | _non_empty(os.environ)


def throw_away() -> dict[str, str]:
    """An environment that owes nothing to this checkout's `.env`: the defaults, secrets of its own, a free port."""
    return dict(os.environ) | example_defaults() | fresh_secrets() | {"PORT": "0"}


def _non_empty(environ: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environ.items() if value}
