"""Workbooks (XLSX) of a sheet each, written row by row in flat memory: what is text stays text. Pure: no Django."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576  # with the header
CHUNK_BYTES: Final = 256 * 1024
_TOO_LONG: Final = -2
_OPTIONS: Final = {"constant_memory": True, "remove_timezone": True}


class TooLong(ValueError):
    """A text has more characters than a cell takes, 32,767."""


class TextSheet(Worksheet):
    """A sheet whose texts are never anything else, whatever they look like."""

    def put_text(self, row: int, column: int, text: str, cell_format: Any = None) -> None:
        """Write a text. Raises TooLong."""
        if self.write_string(row, column, text, cell_format) == _TOO_LONG:
            raise TooLong

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, Any]]) -> None:
        # XlsxWriter takes a text between <r> and </r> for markup of its own, which nobody here writes.
        self._xml_inline_string(string, string != string.strip(), attributes)


@contextmanager
def new_workbook() -> Iterator[tuple[IO[bytes], Workbook, TextSheet]]:
    """Give an empty workbook and its sheet; when the block is left the file holds it, and stands at its beginning."""
    file = TemporaryFile()  # noqa: SIM115  (who asked for it closes it)
    try:
        workbook = Workbook(file, _OPTIONS)
        workbook.use_zip64()
        yield file, workbook, workbook.add_worksheet(worksheet_class=TextSheet)
        workbook.close()
        file.seek(0)
    except BaseException:
        file.close()
        raise


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with file:
        yield from iter(partial(file.read, CHUNK_BYTES), b"")
