"""Tables for people."""

from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docprocessor.imports.columns.preview import Preview

STATUS_COLOURS: Final = {"completed": "green", "failed": "red", "cancelled": "yellow", "processing": "cyan"}
SHOWN: Final = {"\t": "tab", " ": "space", ",": "comma", ";": "semicolon", "|": "pipe"}
# Whole lines for whatever reads them.
WIDTH_OF_PIPES: Final = 1_000
LONGEST_SHOWN: Final = 60
LONGEST_LABEL: Final = 30
ROOM_FOR_PLACES: Final = 18  # characters of the columns that say where a row stands
LEAST_ROOM: Final = 12
BORDER: Final = 3


def show(*parts: Any) -> None:
    """Print parts, one below the other."""
    console = _console()
    for part in parts:
        console.print(part)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_PIPES)


def jobs_table(jobs: list[dict[str, Any]]) -> Table:
    """Return a list of jobs as a table."""
    table = _table("id", "status", "done", "badly", "since", "kind")
    table.add_column("what", overflow="fold")
    for job in jobs:
        colour = STATUS_COLOURS.get(job["status"], "default")
        progress = job["progress"]
        done = f"{progress['done']:,} of {progress['total']:,}" if progress["total"] else ""
        badly = f"{progress['failed']:,}" if progress["failed"] else ""
        since = str(job["created_at"])[:16].replace("T", " ")
        status = f"[{colour}]{escape(job['status'])}[/]"
        table.add_row(job["id"], status, done, badly, since, escape(job["kind"]), escape(job["title"]))
    return table


def workers_table(workers: list[dict[str, Any]]) -> Table:
    """Return the workers as a table, with the jobs that each is on."""
    table = _table("worker", "is", "queues", "pool", "since", "seen")
    table.add_column("on", overflow="fold")
    for worker in workers:
        standing, colour = _standing(worker)
        pool = f"{worker['pool']}, {worker['concurrency']:,}"
        jobs = [f"{job['title'] or job['kind']} ({job['id']})" for job in worker["jobs"]]
        if others := worker["other_jobs"]:
            jobs.append(f"{others:,} job{'' if others == 1 else 's'} of others")
        since, seen = str(worker["started_at"])[:16].replace("T", " "), str(worker["seen_at"])[11:19]
        row = (worker["name"], f"[{colour}]{standing}[/]", ", ".join(worker["queues"]), pool, since, seen)
        table.add_row(*row, escape("\n".join(jobs)))
    return table


def _standing(worker: dict[str, Any]) -> tuple[str, str]:
    if not worker["alive"]:
        return "silent", "red"
    return ("stopping", "yellow") if worker["stopping"] else ("alive", "green")


def show_preview(shown: Preview) -> None:
    """Print how a file would be read, its columns and its first rows."""
    show(_recognised(shown), _columns(shown), _rows(shown, _console().width), *_faults(shown))


def _recognised(shown: Preview) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in _facts(shown).items():
        table.add_row(f"[bold]{name}[/]", escape(value))
    for place, sentence in enumerate(shown.reading.evidence):
        table.add_row("" if place else "[bold]why[/]", escape(sentence))
    return table


def _facts(shown: Preview) -> dict[str, str]:
    reading, dialect = shown.reading, shown.reading.dialect
    header = f"line {reading.header_line:,}" if reading.header_line else "none; columns are named by their places"
    facts = {
        "packed by": reading.compression,
        "member": reading.member,
        "other members": _others(shown.members, reading.member),
        "sheet": reading.sheet,
        "other sheets": _others(shown.sheets, reading.sheet),
        "header": header,
        "begins at": f"line {reading.first_line:,}" if reading.first_line > 1 else "",
        "footer": _footer(reading.footer_records),
        "confidence": f"{reading.confidence:.0%}",
    }
    if reading.format == "delimited":
        facts = {
            "encoding": reading.encoding,
            "delimiter": SHOWN.get(dialect.delimiter, dialect.delimiter),
            "quote": dialect.quote if dialect.quote != '"' else "",
            "escape": dialect.escape,
            "comments": dialect.comment and f"lines that begin with {dialect.comment}",
            **facts,
        }
    else:
        facts = {"format": reading.format, **facts}
    return {name: value for name, value in facts.items() if value}


def _others(names: list[str], one: str) -> str:
    return ", ".join(_cut(name, LONGEST_LABEL) for name in names if name != one)


def _footer(records: int) -> str:
    if not records:
        return ""
    return "the last record is a total" if records == 1 else f"the last {records:,} records are totals"


def _columns(shown: Preview) -> Table:
    table = _table("column", "field", "type", title=_sample(shown))
    table.add_column("why")
    table.add_column("for example", overflow="fold")
    table.add_column("could also be", overflow="fold")
    for column in shown.columns():
        others = ", ".join(dict.fromkeys(map(_type, column["choices"])))
        names = (_cut(column["label"], LONGEST_LABEL), _cut(column["field"] or "", LONGEST_LABEL))
        examples = _cut(", ".join(column["samples"]), LONGEST_LABEL)
        table.add_row(*map(escape, (*names, _type(column), column["evidence"], examples, others)))
    return table


def _type(column: dict[str, Any]) -> str:
    return column["type"] if column["format"] == "default" else f"{column['type']} ({column['format']})"


def _sample(shown: Preview) -> str:
    which = "all" if shown.is_whole else "the first"
    return f"Types by {which} {shown.sampled:,} record{'' if shown.sampled == 1 else 's'}"


def _rows(shown: Preview, width: int) -> Table:
    """Return the first rows: as many columns as have room, faulty records in red."""
    all_labels = shown.reading.labels
    room = width - ROOM_FOR_PLACES
    labels = all_labels[: max(1, room // LEAST_ROOM)]
    each = min(max(room // len(labels), LEAST_ROOM) - BORDER, LONGEST_SHOWN)
    more = len(all_labels) - len(labels)
    and_more = f" (and {more:,} more column{'' if more == 1 else 's'})" if more else ""
    table = _table("row", "line", *(escape(_cut(label, each)) for label in labels), title=f"As parsed{and_more}")
    for row in shown.rows:
        cells = [escape(_cut(cell, each)) for cell in row.cells[: len(labels)]]
        table.add_row(f"{row.row:,}", f"{row.line:,}", *cells, style="red" if row.fault else None)
    return table


def _faults(shown: Preview) -> list[str]:
    return [f"[red]line {row.line:,}[/]: {escape(row.fault[1])}" for row in shown.rows if row.fault]


def _cut(text: str, most: int) -> str:
    """Return a text on one line of so many characters."""
    shown = text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _table(*columns: str, title: str = "") -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="ellipsis", no_wrap=True)
    return table
