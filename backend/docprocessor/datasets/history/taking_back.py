"""What taking back any load has in common: the rows that stay, those that go, those that return."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from psycopg import sql

from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.columns import listed, same
from docprocessor.datasets.storage.database import raw_cursor
from docprocessor.datasets.storage.table_locks import hold_writers_off

# No statement handles more at once, so that a wish to stop is soon noticed.
STEP_ROWS: Final = 50_000
STEP_PAGES: Final = 1_000  # 8 MB


class Reason(StrEnum):
    """Why a row stays as it is."""

    CHANGED = "changed_since"
    GONE = "gone"
    VALUE_TAKEN = "value_taken"


class Kept(NamedTuple):
    """A row that stays as it is.

    `row` is the record of the load that it came by, where that is known; `key` its primary key, by field, as text;
    `load` the other load that has changed it, or has a value that the row had before.
    """

    row: int | None
    key: dict[str, str | None]
    load: int | None
    reason: Reason


class Undone(NamedTuple):
    """How many rows were taken out, put back as they had been, and left as others have made them."""

    removed: int
    restored: int
    kept: int


Look = Callable[[int], None]
Keep = Callable[[Sequence[Kept]], None]


class TakingBack:
    """What undoing any load has in common. `source` holds the rows to put back; it shrinks to those that can be."""

    def __init__(self, dataset: Dataset, load: Load, source: sql.Identifier, look: Look, keep: Keep) -> None:
        schema = dataset.table_schema
        self._dataset, self._load, self._source = dataset, load, source
        self._look, self._keep = look, keep
        self._key = schema.primary_key
        self._others = [key for key in schema.unique_keys if key != self._key]
        self._before = side_tables.beside(dataset, side_tables.before_name(dataset))
        self._staying = sql.Identifier("pg_temp", f"_staying_{load.pk}")
        self._parts: dict[str, sql.Composable] = {
            "table": dataset.relation,
            "before": self._before,
            "source": source,
            "staying": self._staying,
            "load": sql.Literal(load.pk),
            "fields": listed([field.name for field in schema.fields]),
            "key": listed(self._key),
        }
        self._removed = self._kept = 0

    def undo(self) -> Undone:
        """Do all of it."""
        hold_writers_off(self._dataset, lambda: self._look(self._removed))
        self._gather()
        if self._key and side_tables.exists(self._dataset, side_tables.before_name(self._dataset)):
            self._splice()
            self._part_with_changed()
        self._leave_taken()
        self._remove()
        restored = self._restore()
        self._forget()
        return self._undone(restored)

    def _splice(self) -> None:
        """Give the images that others have of this load's versions what this load had found, or drop them.

        A load that had changed a row, and met it again after another had, is no source of its own images.
        """
        for step in self._steps(self._before, "b"):
            rows = self._rows(
                "WITH held AS ("
                " SELECT b.ctid AS _id, {b_key}, b._row, b._by FROM {before} AS b WHERE {step} AND b._load = {load}"
                "), spliced AS ("
                " UPDATE {before} AS b SET ({fields}, _load, _row) = ROW({s_fields}, s._load, s._row)"
                " FROM held AS h JOIN {source} AS s ON {s_is_h} WHERE b.ctid = h._id AND s._load <> h._by"
                "), dropped AS ("
                " DELETE FROM {before} AS b USING held AS h WHERE b.ctid = h._id"
                "  AND NOT EXISTS (SELECT 1 FROM {source} AS s WHERE {s_is_h} AND s._load <> h._by)"
                "), used AS ("
                " DELETE FROM {source} AS s USING held AS h WHERE {s_is_h}"
                "  AND NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {t_is_s} AND t._load = {load})"
                ") SELECT h._row, h._by, {h_texts} FROM held AS h",
                step=step,
                b_key=listed(self._key, "b"),
                s_fields=self._fields("s"),
                s_is_h=same("s", "h", self._key),
                t_is_s=same("t", "s", self._key),
                h_texts=self._texts("h"),
            )
            self._note(rows, Reason.CHANGED)

    def _leave_taken(self) -> None:
        """Leave the rows as they are whose old values others have taken; what such a row has may be what yet another
        had before, so look again until there are no more."""
        if not self._others:
            return
        if self._key:
            self._count("CREATE TEMPORARY TABLE {staying} ON COMMIT DROP AS SELECT {key} FROM {table} WITH NO DATA")
        while sum(self._left(key) for key in self._others):
            pass

    def _left(self, unique: tuple[str, ...]) -> int:
        """Leave those that one unique key is the reason of; say how many."""
        before = self._kept
        stays, noted, own = self._sql("false"), self._sql(""), self._sql("NULL::bigint")
        if self._key:
            stays = self._sql("EXISTS (SELECT 1 FROM {staying} AS k WHERE {same})", same=same("k", "t", self._key))
            noted = self._sql(", noted AS (INSERT INTO {staying} SELECT {key} FROM taken)")
            own = self._sql(
                "(SELECT t._row FROM {table} AS t WHERE {same} AND t._load = {load})", same=same("t", "s", self._key)
            )
        for step in self._steps(self._source, "s"):
            rows = self._rows(
                "WITH found AS ("
                " SELECT s.ctid AS _id, holder._load AS _of FROM {source} AS s CROSS JOIN LATERAL ("
                "  SELECT t._load FROM {table} AS t WHERE {t_has} AND (t._load <> {load} OR {stays})"
                "   UNION ALL SELECT o._load FROM {source} AS o WHERE {o_has} AND o.ctid <> s.ctid LIMIT 1"
                " ) AS holder WHERE {step}"
                "), taken AS ("
                " DELETE FROM {source} AS s USING found AS f WHERE s.ctid = f._id"
                " RETURNING {s_columns}, {own} AS _own, NULLIF(f._of, {load}) AS _of"
                "){noted} SELECT k._own, k._of, {k_texts} FROM taken AS k",
                step=step,
                stays=stays,
                noted=noted,
                own=own,
                t_has=same("t", "s", unique),
                o_has=same("o", "s", unique),
                s_columns=listed(self._identity, "s"),
                k_texts=self._texts("k"),
            )
            self._note(rows, Reason.VALUE_TAKEN)
        return self._kept - before

    def _remove(self) -> None:
        """Take the load's rows out, all before any is put back: values that moved from row to row do not collide."""
        staying = self._sql("")
        if self._others and self._key:
            staying = self._sql(
                " AND NOT EXISTS (SELECT 1 FROM {staying} AS k WHERE {same})", same=same("k", "t", self._key)
            )
        [(first, last)] = self._rows("SELECT min(_row), max(_row) FROM {table} WHERE _load = {load}")
        for start in range(first, last + 1, STEP_ROWS) if first is not None else ():
            self._look(self._removed)
            self._removed += self._count(
                "DELETE FROM {table} AS t WHERE t._load = {load} AND t._row BETWEEN {first} AND {last}{staying_in}",
                first=sql.Literal(start),
                last=sql.Literal(start + STEP_ROWS - 1),
                staying_in=staying,
            )

    def _restore(self) -> int:
        return sum(
            self._count(
                "INSERT INTO {table} ({fields}, _load, _row) SELECT {s_fields}, s._load, s._row"
                " FROM {source} AS s WHERE {step}",
                step=step,
                s_fields=self._fields("s"),
            )
            for step in self._steps(self._source, "s")
        )

    def _gather(self) -> None:
        """Make the source, if it is not there."""

    def _part_with_changed(self) -> None:
        """Take out of the source what others have changed since."""
        raise NotImplementedError

    def _forget(self) -> None:
        """Drop what was kept for this."""
        side_tables.drop(self._source)
        if self._others and self._key:
            side_tables.drop(self._staying)

    def _undone(self, restored: int) -> Undone:
        return Undone(self._removed, restored, self._kept)

    # --- Statements -------------------------------------------------------------------------------

    @property
    def _identity(self) -> tuple[str, ...]:
        """What a row that is kept is known by: where there is no primary key, all that is unique."""
        return self._key or tuple(dict.fromkeys(name for key in self._others for name in key))

    def _fields(self, alias: str) -> sql.Composed:
        return listed([field.name for field in self._dataset.table_schema.fields], alias)

    def _texts(self, alias: str) -> sql.Composed:
        return sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(alias, name)) for name in self._identity)

    def _note(self, rows: Sequence[tuple[Any, ...]], reason: Reason) -> None:
        """Keep account of rows that are the record, the other load and the key."""
        if rows:
            self._kept += len(rows)
            self._keep([Kept(row, dict(zip(self._identity, key, strict=True)), of, reason) for row, of, *key in rows])

    def _steps(self, table: sql.Identifier, alias: str) -> Iterator[sql.Composed]:
        """Yield conditions that part a table by its pages."""
        [(pages,)] = self._rows(
            "SELECT pg_relation_size({name}::regclass) / current_setting('block_size')::int",
            name=sql.Literal(table.as_string()),
        )
        place = sql.Identifier(alias, "ctid")
        for start in range(0, pages, STEP_PAGES):
            self._look(self._removed)
            yield sql.SQL("{0} >= {1}::tid AND {0} < {2}::tid").format(
                place, sql.Literal(f"({start},0)"), sql.Literal(f"({start + STEP_PAGES},0)")
            )

    def _rows(self, statement: str, **parts: sql.Composable) -> list[tuple[Any, ...]]:
        with raw_cursor() as cursor:
            return cursor.execute(self._sql(statement, **parts)).fetchall()

    def _count(self, statement: str, **parts: sql.Composable) -> int:
        with raw_cursor() as cursor:
            return cursor.execute(self._sql(statement, **parts)).rowcount

    def _sql(self, text: str, **parts: sql.Composable) -> sql.Composed:
        """Fill in one of this module's own texts; every name and value in it is quoted."""
        return sql.SQL(text).format(**self._parts, **parts)
