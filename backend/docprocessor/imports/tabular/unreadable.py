"""What a file that cannot be read as a table is answered with. Pure: no Django."""

from collections.abc import Sequence


class UnreadableFile(ValueError):
    """The file as a whole cannot be read as a table.

    `among`: the members or sheets to choose from, where another one could be read.
    """

    def __init__(self, code: str, message: str, *, line: int | None = None, among: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.among = among
