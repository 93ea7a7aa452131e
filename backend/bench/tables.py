"""The table that everything is loaded into: the product's own, for all alike."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from django.db import connection
from psycopg import sql

from bench.data import Recipe
from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create, dataset_delete
from docprocessor.lib.problems import AppError

TABLE = "bench"


class Found(NamedTuple):
    """What stands in a table; compared with what should."""

    rows: int
    key_sum: int
    characters: int


@contextmanager
def empty_table(workspace: Workspace, recipe: Recipe, slug: str = TABLE) -> Iterator[Dataset]:
    """A new dataset for files of a recipe, removed at the end; nothing of earlier runs waits to be written."""
    dataset = dataset_create(workspace=workspace, title=slug, slug=slug, schema=recipe.schema)
    settle()
    try:
        yield dataset
    finally:
        with suppress(AppError):  # an import that was interrupted is loading still; the servers end with it
            dataset_delete(dataset)
        _execute(sql.SQL("TRUNCATE imports_rowissue"))


def settle() -> None:
    """Write out what earlier runs have left to the disk, so that it is not in the next one's time."""
    _execute(sql.SQL("CHECKPOINT"))


def analyse(dataset: Dataset) -> None:
    """Do now what autovacuum would do in the middle of a run."""
    _execute(sql.SQL("VACUUM ANALYZE {}").format(dataset.relation))
    settle()


def take_any_origin(dataset: Dataset) -> None:
    """Let rows in that no import of ours brings: they know nothing of the service's own columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = %s AND column_name LIKE '\\_%%' AND is_nullable = 'NO'",
            [dataset.namespace_name, dataset.slug],
        )
        for (name,) in cursor.fetchall():
            _execute(sql.SQL("ALTER TABLE {} ALTER {} DROP NOT NULL").format(dataset.relation, sql.Identifier(name)))


def found_in(dataset: Dataset, columns: list[str]) -> Found:
    """Count the rows of a table, add up its keys, and count the characters of all that it holds."""
    lengths = sql.SQL(" + ").join(
        sql.SQL("coalesce(char_length({}::text), 0)").format(sql.Identifier(name)) for name in columns
    )
    query = sql.SQL("SELECT count(*), coalesce(sum(id), 0), coalesce(sum({}), 0) FROM {}")
    [row] = _execute(query.format(lengths, dataset.relation))
    return Found(*map(int, row))


def _execute(statement: sql.Composable) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
