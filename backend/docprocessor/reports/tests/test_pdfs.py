"""The PDF: its pages, what it says of itself, and that it is the same document."""

import io
import re
from datetime import timedelta

import pypdf
import pytest

from docprocessor.reports.events import Event
from docprocessor.reports.feedback import feedback_of
from docprocessor.reports.rendering import paging
from docprocessor.reports.tests.test_documents import AT, EVENTS, HOSTILE, written

OUTLINE = ["s-1042", "Event order", "Timeline", "Units", "Events"]


def pdf_of(page: str) -> pypdf.PdfReader:
    target = io.BytesIO()
    pages = paging.write_pdf(page, target)
    reader = pypdf.PdfReader(target)
    assert len(reader.pages) == pages
    return reader


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def titles(outline) -> list[str]:
    return [title for each in outline for title in (titles(each) if isinstance(each, list) else [each.title])]


def several(count: int, units: int) -> list[Event]:
    return [
        Event(f"Unit {n % units}", ("hint", "submission")[n % 3 > 0], AT + timedelta(minutes=n)) for n in range(count)
    ]


def test_a_short_report():
    reader = pdf_of(written())
    assert len(reader.pages) == 1
    assert reader.metadata.title == "Feedback report: s-1042, algebra-1"
    assert reader.metadata.author == "DocProcessor"
    assert reader.metadata.creation_date == AT
    assert reader.root_object["/Lang"] == "en"
    assert titles(reader.outline) == OUTLINE
    text = text_of(reader)
    assert "Q2 -> Q1 -> Q2" in text
    assert "1 2024-07-21 03:04:55 Q2 17 submission 0:04:00" in text
    assert text.endswith("1 / 1")


def test_a_short_report_is_tagged():
    reader = pdf_of(written())
    assert reader.root_object["/MarkInfo"]["/Marked"]
    tags = re.findall(r"'/S': '/(\w+)'", str([each.get_object() for each in objects(reader)]))
    assert {"H1", "H2", "P", "Table", "TH", "TD", "Figure"} <= set(tags)


def objects(reader):
    return [reader.get_object(number) for number in range(1, reader.trailer["/Size"]) if reader.get_object(number)]


@pytest.fixture(scope="module")
def long():
    """A report that is laid out in parts, with parts so small that there are several."""
    events = several(260, 90)
    before = paging.ROWS_AT_ONCE, paging.ROWS_OF_PART
    paging.ROWS_AT_ONCE, paging.ROWS_OF_PART = 100, 80
    told: list[int] = []
    target = io.BytesIO()
    pages = paging.write_pdf(written(events), target, tell=told.append)
    paging.ROWS_AT_ONCE, paging.ROWS_OF_PART = before
    return events, pypdf.PdfReader(target), pages, told


def test_a_long_report_has_every_row_once_and_in_order(long):
    events, reader, _, told = long
    feedback = feedback_of(events)
    text = text_of(reader)
    assert feedback.order in text
    found = re.findall(r"(\d+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d (Q\d+) (Unit \d+) (?:hint|submission)", text)
    assert [(int(n), alias, unit) for n, alias, unit in found] == [
        (n, feedback.aliases[event.unit], event.unit) for n, event in enumerate(feedback.events, start=1)
    ]
    assert re.findall(r"(Q\d+) (Unit \d+) \d+ \d+:\d\d:\d\d \d{4}", text) == [(u.alias, u.unit) for u in feedback.units]
    assert told[-1] == 350
    assert told == sorted(set(told))


def test_a_long_report_is_one_document(long):
    _, reader, pages, _ = long
    assert len(reader.pages) == pages > 5
    assert titles(reader.outline) == OUTLINE
    assert reader.metadata.title == "Feedback report: s-1042, algebra-1"
    assert reader.metadata.creation_date == AT
    assert reader.root_object["/Lang"] == "en"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def test_each_page_has_its_number_its_student_and_the_head_of_its_table(long):
    _, reader, pages, _ = long
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"{number} / {pages}" in text
        assert ("s-1042 · algebra-1" in text) == (number > 1)
        if re.search(r"^\d+ \d{4}-", text, re.MULTILINE):
            assert "Time (UTC)" in text


def test_parts_leave_no_gaps(long):
    """But for the last, each page that has only rows of events is full."""
    _, reader, _, _ = long
    rows = [len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Q", page.extract_text())) for page in reader.pages]
    full = [count for count, page in zip(rows, reader.pages, strict=True) if "Attempts" not in page.extract_text()]
    assert max(full) - min(count for count in full[:-1] if count) <= 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed(text):
    reader = pdf_of(written([Event(text, text, AT), *EVENTS], student_id=text, namespace=text))
    assert text.split()[0][:12] in text_of(reader)
    everything = str(objects(reader))
    assert "/EmbeddedFile" not in everything
    assert "/JavaScript" not in everything
    assert "root:" not in everything


@pytest.mark.parametrize(
    "asks",
    [
        '<img src="{url}">',
        '<link rel="attachment" href="{url}">',
        '<link rel="stylesheet" href="{url}">',
        "<style>@import url({url}); body {{ background: url({url}) }}</style>",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
        '<object data="{url}"></object>',
    ],
)
def test_nothing_is_fetched_even_if_a_document_asks_for_it(asks, tmp_path, monkeypatch):
    """As no text of a user's can ask: here the template does."""
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'Hidden words' }")
    refused: list[str] = []

    def fetch(self, url, headers=None):
        refused.append(url)
        return original(self, url, headers)

    original = paging.NothingIsFetched.fetch
    monkeypatch.setattr(paging.NothingIsFetched, "fetch", fetch)
    reader = pdf_of(written().replace("<header>", asks.format(url=secret.as_uri()) + "<header>"))
    assert "Hidden words" not in text_of(reader)
    assert "/EmbeddedFile" not in str(objects(reader))
    assert refused
