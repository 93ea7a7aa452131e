"""The commands by their names."""

from typing import Annotated

import typer

from docprocessor.cli import local, remote

app = typer.Typer(
    name="docprocessor",
    help="Other people's spreadsheets into typed tables, right.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"docprocessor {version('docprocessor')}")
        except PackageNotFoundError:
            typer.echo("docprocessor, run from its source")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


HERE = "Files on this machine"
SERVER = "Imports on a server"

app.command(rich_help_panel=HERE)(local.preview)
app.command(rich_help_panel=HERE)(local.infer)
app.command(rich_help_panel=HERE)(local.convert)
app.command("import", rich_help_panel=SERVER)(remote.import_)
app.command(rich_help_panel=SERVER)(remote.jobs)
app.command(rich_help_panel=SERVER)(remote.status)
app.command(rich_help_panel=SERVER)(remote.cancel)
app.command(rich_help_panel=SERVER)(remote.pause)
app.command(rich_help_panel=SERVER)(remote.resume)
app.command(rich_help_panel=SERVER)(remote.retry)
app.command(rich_help_panel=SERVER)(remote.undo)
app.command(rich_help_panel=SERVER)(remote.merge)
app.command(rich_help_panel=SERVER)(remote.workers)
