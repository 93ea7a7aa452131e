"""Commands that talk to a server."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from docprocessor.cli import options
from docprocessor.cli.ending import Exit, Failed

if TYPE_CHECKING:
    from docprocessor.cli.server import Server

Url = Annotated[str, typer.Option(envvar="DOCPROCESSOR_URL", help="The server's address.")]
Key = Annotated[str, typer.Option(envvar=["DOCPROCESSOR_API_KEY", "API_KEY"], help="An API key.", show_envvar=True)]
Job = Annotated[str, typer.Argument(metavar="ID", help="The job's id.")]
LOCAL = "http://localhost:8000"


def import_(
    file: Annotated[Path, typer.Argument(help="The file to import.")],
    *,
    dataset: Annotated[str, typer.Option(help="The dataset's name; without one, a dataset is made.")] = "",
    mode: Annotated[
        Literal["insert", "upsert", "update", "replace"] | None, typer.Option(help="What is done with the records.")
    ] = None,
    duplicates: Annotated[
        Literal["reject", "skip", "last_wins"] | None, typer.Option(help="What is done with a key that is there.")
    ] = None,
    on_error: Annotated[
        Literal["continue", "abort"] | None, typer.Option(help="Leave faulty records out, or import nothing.")
    ] = None,
    max_errors: Annotated[str | None, typer.Option(metavar="N|N%", help="Give up past so many faulty records.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try it, and write nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Import it also when its very bytes are in the dataset already.")
    ] = False,
    mapping: Annotated[
        str | None,
        typer.Option(metavar="JSON|@FILE", help='Which column goes where: {"column": "field"}; null leaves one out.'),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it has ended, and show how it goes.")] = False,
    as_json: options.Json = False,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    quote: options.Quote = None,
    escape: options.Escape = None,
    header_row: options.HeaderRow = None,
    sheet: options.Sheet = None,
    member: options.Member = None,
    url: Url = LOCAL,
    key: Key = "",
) -> None:
    """Import a file.

    Ends with 0 when all rows are in, 3 when some were left out, 1 when it failed.
    """
    from docprocessor.cli.following import showing
    from docprocessor.cli.sending import send

    said = options.wishes(
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        header_row=header_row,
        sheet=sheet,
        member=member,
    )
    fields = {
        "dataset": dataset,
        "mode": mode,
        "duplicates": duplicates,
        "on_error": on_error,
        "max_errors": max_errors,
        "dry_run": "true" if dry_run else None,
        "force": "true" if force else None,
        "mapping": _mapping(mapping),
        "dialect": json.dumps(said) if said else None,
    }
    server = _server(url, key)
    with showing(live=_is_watched(), quiet=as_json) as show:
        job = send(server, file, {name: value for name, value in fields.items() if value}, show)
        if wait:
            job = _follow(server, job, show)
    _say(job, as_json=as_json, waited=wait)


def jobs(
    *,
    status: Annotated[list[str] | None, typer.Option(help="Only those that are so; may be given again.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only those of a kind, such as csv_import.")] = None,
    search: Annotated[str | None, typer.Option(help="Only those with this in their title or parameters.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many, newest first.")] = 20,
    as_json: options.Json = False,
    url: Url = LOCAL,
    key: Key = "",
) -> None:
    """List jobs, newest first."""
    params = {"status": status, "kind": kind, "search": search, "limit": limit}
    answer = _server(url, key).read("/api/jobs/", params={name: each for name, each in params.items() if each})
    if as_json:
        _print_json(answer["results"])
        return
    from docprocessor.cli.tables import jobs_table, show

    show(jobs_table(answer["results"]))
    if answer.get("next"):
        print(f"There are more than these {limit:,}.", file=sys.stderr)


def status(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Say where a job stands."""
    _print_job(_of_any_kind(_server(url, key), job_id), as_json=as_json)


def cancel(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Stop a job. What is in stays in."""
    _print_job(_of_any_kind(_server(url, key), job_id, "cancel"), as_json=as_json)


def pause(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Lay a job aside. It keeps what it has done, and goes on from there when it is resumed."""
    _print_job(_of_any_kind(_server(url, key), job_id, "pause"), as_json=as_json)


def resume(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Let a paused job go on from where it stopped."""
    _print_job(_of_any_kind(_server(url, key), job_id, "resume"), as_json=as_json)


def retry(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Put a failed or cancelled job back in the line; it goes on where it stopped."""
    _print_job(_of_any_kind(_server(url, key), job_id, "retry"), as_json=as_json)


def undo(job_id: Job, *, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """Take an import back: its rows leave the dataset, and what they changed or replaced returns.

    Ends with 0 when it is as if the import had never been, 3 when rows were kept that others have changed since,
    1 when it failed.
    """
    from docprocessor.cli.following import exit_of, showing
    from docprocessor.cli.server import import_path

    server = _server(url, key)
    with showing(live=_is_watched(), quiet=as_json) as show:
        job = _follow(server, server.post(import_path(job_id, "undo")), show)
    _print_job(job, as_json=as_json)
    if (code := exit_of(job)) is not Exit.FINE:
        raise typer.Exit(code)


def merge(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The import's id.")],
    file: Annotated[
        Path | None, typer.Argument(help="Its rejects, corrected; else what was edited in the page.")
    ] = None,
    *,
    as_json: options.Json = False,
    url: Url = LOCAL,
    key: Key = "",
) -> None:
    """Bring corrected rejects into the import that they came from, by their numbers in the column _row.

    Ends with 0 when no record is left out any more, 3 when some still are, 1 when it failed.
    """
    from docprocessor.cli.following import exit_of, showing
    from docprocessor.cli.sending import send
    from docprocessor.cli.server import import_path

    server, path = _server(url, key), import_path(job_id, "rejects")
    with showing(live=_is_watched(), quiet=as_json) as show:
        job = server.post(path, json={"edits": True}) if file is None else send(server, file, {}, show, to=path)
        job = _follow(server, job, show)
    _print_job(job, as_json=as_json)
    if (code := exit_of(job)) is not Exit.FINE:
        raise typer.Exit(code)


def workers(*, as_json: options.Json = False, url: Url = LOCAL, key: Key = "") -> None:
    """List the workers, and what each is on."""
    found = _server(url, key).read_list("/api/workers/")
    if as_json:
        _print_json(found)
        return
    from docprocessor.cli.tables import show, workers_table

    show(workers_table(found))


def _is_watched() -> bool:
    return sys.stderr.isatty() and sys.stdout.isatty()


def _server(url: str, key: str) -> "Server":
    from docprocessor.cli.server import Server

    return Server(url, key)


def _of_any_kind(server: "Server", job_id: str, what: str = "") -> dict[str, Any]:
    """Ask for a job, or have something done with it: as an import if it is one, whose answer says more."""
    from docprocessor.cli.server import Refused, import_path, job_path

    for path in (import_path, job_path):
        try:
            return server.post(path(job_id, what)) if what else server.read(path(job_id))
        except Refused as refusal:
            if refusal.status != 404:
                raise
    raise Failed(f"There is no job {job_id}.")


def _follow(server: "Server", job: dict[str, Any], show: Any) -> dict[str, Any]:
    from docprocessor.cli.following import follow
    from docprocessor.cli.server import Unreachable

    what = "import" if "total_rows" in job else "job"
    go_on = f"Follow it with: docprocessor status {job['id']}"
    try:
        return follow(server, job, show)
    except KeyboardInterrupt:
        print(f"\nThe {what} goes on. {go_on}", file=sys.stderr)
        raise
    except Unreachable as error:
        raise Failed(f"{error} The {what} may go on. {go_on}") from None


def _say(job: dict[str, Any], *, as_json: bool, waited: bool) -> None:
    from docprocessor.cli.following import exit_of

    if as_json or waited:
        _print_job(job, as_json=as_json)
    else:
        print(f"{job['file']['name']} is accepted as import {job['id']}.")
        print(f"Follow it with: docprocessor status {job['id']}")
    if waited and (code := exit_of(job)) is not Exit.FINE:
        raise typer.Exit(code)


def _print_job(job: dict[str, Any], *, as_json: bool) -> None:
    from docprocessor.cli.ledger import any_job, ledger, merged, undone

    if as_json:
        _print_json(job)
    elif "total_rows" in job:
        print(ledger(job))
    else:
        print({"undo": undone, "merge": merged}.get(job["kind"], any_job)(job))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _mapping(said: str | None) -> str | None:
    """Return a mapping's JSON, from a file where it is named with an @. Raises Failed."""
    if said is None:
        return None
    try:
        text = Path(said[1:]).read_text(encoding="utf-8") if said.startswith("@") else said
        mapping = json.loads(text)
    except OSError as error:
        raise Failed(f"{said[1:]} cannot be read: {error.strerror}.") from None
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict):
        raise Failed('The mapping is not a JSON object such as {"Name of a column": "field"}.')
    return json.dumps(mapping)
