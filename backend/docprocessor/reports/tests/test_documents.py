"""The page: what it says, and that nothing of what was sent is more than text in it."""

import html
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from docprocessor.reports.document import document_of
from docprocessor.reports.events import Event
from docprocessor.reports.feedback import feedback_of

AT = datetime(2024, 7, 21, 3, 4, 55, tzinfo=UTC)
EVENTS = [
    Event("17", "submission", AT),
    Event("9", "hint", AT + timedelta(minutes=4)),
    Event("17", "submission", AT + timedelta(minutes=7)),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src="file:///etc/passwd" onerror=alert(1)>',
    "<svg onload=alert(1)><image href='file:///etc/passwd'/></svg>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<style>@import url(http://127.0.0.1/)</style>",
    "<!--end of rows--><!--rows--><!--row-->",
    "{{ settings.SECRET_KEY }}{% include 'reports/report.html' %}",
    "]]><![CDATA[&lt;script&gt;&#60;script>",
]


def written(events=EVENTS, *, student_id="s-1042", namespace="algebra-1") -> str:
    return document_of(feedback_of(events), student_id=student_id, namespace=namespace, written_at=AT)


def text_of(page: str) -> str:
    without_style = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", without_style)).split())


def test_what_a_page_says():
    page = written()
    text = text_of(page)
    assert "Feedback report s-1042 algebra-1 Events 3 Units 2 Time 0:07:00" in text
    assert "Q2 -> Q1 -> Q2" in text
    assert "Q1 9 1 0:03:00 2024-07-21 03:08:55 2024-07-21 03:08:55" in text
    assert "1 2024-07-21 03:04:55 Q2 17 submission 0:04:00" in text
    assert "3 2024-07-21 03:11:55 Q2 17 submission –" in text
    assert "<title>Feedback report: s-1042, algebra-1</title>" in page
    assert '<html lang="en">' in page


def test_a_page_without_events_says_so():
    text = text_of(written([]))
    assert "There are no events to report on." in text
    assert "Timeline" not in text


def test_a_type_that_all_events_have_is_said_once():
    text = text_of(written([Event("1", "hint", AT), Event("2", "hint", None)]))
    assert text.count("hint") == 2  # above the table, and at the one mark of the timeline
    assert "All of type hint." in text
    assert "2 – Q2 2 –" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_sent_is_text(text):
    quiet = written([Event("u", "t", AT), Event("v", "w", None)], student_id="s", namespace="n")
    page = written([Event(text, text, AT), Event("v", text + "!", None)], student_id=text, namespace=text)
    assert re.findall(r"<(/?\w+|!--.*?--)", page) == re.findall(r"<(/?\w+|!--.*?--)", quiet)
    assert text_of(page).count(" ".join(text.split())) >= 5


def test_a_page_fetches_and_runs_nothing():
    page = written()
    assert not re.search(r"\b(src|href|action|xlink:href)\s*=|url\(|@import|@font-face|<script|\son\w+\s*=", page)


def test_the_drawing_says_what_it_shows():
    [drawing] = re.findall(r"<svg.*?</svg>", written(), re.DOTALL)
    svg = ET.fromstring(drawing)
    space = "{http://www.w3.org/2000/svg}"
    title = svg.find(f"{space}title")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == title.get("id")
    assert title.text == "Events of 2 units from 2024-07-21 03:04:55 to 2024-07-21 03:11:55 UTC; each is listed below."
    marks = [mark.findtext(f"{space}title") for mark in svg.iter(f"{space}circle")]
    assert marks == [
        "Q1: hint, 2024-07-21 03:08:55",
        "Q2: submission, 2024-07-21 03:04:55",
        "Q2: submission, 2024-07-21 03:11:55",
    ]
