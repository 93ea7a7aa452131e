"""`preview` and `infer`; and that a command starts without what it does not need."""

import json
import subprocess
import sys

import pytest

from docprocessor.cli.tests.conftest import environment

FILE = 'Kunde;Betrag;Dabei seit\nAna;1.50;2024-01-31\n"Ben;Cem";2;\nDan;7\n'


@pytest.fixture
def file(tmp_path):
    (tmp_path / "kunden.csv").write_text(FILE, encoding="utf-8")
    return "kunden.csv"


def test_preview(command, file):
    done = command("preview", file)
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("semicolon", "line 1", "Dabei seit", "dabei_seit", "number", "Ben;Cem", "This record has 2 cells"):
        assert text in done.stdout


def test_preview_says_what_a_column_could_also_be(command, tmp_path):
    (tmp_path / "x.csv").write_text("day,code\n03/04/2025,007\n")
    shown = command("preview", "x.csv").stdout
    assert "date (%d/%m/%Y), date (%m/%d/%Y)" in shown
    assert "integer, number" in shown


def test_preview_as_json(command, file):
    shown = json.loads(command("preview", file, "--json", "--rows", "1").stdout)
    assert shown["dialect"]["delimiter"] == ";"
    assert [row["cells"] for row in shown["rows"]] == [["Ana", "1.50", "2024-01-31"]]
    assert [field["type"] for field in shown["schema"]["fields"]] == ["string", "number", "date"]


def test_what_looks_like_markup_is_shown_as_it_is(command, tmp_path):
    (tmp_path / "x.csv").write_text("[red]a[/],b\n[bold]1,[/nothing]\n")
    shown = command("preview", "x.csv").stdout
    assert all(text in shown for text in ("[red]a[/]", "[bold]1", "[/nothing]"))


def test_infer(command, file):
    done = command("infer", file)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "fields": [
            {"name": "kunde", "title": "Kunde", "type": "string", "description": "Inferred: all 2 values."},
            {"name": "betrag", "title": "Betrag", "type": "number", "description": "Inferred: all 2 values."},
            {"name": "dabei_seit", "title": "Dabei seit", "type": "date", "description": "Inferred: all 1 values."},
        ]
    }


def test_infer_sees_every_value(command, tmp_path):
    """One value far behind what a preview looks at decides."""
    (tmp_path / "x.csv").write_text("id,zip\n" + "1,12345\n" * 300_000 + "2,01234\n")
    fields = json.loads(command("infer", "x.csv").stdout)["fields"]
    assert [field["type"] for field in fields] == ["integer", "string"]
    assert fields[1]["description"] == "Inferred: kept as text: 1 value starts with 0."


@pytest.mark.parametrize("name", ["preview", "infer", "convert"])
def test_files_that_are_none(command, tmp_path, name):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "folder").mkdir()
    for path, sentence in (
        ("nowhere.csv", "There is no file nowhere.csv."),
        ("folder", "folder is a folder."),
        ("empty.csv", "empty.csv: The file"),
    ):
        done = command(name, path)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options", [["--delimiter", "ab"], ["--encoding", "klingon"], ["--delimiter", '"'], ["--header-row", "-1"]]
)
def test_what_cannot_be(command, file, options):
    done = command("preview", file, *options)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


def test_version(command):
    assert command("--version").stdout.startswith("docprocessor")


def test_a_command_starts_without_what_it_does_not_need():
    code = (
        "import sys, docprocessor.cli.app;"
        "print(*sorted({'django', 'numpy', 'pyarrow', 'httpx', 'celery', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == ""


def test_files_are_read_without_django(file, tmp_path):
    code = (
        f"import sys; sys.argv = ['docprocessor', 'convert', {file!r}, '-o', 'out.csv', '--quiet']\n"
        "from docprocessor.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout == "3 False\n"
