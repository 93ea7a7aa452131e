"""The commands of docs/api.md do what it says of them, typed one after the other on a real service."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest

from docprocessor.launch import BACKEND
from docprocessor.launch.stack import SERVER_KEYS
from docprocessor.launch.tests import typed_page

PAGE = BACKEND.parent / "docs" / "api.md"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each command was answered, in the page's order."""
    folder = tmp_path_factory.mktemp("typed")
    environment = {name: value for name, value in os.environ.items() if name not in SERVER_KEYS}
    launch = [sys.executable, "-m", "docprocessor.launch", "run", "--throw-away", "--set", "ID_BATCH_SECONDS=0.5"]
    run = subprocess.run(
        [*launch, "--", sys.executable, typed_page.__file__, str(PAGE), str(folder)],
        check=False,
        cwd=BACKEND,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return json.loads((folder / "answers.json").read_text())


def answer_to(answers, *parts):
    """The last answer to a command that holds all of these."""
    return [each for each in answers if all(part in each["command"] for part in parts)][-1]


def test_each_command_is_typed(answers):
    shown = re.findall(r"^curl ", PAGE.read_text(), re.MULTILINE)
    assert len(answers) == len(shown) > 20


def test_answers_are_made_as_the_page_shows_them(answers):
    """Each block of JSON has the members of the answer to the command above it."""
    seen = 0
    blocks = re.findall(r"```(sh|json)\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for (kind, text), (after, shown) in pairwise(blocks):
        if (kind, after) == ("sh", "json"):
            typed = typed_page.commands(f"```sh\n{text}```")[-1]
            [answer] = [each for each in answers if each["command"] == typed]
            assert shape(answer["json"]) == shape(json.loads(shown)), typed
            seen += 1
    assert seen >= 9


def shape(value):
    """The names of an object's members, and of those in its first list."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items() if name not in ("results", "errors", "details")}
    return shape(value[0]) if isinstance(value, list) and value else None


def test_work_is_accepted_with_an_address_and_when_to_ask(answers):
    accepted = [each for each in answers if each["status"] in (201, 202)]
    assert len(accepted) == 7
    for each in accepted:
        assert each["headers"]["location"].startswith("http")
        assert each["headers"]["retry-after"].isdigit()


def test_refusals_are_those_of_the_page(answers):
    refused = [each for each in answers if each["status"] >= 400]
    assert [each["status"] for each in refused] == [400, 400, 400, 400]
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)][:2]
    assert [each["json"] for each in refused[:2]] == shown


def test_what_is_sent_twice_is_done_once(answers):
    first, second = (each for each in answers if "Idempotency-Key" in each["command"])
    assert first["json"] == second["json"]
    assert second["headers"]["idempotency-replayed"] == "true"


def test_what_came_of_it(answers):
    job = answer_to(answers, '/api/imports/$ID/"')["json"]
    assert (job["status"], job["inserted_rows"], job["failed_rows"]) == ("completed", 988, 12)
    records = answer_to(answers, "/api/data/status/")["json"]
    assert (records["status"], records["failed_records"], records["errors"][0]["field"]) == ("COMPLETED", 1, "email")
    assert [row["student_id"] for row in answer_to(answers, "/students/rows/")["json"]["results"]] == ["s-1042"]
    assert answer_to(answers, "/status/$INGESTION_ID")["json"]["status"] == "completed"
    assert len(answer_to(answers, "/results/")["json"]["results"]) == 5
    report = answer_to(answers, "/assignment/pdf/$TASK_ID")
    assert bytes.fromhex(report["bytes"]).startswith(b"%PDF-")
    assert "s-1042" in report["headers"]["content-disposition"]
    task = answer_to(answers, 'tasks/$ID"')["json"]
    assert answer_to(answers, "/images/1")["headers"]["content-type"].startswith("image/")
    assert [each["id"] for each in answer_to(answers, "/api/tasks/?")["json"]["results"]]
    assert task["code"] == "wrong_state"  # the DELETE of what has succeeded
    assert answer_to(answers, "/api/health")["json"]["status"] == "healthy"
