"""The README's commands do what it says of them, typed one after the other by a stranger."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docprocessor.launch import BACKEND
from docprocessor.launch.stack import SERVER_KEYS

README = (BACKEND.parent / "README.md").read_text()


def completed(address: str, kept: str) -> list[str]:
    """Return what a person does to wait for a job."""
    return [
        "for _ in $(seq 300); do",
        f'  curl -fsS -H "X-API-KEY: $API_KEY" {address} > {kept}',
        f'  grep -q \'"status":"completed"\' {kept} && break',
        "  sleep 0.1",
        "done",
    ]


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """The shell commands of the section on programs, as a script that keeps each answer in a file."""
    section = re.search(r"## Import by program\n(.*?)\n## ", README, re.DOTALL)
    assert section
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", section[1], re.DOTALL)
        for line in block.splitlines()
        if line.strip()
    ]
    assert len(commands) == 8
    sample, post, *after = [line.replace("http://localhost:8000", "$BASE_URL") for line in commands]
    lines = [
        "set -eu",
        f"cd {tmp_path}",
        f"{sample.replace('curl', 'curl -fsS')}",
        f"{post.replace('curl', 'curl -fsS')} > accepted.json",
        f'IMPORT=$({sys.executable} -c \'import json; print(json.load(open("accepted.json"))["links"]["self"])\')',
        "IMPORT=${IMPORT%/}",
        *completed("$IMPORT/", "import.json"),
    ]
    for number, line in enumerate(after):
        lines.append(f"{line.replace('curl', 'curl -fsS')} > after{number}.txt")
        if "-F" in line:  # what comes after a merge waits for it, as a person would
            lines.append(f'grep -o \'"self":"[^"]*\' after{number}.txt | cut -d\'"\' -f4 > merge.txt')
            lines += completed('"$(cat merge.txt)"', "merge.json")
    lines = [re.sub(r"\s+#.*?(?= >|$)", "", line) for line in lines]
    script = tmp_path / "typed.sh"
    script.write_text("\n".join(lines))
    return script


def test_the_commands_of_the_readme(typed: Path, tmp_path: Path, data: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SERVER_KEYS}
    command = [sys.executable, "-m", "docprocessor.launch", "run", "--port", "0", "--data", str(data)]
    run = subprocess.run(
        [*command, "--", "bash", str(typed)],
        check=False,
        cwd=BACKEND,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    job = json.loads((tmp_path / "import.json").read_text())
    assert (job["status"], job["inserted_rows"], job["failed_rows"]) == ("completed", 988, 12)
    groups = json.loads((tmp_path / "after0.txt").read_text())["results"]
    assert sum(group["count"] for group in groups) == 12
    with (tmp_path / "rejects.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 12
    merge = json.loads((tmp_path / "merge.json").read_text())
    assert (merge["kind"], merge["status"]) == ("merge", "completed")
    assert merge["result"]["still_failed"] == 12  # nothing was mended
    rows = json.loads((tmp_path / "after3.txt").read_text())["results"]
    assert rows
    assert {row["country"] for row in rows} == {"ES"}
    balances = [float(row["balance"]) for row in rows]
    assert balances == sorted(balances, reverse=True)
    events = (tmp_path / "after4.txt").read_text()
    assert [line for line in events.splitlines() if line.startswith("event: ")][-1] == "event: status"
    assert events.count('"status":"completed"') == 1
    assert json.loads((tmp_path / "after5.txt").read_text())["kind"] == "undo"
