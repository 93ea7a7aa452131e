"""Records are found by their numbers wherever they stand, in every format, as reading the whole file gives them."""

import gzip
import io
import random
import zipfile

import pytest
import xlsxwriter
from django.core.files.storage import default_storage

from docprocessor.imports.files import stored_file
from docprocessor.imports.loading import landmarks
from docprocessor.imports.lookup import record_copy
from docprocessor.imports.lookup.record_lookup import records_of
from docprocessor.imports.models import ImportJob, Landmark
from docprocessor.imports.tabular.reading import Reading
from docprocessor.imports.tests.conftest import awkward_file
from docprocessor.lib.problems import AppError

RECORDS = 3_000
LONGEST = 16 * 1024**2


def workbook(records: int) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name", "email", "amount", "joined"])
        for row in range(1, records + 1):
            sheet.write_row(row * 2, 0, [row, f"ñandú {row}", "", row / 4, ""])
    return held.getvalue()


def zipped(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.csv", content)
    return held.getvalue()


LATIN = awkward_file(RECORDS).replace(b"Ben", "Bén".encode("cp1252"))
JSON_LINES = b"".join(b'{"id": %d, "name": "Ana"}\n%s\n' % (n, b"nothing" if n % 7 == 0 else b"") for n in range(2_000))
FILES = {
    "plain": awkward_file(RECORDS),
    "with a byte order mark": b"\xef\xbb\xbf" + awkward_file(RECORDS),
    "with bytes that are no UTF-8": awkward_file(RECORDS) + b"7,\xff\xfe,,,\n",
    "in another encoding": LATIN,
    "packed": gzip.compress(awkward_file(RECORDS)),
    "packed, in another encoding": gzip.compress(LATIN),
    "in an archive": zipped(awkward_file(RECORDS)),
    "below a title, above a total": b"A report\n\nid,name,email,amount,joined\n"
    + b"".join(b"%d,Ana,,1.00,\n" % n for n in range(1, RECORDS))
    + b"Total,,,%d.00,\n" % (RECORDS - 1),
    "a workbook": workbook(1_000),
    "JSON lines": JSON_LINES,
    "a JSON array": b"[" + b",\n".join(b'{"id": %d, "name": "Ana"}' % n for n in range(2_000)) + b"]",
}


@pytest.fixture(autouse=True)
def _close_landmarks(monkeypatch):
    monkeypatch.setattr(landmarks, "RECORDS_APART", 50)


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_any_records_as_reading_the_whole_file_gives_them(import_file, customers, content, dry_run):
    job = import_file(content, dataset="customers", dry_run=dry_run)
    assert job.status == "completed", job.failure
    with stored_file(job) as file:
        every = list(Reading.from_json(job.reading).records(file, longest=LONGEST))
    assert len(every) == job.total_rows
    chance = random.Random(1)
    scattered = sorted(chance.sample(range(1, job.total_rows + 1), 300))
    page = range(job.total_rows - 150, job.total_rows + 1)
    for wanted in ([1], [job.total_rows], page, scattered, range(1, job.total_rows + 1), []):
        assert list(records_of(job, wanted)) == [every[row - 1] for row in wanted]


def test_plain_text_is_read_from_the_nearest_landmark(import_file, customers, monkeypatch):
    job = import_file(FILES["plain"], dataset="customers")
    places = list(Landmark.objects.filter(job=job).order_by("row").values_list("row", flat=True))
    assert places == sorted(set(places))
    assert len(places) > 3
    begun = []
    read = Reading.records
    monkeypatch.setattr(Reading, "records", lambda *args, **named: begun.append(named["start"]) or read(*args, **named))
    list(records_of(job, [2_500]))
    assert [start.row for start in begun] == [max(place for place in places if place < 2_500)]


def test_without_landmarks_it_is_read_from_the_start(import_file, customers):
    """As of an import that is older than they are."""
    job = import_file(FILES["plain"], dataset="customers")
    before = list(records_of(job, [7, 2_500]))
    Landmark.objects.all().delete()
    assert list(records_of(job, [7, 2_500])) == before


@pytest.mark.parametrize("name", ["packed", "a workbook", "JSON lines"])
def test_a_copy_is_made_once_and_again_when_it_is_missing(import_file, customers, monkeypatch, name):
    made = []
    make = record_copy.make_copy
    for module in ("loading.settling", "lookup.record_lookup"):
        monkeypatch.setattr(
            f"docprocessor.imports.{module}.make_copy", lambda *args: made.append(args[0]) or make(*args)
        )
    review = import_file(FILES[name], dataset="customers", dry_run=True)
    assert made == [review.file_key]  # by the worker: what is reviewed is looked through
    first = list(records_of(review, [3]))
    assert len(made) == 1
    folder, _, _ = review.file_key.rpartition("/")
    (copy,) = (each for each in default_storage.listdir(folder)[1] if each != "original")
    default_storage.delete(f"{folder}/{copy}")
    assert list(records_of(review, [3])) == list(records_of(review, [3])) == first
    assert len(made) == 2


def test_a_file_that_is_no_longer_kept(import_file, customers):
    job = import_file(FILES["packed"], dataset="customers", dry_run=True)
    ImportJob.objects.update(file_deleted_at=job.created_at)
    job.refresh_from_db()
    with pytest.raises(AppError, match="no longer kept"):
        list(records_of(job, [1]))
