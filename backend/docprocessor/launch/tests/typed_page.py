"""Types the commands of a page of documentation, as a person would who waits where the page says to wait.

    python typed_page.py PAGE FOLDER        in the environment of a service: BASE_URL, API_KEY

Runs under `docprocessor.launch run`; leaves one file of JSON with what each command was answered.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 120  # seconds for a piece of work; a bound, not a measure
IDS = ("task_id", "ingestion_id", "id")


def commands(page: str) -> list[str]:
    """The shell commands of a page, one line each, without remarks."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    text = "\n".join(blocks)
    text = re.sub(r"\\\n\s*", "", text)
    lines = re.findall(r"^(?:curl|export) (?:'[^']*'|[^'\n])*", text, re.MULTILINE)
    return [re.sub(r"\s+# .*$", "", line) for line in lines]


def typed(command: str, folder: Path, variables: dict[str, str]) -> dict[str, object]:
    """Run one command; what came back, with the file that it was written to where the command names one."""
    target = re.search(r" -o (\S+)$", command)
    body = folder / (target[1] if target else "answer")
    body.unlink(missing_ok=True)
    line = command.replace("curl", "curl -sS -D headers" + ("" if target else " -o answer"), 1)
    environment = os.environ | variables
    done = subprocess.run(
        ["bash", "-c", line], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    status, *lines = (folder / "headers").read_text().splitlines()
    headers = dict(each.lower().split(": ", 1) for each in lines if ": " in each)
    content = body.read_bytes()
    answer = {"command": command, "status": int(status.split()[1]), "headers": headers, "bytes": content[:8].hex()}
    if "json" in headers.get("content-type", ""):
        answer["json"] = json.loads(content)
    return answer


def main(page: Path, folder: Path) -> None:
    """Type all of it."""
    variables: dict[str, str] = {}
    answers = []
    for command in commands(page.read_text()):
        if command.startswith("export"):
            continue
        ends = time.monotonic() + PATIENCE
        answer = typed(command, folder, variables)
        # The page's own rule: what has Retry-After and was only asked for is asked for again.
        while "retry-after" in answer["headers"] and not re.search(r" -(d|F|X) ", command):
            if time.monotonic() > ends:
                sys.exit(f"{command} was not done: {answer}")
            time.sleep(float(answer["headers"]["retry-after"]))
            answer = typed(command, folder, variables)
        if isinstance(answer.get("json"), dict):
            variables |= {name.upper(): answer["json"][name] for name in IDS if name in answer["json"]}
        answers.append(answer)
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
