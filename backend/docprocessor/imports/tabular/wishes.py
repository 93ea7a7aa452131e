"""What a person says about how a file is to be read. Pure: no Django."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from docprocessor.imports.tabular.dialect import Dialect, DialectError
from docprocessor.imports.tabular.encoding import check_encoding


@dataclass(frozen=True)
class Wishes:
    """What is said; None, or not in `dialect`, where it is left to be recognised."""

    dialect: Mapping[str, Any] = field(default_factory=dict)  # parts of a Dialect by their names
    encoding: str | None = None  # a codec's name
    header_row: int | None = None  # the header's physical line, from 1
    footer: int | None = None  # how many of the last records are not data
    member: str | None = None  # of an archive
    sheet: str | int | None = None  # of a workbook: its name, or its number from 1

    @classmethod
    def parse(cls, said: Mapping[str, Any]) -> Self:
        """Take what somebody sent. Raises DialectError, and UnreadableFile for an encoding that is none."""
        parts = asdict(Dialect())
        others = ("encoding", "header_row", "footer", "member", "sheet")
        for name in said:
            if name not in parts and name not in others:
                raise DialectError(f"{name[:40]!r} is not known; known are {', '.join((*parts, *others))}.")
        dialect = {name: wish for name, wish in said.items() if name in parts}
        Dialect().overridden(dialect)
        wishes = cls(
            dialect=dialect,
            encoding=check_encoding(said["encoding"]) if "encoding" in said else None,
            header_row=_number(said, "header_row", 1),
            footer=_number(said, "footer", 0),
            member=_name(said, "member"),
            sheet=_number(said, "sheet", 1) if type(said.get("sheet")) is int else _name(said, "sheet"),
        )
        if wishes.header_row is not None and dialect.get("header") is False:
            raise DialectError("A file without a header has no header_row.")
        return wishes

    @property
    def header(self) -> bool | None:
        """Whether the file has a header, if that is said."""
        return True if self.header_row is not None else self.dialect.get("header")


def _number(said: Mapping[str, Any], name: str, least: int) -> int | None:
    number = said.get(name)
    if name in said and (type(number) is not int or not least <= number < 2**53):
        raise DialectError(f"{name} is a whole number from {least} on.")
    return number


def _name(said: Mapping[str, Any], name: str) -> str | None:
    text = said.get(name)
    if name in said and (not isinstance(text, str) or not text):
        raise DialectError(f"{name} is the name of one{' or its number' if name == 'sheet' else ''}.")
    return text
