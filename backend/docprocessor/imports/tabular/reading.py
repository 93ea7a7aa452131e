"""How a file is read, once that is settled: kept with the job, and read so again, it gives the same records.

Pure: no Django. What reads a format, and Arrow with it, is only loaded by who reads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import IO, TYPE_CHECKING, Any, Literal, Self

from docprocessor.imports.tabular.containers import LIMITS, Limits, spooled, unpacked
from docprocessor.imports.tabular.dialect import Dialect
from docprocessor.imports.tabular.records import Block, Position, Record

if TYPE_CHECKING:
    from docprocessor.imports.tabular.containers import Compression

Format = Literal["delimited", "xlsx", "jsonl", "json"]
LOOK_EVERY_RECORDS = 10_000


@dataclass(frozen=True)
class Reading:
    """All that decides which records a file has, and what speaks for it."""

    encoding: str
    encoding_evidence: str
    dialect: Dialect
    labels: tuple[str, ...]  # a name for each column
    header_line: int | None  # physical line of the header, None when there is none
    columns: tuple[str | None, ...] = ()  # the field that each column goes into, once that is settled
    format: Format = "delimited"
    compression: Compression = ""
    member: str = ""  # of a ZIP archive
    sheet: str = ""  # of a workbook
    keys: tuple[str, ...] = ()  # of JSON objects, one for each column
    first_line: int = 1  # physical line at which the table begins; what stands above it is no part of it
    footer_records: int = 0  # so many of the last records are totals or notes, not data
    confidence: float = 1.0  # how sure all this is, from 0 to 1
    evidence: tuple[str, ...] = ()  # sentences

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored, by this version or one before it."""
        known = {field.name for field in fields(cls)}
        made: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        made["dialect"] = Dialect(**stored["dialect"])
        return cls(**{name: value for name, value in made.items() if name in known})

    def blocks(
        self,
        file: IO[bytes],
        *,
        longest: int,
        most_rows: int,
        start: Position | None = None,
        total: int | None = None,
        mark: Callable[[Position], None] | None = None,
        limits: Limits = LIMITS,
    ) -> Iterator[Block]:
        """Yield the data records in blocks of so many at most, after a position that ended one.

        `longest`: bytes that a record may have. `total`: how many records there are by `count`; where it is not
        given, they are counted first if the file has a footer. `mark` is told of places in a delimited text.
        Raises UnreadableFile in mid-stream when an archive is damaged.
        """
        if total is None and self.footer_records:
            total = self.count(file, longest=longest, limits=limits)
        with self.opened(file, limits) as stream:
            for block in self._blocks(stream, longest, most_rows, start, mark):
                if total is not None and block.end.row > total:
                    if shortened := _up_to(block, total):
                        yield shortened
                    return
                yield block

    def count(
        self,
        file: IO[bytes],
        *,
        longest: int,
        look: Callable[[], None] | None = None,
        mark: Callable[[Position], None] | None = None,
        limits: Limits = LIMITS,
    ) -> int:
        """Return how many data records there are, without the footer.

        `look` is called now and then; `mark` is told of places in a delimited text, from where it can be read.
        """
        with self.opened(file, limits) as stream:
            return max(self._count(stream, longest, look, mark) - self.footer_records, 0)

    def records(
        self,
        file: IO[bytes],
        *,
        longest: int,
        wanted: Iterable[int] | None = None,
        start: Position | None = None,
        limits: Limits = LIMITS,
    ) -> Iterator[Record]:
        """Yield the data records one by one, without header and footer; or those of the rows wanted, which ascend.

        `start`: a place before all those wanted, from where a delimited text is read.
        """
        with self.opened(file, limits) as stream:
            found = self._records(stream, longest, wanted, start)
            if wanted is not None or not self.footer_records:
                yield from found
                return
            held_back: deque[Record] = deque()
            for record in found:
                held_back.append(record)
                if len(held_back) > self.footer_records:
                    yield held_back.popleft()

    @contextmanager
    def opened(self, file: IO[bytes], limits: Limits) -> Iterator[IO[bytes]]:
        """Give what of a file is read: the file itself, or what it holds packed."""
        with ExitStack() as opened:
            stream = opened.enter_context(unpacked(file, self.compression, self.member, limits=limits))
            if self.format == "xlsx":
                if self.compression:
                    stream = opened.enter_context(spooled(stream))
                if limits.only_beginning:
                    from docprocessor.imports.tabular.formats.workbook_beginning import beginning_of  # noqa: PLC0415

                    stream, _ = opened.enter_context(beginning_of(stream))
            yield stream

    def _blocks(
        self,
        file: IO[bytes],
        longest: int,
        most_rows: int,
        start: Position | None,
        mark: Callable[[Position], None] | None,
    ) -> Iterator[Block]:
        width = len(self.labels)
        if self.format == "xlsx":
            from docprocessor.imports.tabular.formats import xlsx  # noqa: PLC0415

            return xlsx.blocks(file, **self._sheet(), width=width, most_rows=most_rows, start=start)
        if self.format in ("json", "jsonl"):
            from docprocessor.imports.tabular.formats import jsonl, lists  # noqa: PLC0415

            placed = jsonl.placed_records(file, **self._json(), keys=self.keys, longest=longest, start=start)
            return lists.blocks_of(placed, width=width, most_rows=most_rows)
        from docprocessor.imports.tabular import delimited  # noqa: PLC0415

        return delimited.blocks(
            file,
            self.encoding,
            self.dialect,
            width=width,
            first_line=self.first_line,
            longest=longest,
            most_rows=most_rows,
            start=start,
            mark=mark,
        )

    def _count(
        self,
        file: IO[bytes],
        longest: int,
        look: Callable[[], None] | None,
        mark: Callable[[Position], None] | None,
    ) -> int:
        if self.format == "delimited":
            from docprocessor.imports.tabular import delimited  # noqa: PLC0415

            return delimited.count(
                file, self.encoding, self.dialect, first_line=self.first_line, longest=longest, look=look, mark=mark
            )
        total = 0
        for total, _ in enumerate(self._counted(file, longest), start=1):
            if look is not None and total % LOOK_EVERY_RECORDS == 0:
                look()
        return total

    def _counted(self, file: IO[bytes], longest: int) -> Iterator[object]:
        """Yield something for each record."""
        if self.format == "xlsx":
            from docprocessor.imports.tabular.formats import xlsx  # noqa: PLC0415

            return xlsx.count(file, **self._sheet())
        from docprocessor.imports.tabular.formats import jsonl  # noqa: PLC0415

        return jsonl.texts(file, **self._json(), longest=longest)

    def _records(
        self, file: IO[bytes], longest: int, wanted: Iterable[int] | None, start: Position | None
    ) -> Iterator[Record]:
        if self.format == "xlsx":
            from docprocessor.imports.tabular.formats import xlsx  # noqa: PLC0415

            return xlsx.records(file, **self._sheet(), width=len(self.labels), wanted=wanted)
        if self.format in ("json", "jsonl"):
            from docprocessor.imports.tabular.formats import jsonl  # noqa: PLC0415

            return jsonl.records(file, **self._json(), keys=self.keys, longest=longest, wanted=wanted)
        from docprocessor.imports.tabular import delimited  # noqa: PLC0415

        return delimited.records(
            file,
            self.encoding,
            self.dialect,
            first_line=self.first_line,
            longest=longest,
            wanted=wanted,
            start=start,
        )

    def _sheet(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "header": self.dialect.header, "first_line": self.first_line}

    def _json(self) -> dict[str, Any]:
        return {"encoding": self.encoding, "is_array": self.format == "json"}


def _up_to(block: Block, row: int) -> Block | None:
    """Return the records of a block up to a row, None when there are none."""
    size = int(block.rows.searchsorted(row, side="right"))
    apart = [record for record in block.apart if record.row <= row]
    if not size and not apart:
        return None
    return replace(
        block,
        rows=block.rows[:size],
        lines=block.lines[:size],
        columns=[column[:size] for column in block.columns],
        apart=apart,
        end=block.end._replace(row=row),
    )
