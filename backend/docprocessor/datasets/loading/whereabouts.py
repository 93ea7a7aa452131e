"""Which records of a load became what, by the tables alone: as statements that return their numbers in `_row`."""

from psycopg import sql

from docprocessor.datasets.loading.targets import Target
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.columns import listed, same


class Whereabouts:
    """The records of a load that is about to end, while all its tables are there.

    A row that another load has changed meanwhile is found by the image that this one has kept of it.
    """

    def __init__(self, dataset: Dataset, load: Load, target: Target) -> None:
        self._target = target
        self._load = sql.Literal(load.pk)
        self._key = dataset.table_schema.primary_key
        self._may_be_changed = bool(self._key) and side_tables.exists(dataset, side_tables.before_name(dataset))
        self._images = side_tables.beside(dataset, side_tables.before_name(dataset))

    def came_in(self) -> sql.Composed:
        """Return the records that made rows what they are, new ones and others."""
        columns = listed((*self._key, "_row"))
        mine = sql.SQL("SELECT {} FROM {} WHERE _load = {}").format(columns, self._target.table, self._load)
        if not self._may_be_changed:
            return mine
        return sql.SQL("{mine} UNION ALL SELECT {columns} FROM {images} WHERE _load = {load} AND _by <> {load}").format(
            mine=mine, columns=columns, images=self._images, load=self._load
        )

    def updated(self) -> sql.Composed:
        """Return those of them that changed rows; only a load that may do so has any."""
        return sql.SQL(
            "SELECT t._row FROM ({}) AS t WHERE EXISTS (SELECT 1 FROM {} AS b WHERE b._by = {} AND {})"
        ).format(self.came_in(), self._target.before, self._load, same("b", "t", self._key))

    def unchanged(self) -> sql.Composed:
        """Return the records that found their rows as they say; only a load that may change rows has any."""
        return sql.SQL("SELECT _row FROM {}").format(self._target.unchanged)
