"""Files from elsewhere, not written with this importer in mind."""

import csv
import io
import json
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.columns.preview import LONGEST_CELL_SHOWN, ROWS_SHOWN, preview
from docprocessor.imports.tabular.recognition import UnreadableFile, recognise
from docprocessor.imports.text import printable

CORPUS = settings.ROOT.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")


def files_of(folder: str, pattern: str = "*") -> list[Path]:
    return sorted(path for path in (CORPUS / folder).glob(pattern) if path.is_file())


def names(path: Path) -> str:
    return path.name


@pytest.fixture
def exported(api, workspace):
    """The dataset that a job made, as CSV."""

    def export(dataset: Dataset) -> list[list[str]]:
        response = api.get(f"/api/datasets/{dataset.slug}/rows/?format=csv")
        return list(csv.reader(io.StringIO(b"".join(response).decode(), newline="")))

    return export


@pytest.mark.parametrize("path", files_of("csv-spectrum/csvs"), ids=names)
def test_csv_spectrum_is_read_as_its_answers_say(import_file, exported, path):
    expected = json.loads((CORPUS / "csv-spectrum/json" / f"{path.stem}.json").read_text())
    job = import_file(path.read_bytes(), name=path.name)
    _, *records = exported(job.dataset)
    titles = [field.get("title", field["name"]) for field in job.dataset.schema["fields"]]
    assert (job.status, job.failed_rows) == ("completed", 0)
    assert [dict(zip(titles, record, strict=True)) for record in records] == expected


@pytest.mark.parametrize("path", files_of("csv-spectrum/csvs"), ids=names)
def test_csv_spectrum_is_recognised_as_its_answers_say(path):
    expected = json.loads((CORPUS / "csv-spectrum/json" / f"{path.stem}.json").read_text())
    with path.open("rb") as file:
        reading = recognise(file, schema=None, wishes={}, longest=10**6)
        records = [record.cells for record in reading.records(file, longest=10**6)]
    assert [dict(zip(reading.labels, record, strict=True)) for record in records] == expected


@pytest.mark.parametrize("path", files_of("ourairports", "*.csv"), ids=names)
def test_public_data_is_recognised_whole(path):
    with path.open(newline="", encoding="utf-8") as text:
        header, *records = csv.reader(text)
    with path.open("rb") as file:
        reading = recognise(file, schema=None, wishes={}, longest=10**6)
        assert (list(reading.labels), reading.confidence) == (header, 1.0)
        assert [record.cells for record in reading.records(file, longest=10**6)] == records


@pytest.mark.parametrize("path", files_of("ourairports", "*.csv"), ids=names)
def test_public_data_goes_in_whole_and_comes_back_the_same(import_file, exported, path):
    with path.open(newline="", encoding="utf-8") as file:
        header, *records = csv.reader(file)
    job = import_file(path.read_bytes(), name=path.name)
    assert (job.status, job.total_rows, job.inserted_rows, job.failed_rows) == (
        "completed",
        len(records),
        len(records),
        0,
    )
    fields = job.dataset.schema["fields"]
    assert [field.get("title", field["name"]) for field in fields] == header
    instants = {place for place, field in enumerate(fields) if field["type"] in ("datetime", "time")}
    for wanted, got in zip(records, exported(job.dataset)[1:], strict=True):
        assert [cell for place, cell in enumerate(got) if place not in instants] == [
            cell for place, cell in enumerate(wanted) if place not in instants
        ]


class Seen(NamedTuple):
    """What a person sees who looks at a file."""

    encoding: str
    delimiter: str
    header_line: int | None
    labels: list[str]  # the first of them
    width: int
    records: int
    first: list[str]  # the first cells of the first record
    last: list[str]  # and of the last
    footer: int = 0


# Put down after looking at each of them.
SEEN = {
    # Lines end in a lone CR; dashes and apostrophes have been through three encodings before this one
    "211.csv": Seen("mac-roman", ",", 1, ["ResourceAgencyNum", "PublicName"], 96, 2132, ["373463"], ["373132"]),
    # Titles, a blank record, and names spread over two lines; its totals stand among the data, with numbers before them
    "begrotingsanalyse-2011.csv": Seen(
        "utf-8",
        ",",
        7,
        ["NR.", "Cluster", "Groningen"],
        20,
        36,
        ["0", "Inkomstenclusters:"],
        ["35", "Aantal gemeenten"],
    ),
    "characters.csv": Seen("big5", ",", 1, ["id", "景點編號", "景點中文名稱"], 18, 382, ["v_1"], ["v_382"]),
    "complex.csv": Seen(
        "utf-8",
        ",",
        1,
        ["date", "another date"],
        4,
        3,
        ["2011-01-01", "24 October 2011", "0"],
        ["2011-01-03", "", "6,000,000"],
    ),
    "example.tsv": Seen("utf-8", "\t", 1, ["hour"], 17, 140, ["2012-06-22 00:00:00"], ["2012-06-27 19:00:00"]),
    # Two titles and a blank record; years for names; a total, a blank record and two notes at the end
    "excel_pasting.csv": Seen(
        "utf-8", ",", 4, ["Year", "2000"], 9, 13, ["Timber", "2,666"], ["Cement, lime, concrete \nand stones"], 4
    ),
    # One column of the same again and again: nothing that names it
    "long.csv": Seen("utf-8", ",", None, ["column_1"], 1, 4000, ["foo"], ["foo"]),
    # Two titles and a blank record; lone CRs
    "mixedGLB.csv": Seen("utf-8", ",", 4, ["Year", "Jan"], 19, 133, ["1880", "-43"], ["2012", "34"]),
    "null.csv": Seen("utf-8", ",", None, ["column_1"], 4, 10, ["1", "null", "0", "0"], ["10", "null", "0", "0"]),
    "simple.csv": Seen("utf-8", ",", 1, ["date", "temperature", "place"], 3, 6, ["2011-01-01"], ["2011-01-03"]),
    "simple.psv": Seen("utf-8", "|", 1, ["Year", "New dwellings"], 6, 28, ["1986"], ["2013"]),
    "simple.ssv": Seen("utf-8", ";", 1, ["date", "temperature", "place"], 3, 6, ["2011-01-01"], ["2011-01-03"]),
    "simple.xlsx": Seen(
        "utf-8", ",", 1, ["date", "temperature", "place"], 3, 6, ["2011-01-01", "1"], ["2011-01-03", "5"]
    ),
    "simple.zip": Seen("utf-8", ",", 1, ["date", "temperature", "place"], 3, 6, ["2011-01-01"], ["2011-01-03"]),
    "skip_initials.csv": Seen(
        "utf-8", ",", 1, ["field1", "field2"], 2, 2, ["hello", "    goodbye"], ["hello2", "goodbye2"]
    ),
    # A blank record and the source at the end
    "spanish_chars.csv": Seen(
        "cp1252", ",", 1, ["GF_ID", "FN_ID"], 8, 114, ["1", "", "", "Gobierno"], ["", "", "2"], 2
    ),
    # The last column has neither a name nor a value
    "sparse_with_column_errors.csv": Seen(
        "cp1252", ",", 1, ["LP", "Bezeichnung", "Kapitel/Titel", "column_4"], 4, 2237, ["A"], ["Y39000"]
    ),
    "sw_gen.xlsx": Seen(
        "utf-8", ",", 1, ["id_str", "tweet_url"], 17, 15, ["474939423470395392"], ["474534250407264256"]
    ),
    "utf-16le_encoded.csv": Seen("utf-16", ",", 1, ["Organisation_code"], 19, 327, ["5C1", "Enfield PCT"], ["NYA04"]),
    # Eleven lines of notes, with delimiters in some; years for names; sixteen notes at the end
    "weird_head_padding.csv": Seen(
        "utf-8",
        ";",
        12,
        ["column_1", "1985"],
        11,
        60,
        ["   Chirurgie (ohne Orthopädie) ..."],
        ["      Strahlentherapie"],
        16,
    ),
    # Two titles; the second of three lines of names is the fullest. Another table stands below the first
    "large.xlsx": Seen(
        "utf-8",
        ",",
        5,
        ["SERIES", "column_2"],
        11,
        29,
        ["", "", "", "(A - C) OR (F + I)"],
        ["Issue dates that have not matured (E) that have been redeemed (I):"],
    ),
}
REFUSED = {"libreoffice.xlsx": "empty_workbook"}  # its only sheet holds nothing
# One line only: a header, as far as anybody can tell, and no records
WITHOUT_RECORDS = {"small.csv": ["a"], "utf8bom.csv": ["kitten", "win"]}


def test_every_messy_file_is_known():
    assert {path.name for path in files_of("messytables-horror")} == {*SEEN, *REFUSED, *WITHOUT_RECORDS}


@pytest.mark.parametrize("path", [p for p in files_of("messytables-horror") if p.name in SEEN], ids=names)
def test_messy_files_are_read_as_a_person_reads_them(path):
    seen = SEEN[path.name]
    with path.open("rb") as file:
        reading = recognise(file, schema=None, wishes={}, longest=10**6)
        records = list(reading.records(file, longest=10**6))
        blocks = list(reading.blocks(file, longest=10**6, most_rows=500))
        assert reading.count(file, longest=10**6) == len(records) == sum(block.size for block in blocks) == seen.records
    assert (reading.encoding, reading.dialect.delimiter, reading.header_line) == seen[:3]
    assert list(reading.labels[: len(seen.labels)]) == seen.labels
    assert (len(reading.labels), reading.footer_records) == (seen.width, seen.footer)
    for record, cells in ((records[0], seen.first), (records[-1], seen.last)):
        assert [cell.strip("\xa0") for cell in record.cells[: len(cells)]] == cells
    assert {len(record.cells) for record in records} == {seen.width}
    assert not any(block.apart for block in blocks)


@pytest.mark.parametrize("path", [p for p in files_of("messytables-horror") if p.name in SEEN], ids=names)
def test_a_look_at_messy_files_shows_what_an_import_reads(path):
    seen = SEEN[path.name]
    with path.open("rb") as file:
        shown = preview(file, wishes={}, longest=10**6)
        reading = recognise(file, schema=None, wishes={}, longest=10**6)
        records = list(islice(reading.records(file, longest=10**6), ROWS_SHOWN))
    served = json.loads(json.dumps(shown.as_json()))
    assert (shown.reading, shown.is_whole or shown.sampled < seen.records) == (reading, True)
    assert [row["cells"] for row in served["rows"]] == [
        [printable(cell, longest=LONGEST_CELL_SHOWN) for cell in record.cells] for record in records
    ]
    assert [row["line"] for row in served["top"]] == sorted({row["line"] for row in served["top"]})
    assert seen.header_line is None or seen.header_line in [row["line"] for row in served["top"]]
    checked = {field.name: field for field in Validator(parse_schema(served["schema"])).fields}
    for column, values in zip(served["columns"], shown.values, strict=True):
        assert not any(checked[column["field"]].judge(value)[1] for value in values)


@pytest.mark.parametrize("path", [p for p in files_of("messytables-horror") if p.name not in SEEN], ids=names)
def test_other_messy_files_are_refused_with_a_reason(path):
    with path.open("rb") as file:
        if path.name in WITHOUT_RECORDS:
            reading = recognise(file, schema=None, wishes={}, longest=10**6)
            assert (list(reading.labels), reading.count(file, longest=10**6)) == (WITHOUT_RECORDS[path.name], 0)
            return
        with pytest.raises(UnreadableFile) as refusal:
            recognise(file, schema=None, wishes={}, longest=10**6)
    assert refusal.value.code == REFUSED[path.name]
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("path", files_of("messytables-horror"), ids=names)
def test_messy_files_go_in_whole_or_are_refused_in_a_sentence(import_file, workspace, path):
    job = import_file(path.read_bytes(), name=path.name)
    if path.name in SEEN:
        assert (job.status, job.total_rows, job.failed_rows) == ("completed", SEEN[path.name].records, 0)
    else:
        assert (job.status, job.failure["kind"], job.failure["message"][-1]) == ("failed", "input", ".")
