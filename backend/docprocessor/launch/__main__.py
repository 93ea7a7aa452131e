"""`python -m docprocessor.launch`: the whole service, or only its servers, around a command if there is one."""

import argparse
import errno
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from docprocessor.launch import ROOT, LaunchError, environment, stack
from docprocessor.launch.guard import Guard
from docprocessor.launch.servers import postgres_bin
from docprocessor.launch.supervisor import Part, Supervisor


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # So that contexts are left in order before the supervisor listens; a shell's background job starts deaf to SIGINT.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return int(options.function(options))
    except LaunchError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(_plain(error), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def run(options: argparse.Namespace, *, reload: bool = False) -> int:
    """The whole service until it is told to stop, or until the command has ended."""
    new_dotenv = not options.throw_away and environment.dotenv_write()
    settings = environment.throw_away() if options.throw_away else environment.effective()
    settings |= dict(options.set)
    if options.port:
        settings["PORT"] = options.port
    host = settings.get("HOST") or "127.0.0.1"
    port = stack.port_check(host, _port(settings, "PORT", "8000"), "make run PORT")
    url = page = stack.address(host, port)
    if reload:
        vite = stack.port_check("127.0.0.1", _port(settings, "VITE_PORT", "5173"), "make dev VITE_PORT")
        page = f"http://localhost:{vite}"
    with ExitStack() as after:
        data = _data_directory(options, settings)
        guard = after.enter_context(Guard(data, throw_away=options.throw_away))
        print("Starting the servers and bringing the database up to date …", flush=True)
        servers = after.enter_context(stack.servers_for(settings, data, durable=not options.throw_away))
        processes = stack.process_environment(settings, servers, data) | guard.mark
        planted = stack.prepare(processes, data)
        supervisor = Supervisor(servers.dead)
        command = {"BASE_URL": url} | _credentials(settings)
        greeting = _greeting(page, command, planted=planted, new_dotenv=new_dotenv)
        threading.Thread(
            target=_when_ready,
            args=(supervisor, url, partial(_ready, supervisor, options.command, processes | command, greeting)),
            daemon=True,
        ).start()
        return supervisor.run(*stack.parts(processes, host, port, reload=reload))


def dev(options: argparse.Namespace) -> int:
    return run(options, reload=True)


def servers(options: argparse.Namespace) -> int:
    """Only the servers, around a command: throw-away ones, or those of a data directory."""
    keep = options.data is not None
    settings = environment.effective() if keep else environment.throw_away() | _external()
    settings.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    with ExitStack() as after:
        data = Path(options.data) if keep else _temporary(settings)
        guard = after.enter_context(Guard(data, throw_away=not keep))
        embedded = after.enter_context(stack.servers_for(settings, data, durable=keep or options.durable))
        processes = stack.process_environment(settings, embedded, data) | guard.mark
        # The wheel's psql, pg_dump and pg_restore are as new as its server.
        processes["PATH"] = f"{postgres_bin()}{os.pathsep}{processes.get('PATH', '')}"
        return _run_command(options.command, processes)


def _run_command(command: list[str], processes: dict[str, str]) -> int:
    """`command` in the terminal's own foreground, as psql must be."""
    try:
        child = subprocess.Popen(command, env=processes)
    except OSError as error:
        raise LaunchError(f"{command[0]} cannot be started: {error.strerror}.") from error

    def pass_on(number: int, _: FrameType | None) -> None:
        # From a terminal Ctrl-C has reached the command already.
        if not (number == signal.SIGINT and sys.stdin.isatty()):
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    code = child.wait()
    return code if code >= 0 else 128 - code


def _when_ready(supervisor: Supervisor, url: str, ready: partial[None]) -> None:
    if stack.wait_until_answers(url):
        supervisor.call(ready)
    else:
        supervisor.call(
            partial(supervisor.stop, f"The page did not answer within {stack.READY_SECONDS} s; stopping", 1)
        )


def _ready(supervisor: Supervisor, command: list[str], processes: dict[str, str], greeting: str) -> None:
    if supervisor.stopping:
        return
    if command:
        supervisor.start(Part("command", command, processes, Path.cwd(), foreground=True))
    else:
        print(greeting, flush=True)


def _greeting(page: str, settings: dict[str, str], *, planted: bool, new_dotenv: bool) -> str:
    email = settings["ADMIN_EMAIL"]
    if planted:
        sign_in = f"{email}  {settings['ADMIN_PASSWORD']}"
    elif new_dotenv:  # the data are older than the secrets
        sign_in = f"{email}, with the password it had before"
    else:
        sign_in = f"{email}, with ADMIN_PASSWORD of .env"
    return f"""
  DocProcessor is ready: {page}

    Sign-in   {sign_in}
    API key   API_KEY in {environment.DOTENV}, sent as X-API-KEY
    Stop      Ctrl-C
"""


def _credentials(settings: dict[str, str]) -> dict[str, str]:
    defaults = environment.example_defaults()
    return {key: settings.get(key) or defaults[key] for key in ("API_KEY", "ADMIN_EMAIL", "ADMIN_PASSWORD")}


def _port(settings: dict[str, str], key: str, default: str) -> int:
    value = settings.get(key) or default
    try:
        return int(value)
    except ValueError as error:
        raise LaunchError(f"{key} must be a number, not {value}.") from error


def _data_directory(options: argparse.Namespace, settings: dict[str, str]) -> Path:
    if options.throw_away:
        return _temporary(settings)
    data = Path(options.data or ROOT / ".data").resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if options.data:
        settings.setdefault("STORAGE_ROOT", str(data / "files"))
    return data


def _temporary(settings: dict[str, str]) -> Path:
    data = Path(tempfile.mkdtemp(prefix="docprocessor-"))
    settings["STORAGE_ROOT"] = str(data / "files")
    return data


def _external() -> dict[str, str]:
    return {key: os.environ[key] for key in stack.SERVER_KEYS if os.environ.get(key)}


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _plain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: free some space and run this again."
    return f"{error.strerror or error}{where}."


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m docprocessor.launch", description=__doc__)
    kinds = parser.add_subparsers(required=True)
    for function, text in (
        (run, "the whole service"),
        (dev, "the same with reload, and Vite"),
        (servers, "servers only"),
    ):
        kind = kinds.add_parser(function.__name__, help=text)
        kind.set_defaults(function=function)
        kind.add_argument("--data", help="where the servers keep their data")
        kind.add_argument("command", nargs="*", help="run this, then stop; it gets the addresses in its environment")
        if function is servers:
            kind.add_argument("--durable", action="store_true", help="throw-away servers that still write to the disk")
        else:
            kind.add_argument("--port", help="instead of PORT; 0 chooses a free one")
            kind.add_argument(
                "--set",
                metavar="KEY=VALUE",
                action="append",
                default=[],
                type=_pair,
                help="a setting, whatever .env says",
            )
            kind.add_argument(
                "--throw-away", action="store_true", help="on data and secrets of its own, on a free port"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())
