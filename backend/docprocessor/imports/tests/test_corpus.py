"""Files from elsewhere, not written with this importer in mind."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.conf import settings

from docprocessor.datasets.models import Dataset

CORPUS = settings.ROOT.parent / "shared" / "corpus"
TEXT_SUFFIXES = {".csv", ".tsv", ".ssv", ".psv"}

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


# What a person sees: encoding, delimiter, the header's line. Titles above a header are not seen through yet.
SEEN = {
    "characters.csv": ("big5", ",", 1),
    "complex.csv": ("utf-8", ",", 1),
    "example.tsv": ("utf-8", "\t", 1),
    "long.csv": ("utf-8", ",", 1),
    "null.csv": ("utf-8", ",", None),
    "simple.csv": ("utf-8", ",", 1),
    "simple.psv": ("utf-8", "|", 1),
    "simple.ssv": ("utf-8", ";", 1),
    "skip_initials.csv": ("utf-8", ",", 1),
    "spanish_chars.csv": ("cp1252", ",", 1),
    "sparse_with_column_errors.csv": ("cp1252", ",", 1),
    "utf-16le_encoded.csv": ("utf-16", ",", 1),
}


@pytest.mark.parametrize("path", [p for p in files_of("messytables-horror") if p.suffix in TEXT_SUFFIXES], ids=names)
def test_messy_files_end_in_a_result_or_a_sentence(import_file, workspace, path):
    job = import_file(path.read_bytes(), name=path.name)
    assert job.status in ("completed", "failed")
    assert job.total_rows == job.inserted_rows + job.failed_rows
    if job.status == "failed":
        assert (job.failure["kind"], job.failure["message"][-1]) == ("input", ".")
        assert path.name in ("small.csv", "utf8bom.csv")  # one line only
    elif path.name in SEEN:
        seen = job.result["encoding"], job.result["delimiter"], job.result["header_line"]
        assert seen == SEEN[path.name]
        assert job.failed_rows == 0


@pytest.mark.parametrize(
    "path", [p for p in files_of("messytables-horror") if p.suffix in (".xlsx", ".zip")], ids=names
)
def test_what_is_no_text_is_refused(upload, workspace, path):
    response = upload(path.read_bytes(), name=f"{path.stem}.csv")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_file_type")
