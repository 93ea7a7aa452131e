"""The table of medians, and the same as JSON."""

import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from bench.contestants import Run


@dataclass
class Line:
    """One contestant's runs of one case. `measured_rows` is less than `rows` for who is too slow for all of them."""

    contestant: str
    rows: int
    measured_rows: int
    runs: list[Run] = field(default_factory=list)
    note: str = ""

    @property
    def seconds(self) -> float:
        """The median, for as many rows as the case has."""
        return statistics.median(run.seconds for run in self.runs) * self.rows / self.measured_rows

    def as_json(self, base: float) -> dict[str, Any]:
        """Return everything that was measured."""
        line: dict[str, Any] = {"contestant": self.contestant, "rows": self.rows, "note": self.note}
        if self.runs:
            line |= {
                "measured_rows": self.measured_rows,
                "runs": [round(run.seconds, 4) for run in self.runs],
                "seconds": round(self.seconds, 4),
                "ratio": round(self.seconds / base, 3),
                "rows_per_second": round(self.rows / self.seconds),
                "peak_mb": round(max(run.megabytes for run in self.runs)),
            }
        return line


def machine() -> dict[str, str]:
    """What the figures depend on; nothing that tells whose machine it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone() or ("", "")
    return {
        "cpu": _cpu(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": version.split()[0],
        "durable": fsync,
    }


def head(about: dict[str, str]) -> str:
    """The machine in one line."""
    return (
        f"{about['cores']} cores of {about['cpu']}, {about['system']}, Python {about['python']}, "
        f"PostgreSQL {about['postgresql']} (fsync {about['durable']})"
    )


def table(title: str, lines: list[Line], base: float) -> str:
    """A case as aligned text."""
    text = [f"{title}", f"  {'':40} {'seconds':>9} {'x COPY':>8} {'rows/s':>10} {'peak MB':>8}"]
    for line in lines:
        if not line.runs:
            text.append(f"  {line.contestant:40} {line.note}")
            continue
        peak = max(run.megabytes for run in line.runs)
        scaled = f"  measured on {line.measured_rows:,} rows" if line.measured_rows < line.rows else ""
        seconds = line.seconds
        figures = f"{seconds:9.2f} {seconds / base:8.2f} {line.rows / seconds:10,.0f} {peak:8.0f}"
        text.append(f"  {line.contestant:40} {figures}{scaled}")
    return "\n".join(text)


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "an unknown CPU"
