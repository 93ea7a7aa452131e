"""Lays a report out on pages. A long one is laid out and written part by part, because all that WeasyPrint has laid out
stays in memory until it is written, some 70 KB a row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from docprocessor.reports.rendering.book import Book

# What the template leaves in the document; no text of a user's can hold one, because `<` is escaped there.
ROWS: Final = "<!--rows-->"
ROW_END: Final = "<!--row-->"
END_OF_ROWS: Final = "<!--end of rows-->"
# Up to so many rows of tables are laid out at once; a longer report goes in parts of so many.
ROWS_AT_ONCE: Final = 500
ROWS_OF_PART: Final = 300
FONT: Final = 'font: 8pt Inter, "Liberation Sans", "DejaVu Sans", sans-serif; color: #495057;'
NUMBERING: Final = f"""
@page {{
  @top-left {{ content: element(running); vertical-align: bottom; padding-bottom: 4mm; {FONT} }}
  @bottom-right {{ content: counter(page) " / " counter(pages); vertical-align: top; padding-top: 4mm; {FONT} }}
}}
@page :first {{ @top-left {{ content: none }} }}
.running {{ display: block !important; position: running(running); }}
"""
BLANK_PAGES: Final = ".leaf { break-after: page } .leaf:last-child { break-after: auto }"
ANCHOR: Final = re.compile(r"row-(\d+)")
HEAD: Final = re.compile(r".*?<body>", re.DOTALL)
RUNNING: Final = re.compile(r'<div class="running">.*?</div>', re.DOTALL)
Tell = Callable[[int], None]


class NothingIsFetched(URLFetcher):
    """Refuses every address, of whatever scheme."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Raise ValueError."""
        raise ValueError("nothing is fetched while a report is rendered")


@dataclass(frozen=True, slots=True)
class Cut:
    """A document cut up: what comes before each table's rows, the rows, and what comes after the last table."""

    tables: list[tuple[str, list[str]]]
    end: str

    @property
    def rows(self) -> list[tuple[int, str]]:
        """Every row, with the number of its table."""
        return [(number, row) for number, (_, rows) in enumerate(self.tables) for row in rows]


def write_pdf(html: str, target: IO[bytes], *, tell: Tell = lambda _: None) -> int:
    """Write a report as a PDF and return how many pages it has; `tell` is called with how many rows are laid out."""
    fonts = FontConfiguration()
    if html.count(ROW_END) <= ROWS_AT_ONCE:
        # Tagged, so that a screen reader finds headings, tables and the drawing's title. Tags take as much memory
        # again as the pages, so a long report goes without.
        document = _laid_out(html, NUMBERING, fonts, pdf_tags=True)
        document.write_pdf(target, pdf_tags=True)
        return len(document.pages)
    book = Book()
    for part in _parts(cut(html), fonts, tell):
        book.append(_as_pdf(part))
    book.number(_as_pdf(_laid_out(_blank(html, book.pages), NUMBERING + BLANK_PAGES, fonts)))
    book.write(target)
    return book.pages


def cut(html: str) -> Cut:
    """Cut a document at the marks that its template left."""
    tables = []
    *with_rows, end = html.split(END_OF_ROWS)
    for each in with_rows:
        before, _, rows = each.partition(ROWS)
        tables.append((before, rows.split(ROW_END)[:-1]))
    return Cut(tables, end)


def _parts(whole: Cut, fonts: FontConfiguration, tell: Tell) -> Iterator[Any]:
    """Yield the parts laid out. Each goes on where the last page that was full ended: the page that it would end
    with is laid out again with what follows."""
    rows, start = whole.rows, 0
    while start < len(rows):
        stop = min(start + ROWS_OF_PART, len(rows))
        part = _laid_out(_part(whole, rows, start, stop), "", fonts)
        following = _first_row(part.pages[-1]) if stop < len(rows) and len(part.pages) > 1 else None
        # Only between two rows of a table: what else begins a page would be lost.
        if following is not None and following > start and rows[following - 1][0] == rows[following][0]:
            part.pages.pop()
            stop = following
        for page in part.pages:
            page.anchors.clear()  # there are no links, and each would be a name in the PDF
        start = stop
        tell(start)
        yield part


def _part(whole: Cut, rows: list[tuple[int, str]], start: int, stop: int) -> str:
    """Return the HTML of some of the rows, with all that comes between them, and the head of a table that goes on."""
    first, last = rows[start][0], rows[stop - 1][0]
    html = [whole.tables[0][0] if start == 0 else _going_on(whole, first)]
    for place in range(start, stop):
        table, row = rows[place]
        if place > start and table != rows[place - 1][0]:
            html.append(whole.tables[table][0])
        html.append(row.replace("<tr>", f'<tr id="row-{place}">', 1))
    if stop == len(rows):
        html.append(whole.end)
    elif rows[stop][0] != last:
        html.append(whole.tables[rows[stop][0]][0])
    return "".join(html)


def _going_on(whole: Cut, table: int) -> str:
    """Return the beginning of a document that goes on in the middle of a table."""
    before = whole.tables[table][0]
    return _head(whole.tables[0][0]) + before[before.rindex("<table") :]


def _head(html: str) -> str:
    found = HEAD.match(html)
    assert found  # noqa: S101  (the template is ours)
    return found[0]


def _blank(html: str, pages: int) -> str:
    """Return a document of so many pages that have nothing but what stands on every page."""
    running = RUNNING.search(html)
    assert running  # noqa: S101  (as above)
    return _head(html) + running[0] + '<div class="leaf"></div>' * pages


def _as_pdf(document: Any) -> IO[bytes]:
    written = BytesIO()
    document.write_pdf(written)
    return written


def _laid_out(html: str, css: str, fonts: FontConfiguration, **options: Any) -> Any:
    fetcher = NothingIsFetched()
    style = [weasyprint.CSS(string=css, url_fetcher=fetcher, font_config=fonts)] if css else []
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=style, **options)


def _first_row(page: Any) -> int | None:
    numbers = [int(found[1]) for found in map(ANCHOR.fullmatch, page.anchors) if found]
    return min(numbers, default=None)
