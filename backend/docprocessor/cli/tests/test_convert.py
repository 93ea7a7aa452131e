"""Files as CSV by RFC 4180: what any reader of CSV reads is what stood in the file."""

import csv
import gzip
import io
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from docprocessor.cli.tests.conftest import BACKEND, argv, environment

SPECTRUM = BACKEND.parent.parent / "shared" / "corpus" / "csv-spectrum"


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(not SPECTRUM.is_dir(), reason="the corpus is not there")
def test_csv_spectrum(command, tmp_path):
    """Many files into a folder, in one process."""
    sources = sorted((SPECTRUM / "csvs").glob("*.csv"))
    done = command("convert", *sources, "-o", "out")
    assert done.returncode == 0, done.stderr
    assert len(sources) == 11
    for source in sources:
        header, *records = table((tmp_path / "out" / source.name).read_bytes())
        expected = json.loads((SPECTRUM / "json" / f"{source.stem}.json").read_text(encoding="utf-8"))
        assert [dict(zip(header, record, strict=True)) for record in records] == expected, source.name


def test_the_form(command, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"a;b c;d\n1;'x;\"y\"';\n;2,5; z \n")
    done = command("convert", "x.csv", "-o", "out.csv", "--quote", "'")
    assert done.returncode == 0
    assert (tmp_path / "out.csv").read_bytes() == b'a,b c,d\r\n1,"x;""y""",\r\n,"2,5", z \r\n'
    assert done.stderr == "x.csv → out.csv: 2 records\n"


def test_to_standard_output(command, tmp_path):
    (tmp_path / "x.tsv").write_text("a\tb\n1\tx y\n")
    for arguments in (["x.tsv"], ["x.tsv", "-o", "-"]):
        done = command("convert", *arguments, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "a,b\n1,x y\n", "")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "cp1250", "shift_jis"])
def test_awkward_encodings(command, tmp_path, encoding):
    records = [["Name", "Ort"], ["Müller", "Köln"], ["Grün, Äpfel", "Süß"]]
    if encoding == "shift_jis":
        records = [["名前", "都市"], ["山田", "東京, 日本"]]
    content = "\r\n".join(",".join(f'"{cell}"' for cell in record) for record in records)
    (tmp_path / "x.csv").write_bytes(content.encode(encoding))
    said = ["--encoding", encoding] if encoding in ("cp1250", "shift_jis") else []
    assert command("convert", "x.csv", "-o", "out.csv", *said).returncode == 0
    assert table((tmp_path / "out.csv").read_bytes()) == records


def test_what_is_said_counts(command, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"1|'it\\'s'|x\n2|b|y\n")
    options = ["--delimiter", "|", "--quote", "'", "--escape", "\\", "--header-row", "0"]
    assert command("convert", "x.csv", "-o", "out.csv", *options).returncode == 0
    assert table((tmp_path / "out.csv").read_bytes()) == [
        ["column_1", "column_2", "column_3"],
        ["1", "it's", "x"],
        ["2", "b", "y"],
    ]


FAULTY = b'a,b\n1,2\n3\n"x"y,4\n5,6,7\n"8\n8",Jos\xe9\n9,\xc3\xb6\n'


def test_records_that_cannot_be_written_are_said_with_their_line(command, tmp_path):
    (tmp_path / "x.csv").write_bytes(FAULTY)
    done = command("convert", "x.csv", "-o", "out.csv", "--encoding", "utf-8")
    assert done.returncode == 3
    assert table((tmp_path / "out.csv").read_bytes()) == [["a", "b"], ["1", "2"], ["9", "ö"]]
    assert done.stderr.splitlines() == [
        "x.csv:3: This record has 1 cell; the header has 2.",
        "x.csv:4: A quote in this record is not closed, or something follows a closing quote.",
        "x.csv:5: This record has 3 cells; the header has 2.",
        "x.csv:6: This record holds bytes that are not of the file's encoding.",
        "x.csv → out.csv: 2 records, 4 left out",
    ]


def test_ragged_records_can_be_kept(command, tmp_path):
    (tmp_path / "x.csv").write_bytes(FAULTY)
    done = command("convert", "x.csv", "-o", "out.csv", "--encoding", "utf-8", "--ragged", "keep")
    assert done.returncode == 3
    records = table((tmp_path / "out.csv").read_bytes())
    assert records == [["a", "b"], ["1", "2"], ["3"], ["5", "6", "7"], ["9", "ö"]]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(command, tmp_path):
    (tmp_path / "good.csv").write_text("a,b\n1,2\n")
    (tmp_path / "ragged.csv").write_text("a,b\n1\n2,3\n")
    (tmp_path / "empty.csv").write_text("")
    done = command("convert", "nowhere.csv", "empty.csv", "ragged.csv", "good.csv", "-o", "out")
    assert done.returncode == 1
    said = done.stderr.splitlines()
    assert said[0] == "There is no file nowhere.csv."
    assert said[1].startswith("empty.csv: The file holds no records")
    assert names(tmp_path / "out") == ["good.csv", "ragged.csv"]


def test_some_left_out_in_one_of_many(command, tmp_path):
    (tmp_path / "good.csv").write_text("a,b\n1,2\n")
    (tmp_path / "ragged.csv").write_text("a,b\n1\n2,3\n")
    assert command("convert", "ragged.csv", "good.csv", "-o", "out").returncode == 3


def test_files_of_one_name(command, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(f"a,b\n{folder},1\n")
    (tmp_path / "X.tsv").write_text("a\tb\nthree\t1\n")
    done = command("convert", "one/x.csv", "two/x.csv", "X.tsv", "-o", "out/")
    assert done.returncode == 0
    found = {name: table((tmp_path / "out" / name).read_bytes())[1][0] for name in names(tmp_path / "out")}
    assert found == {"x.csv": "one", "x_2.csv": "two", "X_3.csv": "three"}


@pytest.mark.parametrize("out", ["x.csv", ".", "link.csv", "./x.csv"])
def test_an_input_is_never_written_over(command, tmp_path, out):
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    (tmp_path / "link.csv").symlink_to("x.csv")
    done = command("convert", "x.csv", "-o", out)
    assert (done.returncode, (tmp_path / "x.csv").read_text()) == (1, "a;b\n1;2\n")
    assert "is one of the files to convert, and is not written over" in done.stderr


def test_another_input_is_never_written_over(command, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    (tmp_path / "out" / "x.csv").write_text("c;d\n3;4\n")
    done = command("convert", "x.csv", "out/x.csv", "-o", "out")
    assert done.returncode == 1
    assert (tmp_path / "out" / "x.csv").read_text() == "c;d\n3;4\n"
    assert table((tmp_path / "out" / "x_2.csv").read_bytes()) == [["c", "d"], ["3", "4"]]


def test_a_target_that_fails_stays_as_it_was(command, tmp_path):
    (tmp_path / "x.csv").write_text("")
    (tmp_path / "out.csv").write_text("before")
    assert command("convert", "x.csv", "-o", "out.csv").returncode == 1
    assert names(tmp_path) == ["out.csv", "x.csv"]
    assert (tmp_path / "out.csv").read_text() == "before"


def test_where_nothing_can_go(command, tmp_path):
    for name in ("x.csv", "y.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    (tmp_path / "file").write_text("")
    for out in ("-", "file"):
        done = command("convert", "x.csv", "y.csv", "-o", out)
        assert done.returncode == 1
        assert "folder" in done.stderr
    assert command("convert", "x.csv", "-o", "/proc/nowhere/x.csv").returncode == 1


def test_a_device_is_written_to(command, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert command("convert", "x.csv", "-o", "/dev/null").returncode == 0


def test_what_is_no_part_of_the_table_is_passed_over(command, tmp_path):
    lines = ["Sales of May", "", "region,amount", *(f"Region {n},{n}" for n in range(1, 9)), "Total,36"]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    done = command("convert", "x.csv", "-o", "out.csv")
    assert done.returncode == 0
    assert table((tmp_path / "out.csv").read_bytes()) == [line.split(",") for line in lines[2:-1]]
    assert done.stderr == ("x.csv → out.csv: 8 records, 1 total at the end passed over, the table begins at line 3\n")


def test_packed_and_other_formats(command, tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a;b\n1;2\n"))
    (tmp_path / "b.jsonl").write_text('{"a": 1, "b": "x"}\n{"a": 2, "b": "y,z"}\n')
    done = command("convert", "a.csv.gz", "b.jsonl", "-o", "out")
    assert done.returncode == 0, done.stderr
    found = {name: table((tmp_path / "out" / name).read_bytes()) for name in names(tmp_path / "out")}
    assert found == {"a.csv": [["a", "b"], ["1", "2"]], "b.csv": [["a", "b"], ["1", "x"], ["2", "y,z"]]}


@pytest.fixture
def long_file(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("id,text\n")
        for number in range(300_000):
            file.write(f'{number},"a ""word"" and a comma, and more of it, so that it takes a while"\n')
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_half_written_file_does_not_stay(long_file, tmp_path, number):
    target = tmp_path / "out"
    target.mkdir()
    command = argv("convert", *[long_file] * 20, "-o", "out")
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while not any(name.endswith(".part") for name in names(target)):
            assert time.monotonic() < deadline
            assert process.poll() is None
        process.send_signal(number)
        assert process.wait(30) == 128 + number
    left = names(target)
    assert not [name for name in left if name.endswith(".part")]
    assert len({(target / name).stat().st_size for name in left}) <= 1  # those that were done are whole


def test_a_reader_that_has_enough(long_file, tmp_path):
    """As `head` is: not a word, and no traceback."""
    command = argv("convert", long_file, "-o", "-")
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"id,text\r\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_as_many_records_as_there_were(long_file, tmp_path, command):
    """Over many blocks."""
    assert command("convert", "long.csv", "-o", "out.csv").returncode == 0
    assert table((tmp_path / "out.csv").read_bytes()) == table(long_file.read_bytes())
