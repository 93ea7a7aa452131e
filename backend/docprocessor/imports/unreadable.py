"""What a file that cannot be read as a table is answered with. Pure: no Django."""


class UnreadableFile(ValueError):
    """The file as a whole cannot be read as a table."""

    def __init__(self, code: str, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
