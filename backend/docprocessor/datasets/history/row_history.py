"""A row as it is, and as it was before the loads that changed it."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from psycopg import sql

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.columns import listed, same
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.tables import LOAD, ROW

# Of a row that is changed by every file of years, the latest will do.
MOST_VERSIONS: Final = 50


class Version(NamedTuple):
    """What a row had in each field, and by which load's which record."""

    load: int
    row: int
    values: dict[str, Any]


def version_by(dataset: Dataset, load: int, row: int) -> Version | None:
    """Return the row that a load's record has made, None where it is not there, or another load has changed it."""
    statement = sql.SQL("SELECT {} FROM {} WHERE _load = %s AND _row = %s").format(_columns(dataset), dataset.relation)
    return _version(dataset, statement, [load, row])


def earlier_versions(dataset: Dataset, version: Version) -> list[Version]:
    """Return the row as each load found it that changed it, the latest first, as far as that is kept."""
    key = dataset.table_schema.primary_key
    if not key or not side_tables.exists(dataset, side_tables.before_name(dataset)):
        return []
    return list(_earlier(dataset, version, key))


def _earlier(dataset: Dataset, version: Version, key: tuple[str, ...]) -> Iterator[Version]:
    statement = sql.SQL(
        "SELECT {} FROM {} AS b JOIN {} AS t ON {} WHERE t._load = %s AND t._row = %s AND b._by = %s LIMIT 1"
    ).format(
        _columns(dataset, "b"),
        side_tables.beside(dataset, side_tables.before_name(dataset)),
        dataset.relation,
        same("b", "t", key),
    )
    by = version.load
    for _ in range(MOST_VERSIONS):
        found = _version(dataset, statement, [version.load, version.row, by])
        if found is None:
            return
        yield found
        by = found.load


def _columns(dataset: Dataset, alias: str | None = None) -> sql.Composed:
    return listed([LOAD, ROW, *(field.name for field in dataset.table_schema.fields)], alias)


def _version(dataset: Dataset, statement: sql.Composed, params: list[int]) -> Version | None:
    with raw_cursor() as cursor:
        found = cursor.execute(statement, params).fetchone()
    if found is None:
        return None
    load, row, *values = found
    names = [field.name for field in dataset.table_schema.fields]
    return Version(load, row, dict(zip(names, values, strict=True)))
