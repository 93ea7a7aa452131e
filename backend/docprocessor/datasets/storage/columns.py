"""Lists of columns, and comparisons of them, as parts of statements."""

from collections.abc import Sequence

from psycopg import sql


def listed(names: Sequence[str], alias: str | None = None) -> sql.Composed:
    """Return columns with commas between them, each of the table that has this alias."""
    return sql.SQL(", ").join(sql.Identifier(*((alias, name) if alias else (name,))) for name in names)


def same(one: str, other: str, names: Sequence[str]) -> sql.Composed:
    """Return the condition that two tables' columns of these names are equal."""
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(one, name), sql.Identifier(other, name)) for name in names
    )
