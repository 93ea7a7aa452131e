"""`make bench`: how long imports take, against plain COPY of the same file and against what people use instead.

Everything runs side by side on one embedded, durable PostgreSQL: on a shared machine only ratios within one run say
anything. docs/benchmarks.md tells what is measured.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")
os.environ["LOG_LEVEL"] = "warning"

import django

django.setup()

from bench.cases import CASES, Case
from bench.contestants import WrongResult, peers
from bench.extras import EXTRAS
from bench.report import head, machine, table
from bench.runner import measure, warm_up
from bench.service import Service, running_service
from docprocessor.accounts.models import Workspace
from docprocessor.launch import LaunchError

MAIN_ROWS = (100_000, 1_000_000)
LARGE_ROWS = 10_000_000
DEFAULT_CASES = ("clean", "faulty", "small")
RUNS, RUNS_OF_LARGE = 5, 3


def main() -> int:
    wanted = _arguments()
    results: list[dict[str, Any]] = []
    code = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_service(Path(folder)) as service:
        about = machine()
        print(head(about), flush=True)
        warm_up(service, Workspace.objects.get())
        for name in wanted.case:
            try:
                results += [EXTRAS[name](service)] if name in EXTRAS else _measured(name, wanted, service)
            except WrongResult as wrong:
                print(f"\n{name} FAILED\n{wrong}", flush=True)
                code = 1
    if wanted.json:
        wanted.json.write_text(json.dumps({"machine": about, "cases": results}, indent=2) + "\n")
    return code


def _measured(name: str, wanted: argparse.Namespace, service: Service) -> Iterator[dict[str, Any]]:
    """Measure a case at each size, print its table, and yield its figures."""
    case = CASES[name]
    for rows in _sizes(case, wanted):
        runs = wanted.runs or (RUNS if rows < LARGE_ROWS else RUNS_OF_LARGE)
        others = peers() if wanted.peers else []
        lines = measure(case, rows, runs, service=service, workspace=Workspace.objects.get(), peers=others)
        base = lines[0].seconds
        print(f"\n{table(f'{case.title}, {lines[0].rows:,} rows', lines, base)}", flush=True)
        yield {"case": name, "lines": [line.as_json(base) for line in lines]}


def _sizes(case: Case, wanted: argparse.Namespace) -> list[int]:
    if case.fixed_rows:
        return [case.fixed_rows]
    if wanted.rows:
        return [wanted.rows]
    sizes = list(MAIN_ROWS if case.is_main else MAIN_ROWS[-1:])
    return [*sizes, LARGE_ROWS] if case.is_main and wanted.large else sizes


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__, usage='make bench ARGS="[options]"')
    parser.add_argument(
        "--case",
        action="append",
        choices=[*CASES, *EXTRAS, "all"],
        help=f"again for more; else {', '.join(DEFAULT_CASES)}",
    )
    parser.add_argument("--rows", type=int, help="instead of 100,000 and 1,000,000")
    parser.add_argument("--large", action="store_true", help="10,000,000 rows of the main cases, too")
    parser.add_argument("--runs", type=int, help=f"of which the median counts (default {RUNS})")
    parser.add_argument(
        "--peers", action=argparse.BooleanOptionalAction, default=True, help="what people use instead, too"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    parser.set_defaults(case=None)
    wanted = parser.parse_args()
    every = [*CASES, *EXTRAS]  # in this order: the last one leaves work behind
    asked = wanted.case or DEFAULT_CASES
    wanted.case = [name for name in every if name in asked or "all" in asked]
    return wanted


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LaunchError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
