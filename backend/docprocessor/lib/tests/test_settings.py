"""`.env_example` and the settings name the same keys, both ways; what the settings refuse, they refuse in a sentence."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

LAUNCHER = "# --- Launcher"
ENV_EXAMPLE = (settings.ROOT / ".env_example").read_text()


def documented(text):
    return re.findall(r"^#?([A-Z][A-Z0-9_]*)=", text, flags=re.MULTILINE)


def read_keys():
    """Every `env.<type>("KEY", …)` of the settings."""
    tree = ast.parse((settings.BACKEND / "docprocessor" / "settings.py").read_text())
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def test_the_service_reads_every_documented_key_and_no_other():
    service, _, launcher = ENV_EXAMPLE.partition(LAUNCHER)
    assert launcher, "the launcher's part is gone"
    assert set(documented(service)) == read_keys()
    assert not set(documented(launcher)) & read_keys()


def test_each_key_is_documented_once_and_in_words():
    keys = documented(ENV_EXAMPLE)
    assert len(keys) == len(set(keys))
    for block in ENV_EXAMPLE.split("\n\n"):
        if documented(block):
            first = block.strip().splitlines()[0]
            assert first.startswith("# "), f"{documented(block)} is not explained"


def test_the_launcher_reads_its_own_keys():
    """Those that the settings do not read are read by the code that starts the service."""
    launcher = ENV_EXAMPLE.partition(LAUNCHER)[2]
    code = "".join(file.read_text() for file in (settings.BACKEND / "docprocessor" / "launch").glob("*.py"))
    for key in documented(launcher):
        assert f'"{key}"' in code, f"nothing reads {key}"


def start(**environment):
    command = [sys.executable, "-c", "import docprocessor.settings as s; print(s.STORAGE_ROOT, s.FRONTEND_DIST)"]
    known = {key: value for key, value in os.environ.items() if key not in read_keys()}
    return subprocess.run(
        command,
        env={**known, **environment},
        cwd=settings.BACKEND,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def storage(tmp_path):
    return {"SECRET_KEY": "x", "STORAGE_ROOT": str(tmp_path / "files")}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"JOB_LEASE_SECONDS": "20", "JOB_HEARTBEAT_SECONDS": "10"}, "must be more than twice JOB_HEARTBEAT_SECONDS"),
        ({"KEEP_FILES_DAYS": "-1"}, "or for 0, which is for ever"),  # a day from now, all would have had its time
        ({"KEEP_REQUEST_KEYS_HOURS": "23"}, "KEEP_REQUEST_KEYS_HOURS must be 24 or more"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'; it can be console or json"),
        ({"UPLOAD_MAX_BYTES": "much"}, "much"),
    ],
)
def test_what_cannot_be_is_refused_at_start(storage, wrong, sentence):
    ended = start(**storage, **wrong) if "SECRET_KEY" not in wrong else start(**{**storage, **wrong})
    assert ended.returncode != 0
    assert sentence in ended.stderr.strip().splitlines()[-1]


def test_relative_folders_start_at_the_checkout(storage):
    ended = start(**storage, FRONTEND_DIST="somewhere/dist")
    assert ended.stdout.split() == [storage["STORAGE_ROOT"], str(settings.ROOT / "somewhere" / "dist")], ended.stderr
