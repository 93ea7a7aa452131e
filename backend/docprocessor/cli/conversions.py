"""Converting one file or many, one after the other: what fails for one of them is said, and the others go on."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docprocessor.cli.converting import Converted, Ragged, convert
from docprocessor.cli.ending import Exit, Failed
from docprocessor.cli.reading import reading_of
from docprocessor.cli.targets import Identity, identities, targets, written


def convert_all(sources: Sequence[Path], out: str, *, wishes: dict[str, Any], ragged: Ragged, quiet: bool) -> Exit:
    """Convert files and return how that ended: as the worst of them. Raises Failed where none can go to `out`."""
    worst = Exit.FINE
    never = identities(sources)
    for source, target in zip(sources, targets(sources, out), strict=True):
        try:
            done = _convert(source, target, never, wishes=wishes, ragged=ragged)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one file, the others are converted)
            print(_reason(source, error), file=sys.stderr)
            worst = Exit.FAILED
            continue
        if done.left_out and worst is Exit.FINE:
            worst = Exit.PARTIAL
        if not quiet:
            print(_summary(source, target, done), file=sys.stderr)
    return worst


def _convert(
    source: Path, target: Path | None, never: frozenset[Identity], *, wishes: dict[str, Any], ragged: Ragged
) -> Converted:
    def report(line: int, fault: str) -> None:
        print(f"{source}:{line}: {fault}", file=sys.stderr)

    with reading_of(source) as file, written(target, never=never) as output:
        return convert(file, output, wishes=wishes, ragged=ragged, report=report)


def _reason(source: Path, error: Exception) -> str:
    match error:
        case Failed():
            return str(error)
        case OSError(strerror=str(reason)):
            return f"{source} could not be converted: {reason}."
        case _:
            return f"{source} could not be converted, by a fault of DocProcessor: {error!r}."


def _summary(source: Path, target: Path | None, done: Converted) -> str:
    parts = [f"{done.written:,} record{'' if done.written == 1 else 's'}"]
    if done.left_out:
        parts.append(f"{done.left_out:,} left out")
    if done.totals:
        parts.append(f"{done.totals:,} total{'' if done.totals == 1 else 's'} at the end passed over")
    if done.first_line > 1:
        parts.append(f"the table begins at line {done.first_line:,}")
    where = f" → {target}" if target else ""
    return f"{source}{where}: {', '.join(parts)}"
