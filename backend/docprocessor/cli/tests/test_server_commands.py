"""The commands that talk to a server, against a real one; a worker runs beside them."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from docprocessor.accounts.keys import key_create
from docprocessor.cli.tests.conftest import argv, environment
from docprocessor.imports.models import ImportJob
from docprocessor.jobs import worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.usefixtures("committed")

HEADER = "id,name,email,amount,joined\n"
GOOD = HEADER + "".join(f"{n},Name {n},,,\n" for n in range(1, 11))
PARTIAL = GOOD + "x,Ben,no,,\n10,Again,,,\n"


@pytest.fixture
def server(live_server, workspace, user, customers):
    """Where the server is, and a key for it, as the command's environment has them."""
    key = key_create(workspace=workspace, created_by=user, name="cli", scopes=["read", "write", "admin"])[1]
    return {"DOCPROCESSOR_URL": live_server.url, "DOCPROCESSOR_API_KEY": key}


@pytest.fixture
def file(tmp_path):
    def write(content, name="people.csv"):
        path = tmp_path / name
        path.write_text(content)
        return name

    return write


@pytest.fixture
def beside(server, tmp_path):
    """Runs a command, and meanwhile every job that comes, as a worker would."""

    def run(*arguments):
        process = subprocess.Popen(
            argv(*arguments),
            cwd=tmp_path,
            env=environment(**server),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        output = {}
        reading = threading.Thread(
            target=lambda: output.update(zip(("out", "err"), process.communicate(), strict=True))
        )
        reading.start()
        deadline = time.monotonic() + 60
        while reading.is_alive():
            for queue in ("imports", "default"):
                worker.run_next(queue)
            assert time.monotonic() < deadline
            time.sleep(0.05)
        reading.join()
        return process.returncode, output["out"], output["err"]

    return run


def test_all_rows_in(beside, file, rows, customers):
    code, out, err = beside("import", file(GOOD), "--dataset", "customers", "--wait")
    assert (code, err) == (0, "")
    assert "people.csv into customers: completed\n" in out
    assert out.endswith("  rows         10\n  inserted     10\n")
    assert len(rows(customers)) == 10


def test_some_rows_left_out(beside, file):
    code, out, _ = beside("import", file(PARTIAL), "--dataset", "customers", "--wait")
    assert code == 3
    assert "completed, but 2 rows are left out" in out
    assert "  failed        2\n" in out
    assert "/rejects/" in out


def test_an_import_that_fails(beside, file):
    code, out, _ = beside("import", file("a,b\n1,2\n"), "--dataset", "customers", "--wait")
    assert code == 1
    assert "people.csv into customers: failed. None of the file's columns" in out


def test_the_whole_job_as_json(beside, file):
    code, out, _ = beside("import", file(PARTIAL), "--dataset", "customers", "--wait", "--json")
    job = json.loads(out)
    assert (code, job["status"], job["inserted_rows"], job["failed_rows"]) == (3, "completed", 10, 2)


def test_what_is_said_of_a_file_goes_with_it(beside, file, rows, customers):
    content = "1|Ana|x\n2|'B|en'|x\n"
    mapping = {"column_1": "id", "column_2": "name", "column_3": None}
    options = ["--delimiter", "pipe", "--quote", "'", "--header-row", "0", "--mapping", json.dumps(mapping)]
    code, out, err = beside("import", file(content), "--dataset", "customers", "--wait", *options)
    assert code == 0, out + err
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "B|en")]


def test_a_mapping_from_a_file(beside, file, rows, customers):
    file('{"Wer": "name", "Nr": "id"}', "mapping.json")
    code, out, _ = beside(
        "import", file("Nr,Wer\n7,Ana\n"), "--dataset", "customers", "--mapping", "@mapping.json", "--wait"
    )
    assert code == 0, out
    assert rows(customers)[0][:2] == (7, "Ana")


def test_without_waiting(command, server, file, run_jobs):
    done = command("import", file(GOOD), "--dataset", "customers", **server)
    [job] = ImportJob.objects.all()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"people.csv is accepted as import {job.pk}.\nFollow it with: docprocessor status {job.pk}\n"
    )
    assert command("status", job.pk, **server).stdout == "people.csv into customers: waiting\n"
    assert command("pause", job.pk, **server).stdout == "people.csv into customers: paused\n"
    assert command("resume", job.pk, **server).stdout == "people.csv into customers: waiting\n"
    assert command("cancel", job.pk, **server).stdout == "people.csv into customers: cancelled\n"
    assert command("retry", job.pk, **server).stdout == "people.csv into customers: waiting\n"
    run_jobs()
    assert command("status", job.pk, **server).stdout.startswith("people.csv into customers: completed\n")
    again = command("cancel", job.pk, **server)
    assert (again.returncode, again.stderr) == (1, "docprocessor: A job that is completed cannot be cancelled.\n")


def test_the_list_of_jobs(command, server, file, run_jobs):
    for name in ("one.csv", "two.csv"):
        command("import", file(PARTIAL, name), "--dataset", "customers", "--force", **server)
    run_jobs()
    command("import", file(GOOD, "three.csv"), "--dataset", "customers", **server)
    listed = command("jobs", **server).stdout
    assert [listed.index(name) for name in ("three.csv", "two.csv", "one.csv")] == sorted(
        listed.index(name) for name in ("one.csv", "two.csv", "three.csv")
    )
    assert str(ImportJob.objects.get(title="one.csv").pk) in listed
    found = json.loads(command("jobs", "--status", "completed", "--search", "two", "--json", **server).stdout)
    assert [job["title"] for job in found] == ["two.csv"]
    few = command("jobs", "--limit", "1", **server)
    assert few.stderr == "There are more than these 1.\n"


def test_the_workers_and_what_they_are_on(command, server, workspace):
    job, _ = factories.processing(workspace, title="people.csv")
    Job.objects.filter(pk=job.pk).update(worker="a@here")
    factories.worker("imports", name="a@here")
    factories.worker("default", name="b@here", stopping=True)
    factories.worker("reports", name="c@here", seen_at=datetime.now(UTC) - timedelta(minutes=1))
    done = command("workers", **server)
    assert (done.returncode, done.stderr) == (0, "")
    one, two, three = (line for line in done.stdout.splitlines() if "@here" in line)
    assert all(part in one for part in ("a@here", "alive", "imports", "prefork, 2", f"people.csv ({job.pk})"))
    assert "stopping" in two
    assert "silent" in three
    [first, *_] = json.loads(command("workers", "--json", **server).stdout)
    assert (first["name"], first["jobs"][0]["id"]) == ("a@here", str(job.pk))


def test_undo_says_what_the_server_says(command, server):
    done = command("undo", "01890000-0000-7000-8000-000000000000", **server)
    assert (done.returncode, done.stderr) == (1, "docprocessor: There is nothing here under that address.\n")


def test_undo(beside, command, server, file, rows, customers):
    for content, mode in ((GOOD, "insert"), (HEADER + "1,Ana,,,\n2,Ben,,,\n11,Cem,,,\n", "upsert")):
        assert beside("import", file(content), "--dataset", "customers", "--mode", mode, "--wait")[0] == 0
    first, second = ImportJob.objects.order_by("created_at")
    code, out, err = beside("undo", second.pk)
    assert (code, err) == (0, "")
    assert out.endswith("Undo of people.csv: completed\n  removed      1\n  restored     2\n  kept         0\n")
    assert min(row[1] for row in rows(customers)) == "Name 1"
    undone = command("undo", second.pk, **server)
    assert (undone.returncode, undone.stderr) == (1, "docprocessor: This import has been undone already.\n")
    again = command("undo", ImportJob.objects.get(pk=second.pk).undone_by_id, **server)
    assert again.stderr == "docprocessor: An undo cannot be undone; import the file again.\n"
    assert beside("undo", first.pk, "--json")[0] == 0
    assert rows(customers) == []


def test_undo_that_keeps_some_rows(beside, file, server):
    for content, mode in ((GOOD, "insert"), (HEADER + "1,Ana,,,\n", "upsert")):
        assert beside("import", file(content), "--dataset", "customers", "--mode", mode, "--wait")[0] == 0
    first = ImportJob.objects.order_by("created_at")[0]
    code, out, _ = beside("undo", first.pk)
    assert code == 3
    assert "  removed      9\n  restored     0\n  kept         1\n" in out
    kept = f"{server['DOCPROCESSOR_URL']}/api/imports/{first.pk}/undo/kept/"
    assert out.endswith(f"The rows kept, with the reasons: {kept}\n")


def test_merge(beside, file, server, rows, customers, tmp_path):
    assert beside("import", file(HEADER + "1,Ana,,,\nx,Ben,,,\ny,Cem,,,\n"), "--dataset", "customers", "--wait")[0] == 3
    [job] = ImportJob.objects.all()
    code, out, err = beside("merge", job.pk, file("_row,id\n2,2\n1,7\n", "mended.csv"))
    assert (code, err) == (3, "")
    rejects = f"{server['DOCPROCESSOR_URL']}/api/imports/{job.pk}/rejects/"
    assert out.endswith(
        "Merge into people.csv: completed\n"
        "  merged       1\n  left out     0\n  still failed 1\n  not rejected 1\n"
        f"Those that are still not in, with the reasons: {rejects}\n"
    )
    assert beside("merge", job.pk, file("_row,id\n3,3\n", "more.csv"), "--json")[0] == 0
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "Ben"), (3, "Cem")]
    code, _, err = beside("merge", job.pk)
    assert (code, err) == (1, "docprocessor: All records of this import are in already; there is nothing to merge.\n")


def test_merge_of_a_file_without_numbers(beside, file):
    beside("import", file(HEADER + "x,Ben,,,\n"), "--dataset", "customers", "--wait")
    code, out, _ = beside("merge", ImportJob.objects.get().pk, file("id\n2\n", "mended.csv"))
    assert (code, "The file has no column _row" in out) == (1, True)


def test_what_the_server_refuses(command, server, file):
    done = command("import", file(GOOD), "--dataset", "nobody", **server)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "docprocessor: There is no dataset called 'nobody'.\n"
    assert command("import", file(GOOD), "--dataset", "customers", **server).returncode == 0
    done = command("import", file(GOOD, "again.csv"), "--dataset", "customers", **server)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "docprocessor: A file with the same content has been given to customers before: people.csv. "
        "To import it once more, set force.\n"
    )
    done = command("import", file(GOOD, "again.csv"), "--dataset", "customers", "--force", **server)
    assert (done.returncode, ImportJob.objects.count()) == (0, 2)
    done = command("import", file("", "empty.csv"), **server)
    assert (done.returncode, done.stderr) == (1, "docprocessor: The file is empty.\n")
    done = command("status", "01890000-0000-7000-8000-000000000000", **server)
    assert (done.returncode, done.stderr) == (
        1,
        "docprocessor: There is no job 01890000-0000-7000-8000-000000000000.\n",
    )


def test_a_wrong_key_and_none(command, server):
    done = command("jobs", "--key", "dp_wrong", **server)
    assert done.returncode == 1
    assert "key" in done.stderr
    done = command("jobs", **(server | {"DOCPROCESSOR_API_KEY": ""}))
    assert (done.returncode, done.stderr) == (
        1, "docprocessor: There is no API key: give --key, or set DOCPROCESSOR_API_KEY.\n"
    )  # fmt: skip


def test_the_key_of_the_servers_own_environment(command, server):
    key = server.pop("DOCPROCESSOR_API_KEY")
    assert command("jobs", API_KEY=key, **server).returncode == 0


def test_nobody_at_the_address(command):
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        done = command("jobs", "--url", url, "--key", "x")
    assert (done.returncode, done.stderr) == (1, f"docprocessor: Nothing answers at {url}: Connection refused.\n")


def test_somebody_else_at_the_address(command, live_server, server):
    done = command("jobs", **(server | {"DOCPROCESSOR_URL": f"{live_server.url}/static"}))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_interrupted_while_it_waits(server, tmp_path, file):
    """Only the waiting ends."""
    process = subprocess.Popen(
        argv("import", file(GOOD), "--dataset", "customers", "--wait"),
        cwd=tmp_path,
        env=environment(**server),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout.readline().startswith("waiting")
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    [job] = ImportJob.objects.all()
    assert process.returncode == 130
    assert err == f"\nThe import goes on. Follow it with: docprocessor status {job.pk}\n"
    assert (job.status, job.cancel_requested_at) == ("pending", None)
