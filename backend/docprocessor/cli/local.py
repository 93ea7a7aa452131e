"""Commands that need no server."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from docprocessor.cli import options
from docprocessor.cli.ending import Exit

File = Annotated[Path, typer.Argument(help="The file to look at.", show_default=False)]


def preview(
    file: File,
    *,
    rows: Annotated[int, typer.Option(min=0, help="How many rows to show.")] = 10,
    as_json: options.Json = False,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    quote: options.Quote = None,
    escape: options.Escape = None,
    header_row: options.HeaderRow = None,
    sheet: options.Sheet = None,
    member: options.Member = None,
) -> None:
    """Show what would be recognised of a file, and its first rows."""
    from docprocessor.cli.reading import reading_of
    from docprocessor.imports.columns.preview import preview as look

    said = options.wishes(
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        header_row=header_row,
        sheet=sheet,
        member=member,
    )
    with reading_of(file) as opened:
        shown = look(opened, wishes=said, longest=options.LONGEST_RECORD, rows=rows)
    if as_json:
        print(json.dumps(shown.as_json(), ensure_ascii=False, indent=2))
        return
    from docprocessor.cli.tables import show_preview

    show_preview(shown)


def infer(
    file: File,
    *,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    quote: options.Quote = None,
    escape: options.Escape = None,
    header_row: options.HeaderRow = None,
    sheet: options.Sheet = None,
    member: options.Member = None,
) -> None:
    """Print the Table Schema of a file, by every value of it."""
    from docprocessor.cli.reading import blocks_of, reading_of
    from docprocessor.imports.columns.column_inference import infer as infer_blocks
    from docprocessor.imports.columns.inferred_schema import table_schema
    from docprocessor.imports.tabular.recognition import recognise

    said = options.wishes(
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        header_row=header_row,
        sheet=sheet,
        member=member,
    )
    with reading_of(file) as opened:
        reading = recognise(opened, schema=None, wishes=said, longest=options.LONGEST_RECORD)
        inference = infer_blocks(blocks_of(reading, opened), width=len(reading.labels))
    print(json.dumps(table_schema(reading.labels, inference.columns), ensure_ascii=False, indent=2))


def convert(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to convert.", show_default=False)],
    *,
    out: Annotated[str, typer.Option("--out", "-o", help="A file; a folder, for several; '-': standard output.")] = "-",
    ragged: Annotated[
        Literal["leave-out", "keep"],
        typer.Option(help="What to do with records of another width than the header's."),
    ] = "leave-out",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    quote: options.Quote = None,
    escape: options.Escape = None,
    header_row: options.HeaderRow = None,
    sheet: options.Sheet = None,
    member: options.Member = None,
) -> None:
    """Write files as CSV in UTF-8 by RFC 4180 (commas, CRLF), header row first.

    Records that cannot be written are said on standard error, with their line. Ends with 0 when all
    records are written, 3 when some were left out, 1 when a file could not be converted.
    """
    from docprocessor.cli.conversions import convert_all

    said = options.wishes(
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        header_row=header_row,
        sheet=sheet,
        member=member,
    )
    code = convert_all(files, out, wishes=said, ragged=ragged, quiet=quiet)
    if code is not Exit.FINE:
        raise typer.Exit(code)
