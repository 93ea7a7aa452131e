"""`make faults`: breaks every part of a running DocProcessor, one after another, and prints what came of it."""

import argparse
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from docprocessor.launch import LaunchError
from faults import broker, clients, clocks, database, disk, load, merges, stages, workers  # noqa: F401  (they register faults)
from faults.invariants import check
from faults.mounts import own_namespace
from faults.registry import FAULTS, Broken, Fault, Skipped
from faults.rough import rough
from faults.scale import FULL, SHORT, Scale
from faults.system import System, running_system


def main() -> int:
    options = _options()
    if options.list:
        for each in FAULTS.values():
            print(f"{each.name:20} {each.sentence}")
        return 0
    signal.signal(signal.SIGTERM, _end)
    own_namespace()
    scale = SHORT if options.short else FULL
    if options.random:
        chosen = list(_random_runs(options, scale))
        settings = scale.random_settings
    else:
        chosen = [FAULTS[name] for name in options.faults or FAULTS]
        settings = {}
    with running_system(scale, **settings) as system:
        outcomes = Counter(_run(each, system) for each in chosen)
        if outcomes["FAILED"] and options.logs:
            shutil.copytree(system.data / "logs", options.logs, dirs_exist_ok=True)
    print("\n" + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
    return 1 if outcomes["FAILED"] else 0


def _random_runs(options: argparse.Namespace, scale: Scale) -> Iterator[Fault]:
    rows = options.rows or scale.random_rows
    for seed in range(options.seed, options.seed + options.random):
        yield Fault(f"random, seed {seed}", "", partial(rough, seed=seed, rows=rows))


def _run(each: Fault, system: System) -> str:
    """Make a fault, check what must hold after every one, print a line, and return the outcome."""
    began = time.monotonic()
    outcome, figures = "ok", ""
    try:
        figures = each.run(system)
        system.mend()
        system.wait_until_ready()
        check(system)
    except Skipped as skipped:
        outcome, figures = "skipped", str(skipped)
    except Exception as error:
        outcome, figures = "FAILED", f"{error if isinstance(error, Broken) else repr(error)} {figures}"
    print(f"{each.name:20} {time.monotonic() - began:5.0f} s  {outcome:7} {figures}", flush=True)
    if outcome == "FAILED":
        system.reset()
    return outcome


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make faults", description=__doc__, usage='make faults ARGS="[options] [fault …]"'
    )
    parser.add_argument("faults", nargs="*", metavar="fault", help="which, by name; else all")
    parser.add_argument("--list", action="store_true", help="say which there are")
    parser.add_argument("--short", action="store_true", help="smaller files and shorter leases: four minutes")
    parser.add_argument("--random", type=int, metavar="N", help="so many runs that kill random parts, instead")
    parser.add_argument("--seed", type=int, default=1, help="of the first of them (default 1)")
    parser.add_argument("--rows", type=int, help="of the import in a random run")
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="where to keep what the parts said if one fails")
    options = parser.parse_args()
    if unknown := set(options.faults) - FAULTS.keys():
        parser.error(f"there is no fault called {', '.join(unknown)}; --list says which there are")
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LaunchError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
