"""What several commands can be told, and what they agree on."""

from typing import Annotated, Any

import typer

DIALECT = "How the file is written (recognised where it is not said)"

Encoding = Annotated[str | None, typer.Option(help="Its encoding, such as cp1252.", rich_help_panel=DIALECT)]
Delimiter = Annotated[
    str | None, typer.Option(help="What stands between cells: one character, or 'tab'.", rich_help_panel=DIALECT)
]
Quote = Annotated[str | None, typer.Option(help="What stands around cells.", rich_help_panel=DIALECT)]
Escape = Annotated[str | None, typer.Option(help="What stands before a quote in a cell.", rich_help_panel=DIALECT)]
HeaderRow = Annotated[
    int | None,
    typer.Option(min=0, help="The line on which the column names stand; 0: there is none.", rich_help_panel=DIALECT),
]
Sheet = Annotated[str | None, typer.Option(help="Of a workbook: a sheet's name or number.", rich_help_panel=DIALECT)]
Member = Annotated[str | None, typer.Option(help="Of an archive: the file to read.", rich_help_panel=DIALECT)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

# What an import takes by default, too.
LONGEST_RECORD = 16 * 1024**2
ROWS_A_BLOCK = 50_000
NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def wishes(
    *, header_row: int | None, sheet: str | None, member: str | None = None, **dialect: str | None
) -> dict[str, Any]:
    """Return what a person said of a file in the words of `imports.wishes`."""
    said: dict[str, Any] = {name: NAMED.get(each, each) for name, each in dialect.items() if each is not None}
    if header_row is not None:
        said |= {"header_row": header_row} if header_row else {"header": False}
    if sheet is not None:
        # Sheets are called by years, but no workbook has a thousand of them.
        said["sheet"] = int(sheet) if sheet.isdecimal() and int(sheet) < 1_000 else sheet
    if member is not None:
        said["member"] = member
    return said
