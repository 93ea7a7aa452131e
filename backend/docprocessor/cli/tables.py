"""Tables for people."""

from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docprocessor.imports.preview import Preview, Row

STATUS_COLOURS: Final = {"completed": "green", "failed": "red", "cancelled": "yellow", "processing": "cyan"}
SHOWN: Final = {"\t": "tab", " ": "space", ",": "comma", ";": "semicolon", "|": "pipe"}


def show(*parts: Any) -> None:
    """Print parts, wide enough that a pipe gets whole lines."""
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console = Console(width=200)
    for part in parts:
        console.print(part)


def jobs_table(jobs: list[dict[str, Any]]) -> Table:
    """Return a list of jobs as a table."""
    table = _table("id", "what", "kind", "status", "done", "badly", "since")
    for job in jobs:
        colour = STATUS_COLOURS.get(job["status"], "default")
        progress = job["progress"]
        done = f"{progress['done']:,} of {progress['total']:,}" if progress["total"] else ""
        badly = f"{progress['failed']:,}" if progress["failed"] else ""
        since = str(job["created_at"])[:16].replace("T", " ")
        status = f"[{colour}]{escape(job['status'])}[/]"
        table.add_row(job["id"], escape(job["title"]), escape(job["kind"]), status, done, badly, since)
    return table


def show_preview(shown: Preview) -> None:
    """Print how a file would be read, its columns and its first rows."""
    show(_recognised(shown), _columns(shown), _rows(shown))


def _recognised(shown: Preview) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in _facts(shown).items():
        table.add_row(f"[bold]{name}[/]", escape(value))
    return table


def _facts(shown: Preview) -> dict[str, str]:
    known = shown.reading.as_json()
    dialect = known["dialect"]
    delimiter, quote = dialect["delimiter"], dialect["quote"]
    facts = {
        "encoding": f"{known['encoding']}: {known['encoding_evidence']}",
        "delimiter": SHOWN.get(delimiter, delimiter),
        "quote": quote if quote != '"' else "",
        "escape": dialect["escape"],
        "comments": dialect["comment"] and f"lines that begin with {dialect['comment']}",
        "header": f"line {known['header_line']:,}"
        if known["header_line"]
        else "none; columns are named by their places",
        "format": known.get("format", "") if known.get("format") != "delimited" else "",
        "compression": known.get("compression", ""),
        "member": known.get("member", ""),
        "sheet": str(known.get("sheet") or ""),
        "footer": _footer(known.get("footer_records", 0)),
        "confidence": f"{known['confidence']:.0%}" if "confidence" in known else "",
        "evidence": " ".join(known.get("evidence", ())),
    }
    return {name: value for name, value in facts.items() if value}


def _footer(records: int) -> str:
    if not records:
        return ""
    return "the last record is a total" if records == 1 else f"the last {records:,} records are totals"


def _columns(shown: Preview) -> Table:
    table = _table("column", "field", "type", "why", "for example", title=_sample(shown))
    for column in shown.columns():
        type_ = column["type"] if column["format"] == "default" else f"{column['type']} ({column['format']})"
        examples = ", ".join(column["samples"])
        row = (column["label"], column["field"] or "", type_, column["evidence"], examples)
        table.add_row(*map(escape, row))
    return table


def _sample(shown: Preview) -> str:
    which = "all" if shown.is_whole else "the first"
    return f"Types by {which} {shown.sampled:,} record{'' if shown.sampled == 1 else 's'}"


def _rows(shown: Preview) -> Table:
    table = _table("row", "line", *map(escape, shown.reading.labels), title="As parsed")
    for row in shown.rows:
        if row.fault is None:
            table.add_row(str(row.row), str(row.line), *map(_cell, row.cells))
        else:
            table.add_row(str(row.row), str(row.line), *_fault(row, len(shown.reading.labels)))
    return table


def _fault(row: Row, width: int) -> list[str]:
    message = f"[red]{escape((row.fault or ('', ''))[1])}[/]"
    return [f"{message} {escape(' | '.join(row.cells))}", *[""] * (width - 1)]


def _cell(text: str) -> str:
    return escape(text.replace("\n", "⏎").replace("\r", ""))


def _table(*columns: str, title: str = "") -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="ellipsis" if column != "id" else "fold", no_wrap=column == "id")
    return table
