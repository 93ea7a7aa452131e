"""Records that meet the row with their primary key: staged by COPY, compared and put in by PostgreSQL, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg import sql

from docprocessor.datasets.loading.bigints import bigints
from docprocessor.datasets.loading.copying import payload
from docprocessor.datasets.storage.columns import listed, same
from docprocessor.datasets.storage.database import raw_cursor

COPIED = ("_row", "_load")  # what `copy_lines` writes after the fields


class Merged(NamedTuple):
    """Which of the staged records did what, by their numbers.

    `fresh` changed a row that this load had not touched; `again` one that it had changed before, of which those that
    `reverted` it are as it was at first; `own` one that it had inserted. The others found their row unchanged.
    `missing` are the records whose rows have been taken out, and whose lines are still to be copied in.
    """

    fresh: NDArray[np.int64]
    again: NDArray[np.int64]
    reverted: NDArray[np.int64]
    own: NDArray[np.int64]
    missing: NDArray[np.int64]


class Moved(Exception):
    """A row that was matched has been changed or taken away by somebody else meanwhile: match again."""


@dataclass(frozen=True, slots=True)
class Merger:
    """Merges records of one load into a table.

    Rows are taken out, in the order of their keys, and put in anew: an UPDATE would stumble over a unique value that
    one row gives up and another takes in the same statement. PostgreSQL's UPDATE writes a new row and new index
    entries as well, so this costs next to nothing more.
    """

    table: sql.Composable
    before: sql.Composable
    unchanged: sql.Composable
    load: int
    key: tuple[str, ...]
    fields: tuple[str, ...]  # of the table, without its system columns
    names: tuple[str, ...]  # of the records
    may_repeat: bool  # whether a record may change what an earlier one of the load has changed

    def merge(self, lines: Any, *, repeated: bool) -> Merged:
        """Change the rows that records' lines match, but for putting in those that are `missing`.

        `repeated`: some keys have come before in this load.

        Raises Moved, and psycopg.errors.UniqueViolation when another writer committed a unique value meanwhile.
        """
        stage = sql.Identifier("pg_temp", f"_stage_{self.load}")
        with raw_cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {}, _row, _load FROM {} WITH NO DATA"
                ).format(stage, listed(self.names), self.table)
            )
            copy_in(stage, self.names, lines)
            merged = self._merged(stage, repeated=repeated)
            if repeated:
                cursor.execute(self._forgetting(stage))
            as_found = len(lines) - len(merged.fresh) - len(merged.again) - len(merged.own) + len(merged.reverted)
            if as_found:
                cursor.execute(self._remembering(stage))
                if cursor.rowcount != as_found:
                    raise Moved
            cursor.execute(sql.SQL("DROP TABLE {}").format(stage))
        return merged

    def _merged(self, stage: sql.Composable, *, repeated: bool) -> Merged:
        nothing = np.empty(0, np.int64)
        if not repeated and set(self.names) == set(self.fields):
            # Each line is a whole row: COPY is quicker than any INSERT.
            (missing,) = bigints(
                self._taking(stage, repeated=False) + sql.SQL(" SELECT array_agg(_new_row) FROM taken")
            )
            return Merged(missing, nothing, nothing, nothing, missing)
        statement = self._taking(stage, repeated=repeated) + self._placing(stage, repeated=repeated)
        fresh, again, reverted, own = bigints(statement)
        return Merged(fresh, again, reverted, own, nothing)

    def _taking(self, stage: sql.Composable, *, repeated: bool) -> sql.Composed:
        """Take rows out that differ from the records, and keep what they were.

        A row that this load has touched before always goes: it is compared with what it was at first.
        """
        return sql.SQL(
            "WITH taken AS ("
            " DELETE FROM {table} AS t USING ("
            "  SELECT s.ctid AS _stage_id, {before_id} AS _before_id, s._row, {staged} FROM {stage} AS s {with_before}"
            "  ORDER BY {staged_key} OFFSET 0"
            " ) AS s WHERE {same_key} AND ({touched} ({differs}))"
            " RETURNING {of_t}, t._load, t._row, s._row AS _new_row, s._stage_id, s._before_id"
            "), kept AS ("
            " INSERT INTO {before} ({fields}, _load, _row, _by)"
            " SELECT {fields}, _load, _row, {load} FROM taken WHERE _before_id IS NULL AND _load <> {load}{once})"
        ).format(
            table=self.table,
            before=self.before,
            stage=stage,
            load=sql.Literal(self.load),
            fields=listed(self.fields),
            staged=listed(self.names, "s"),
            staged_key=listed(self.key, "s"),
            same_key=same("t", "s", self.key),
            differs=self._differs("t", "s"),
            of_t=listed(self.fields, "t"),
            once=sql.SQL(" ON CONFLICT DO NOTHING" if self.may_repeat else ""),
            **(self._of_repeats() if repeated else self._of_first_ones()),
        )

    def _placing(self, stage: sql.Composable, *, repeated: bool) -> sql.Composed:
        """Put rows in anew, after the last has been taken out: sorting waits for that. Fields that are not among
        the records' stay as they were."""
        load = sql.Literal(self.load)
        nothing = sql.SQL("")
        reverting = sql.SQL(
            ", reverting AS (DELETE FROM {} AS b USING taken, {} AS s"
            " WHERE b.ctid = taken._before_id AND s.ctid = taken._stage_id AND NOT ({}) RETURNING s._row)"
        ).format(self.before, stage, self._differs("b", "s"))
        compared = sql.SQL(
            "LEFT JOIN {} AS b ON b.ctid = t._before_id"
            " CROSS JOIN LATERAL (SELECT t._before_id IS NOT NULL AND NOT ({}) AS same OFFSET 0) AS c"
        ).format(self.before, self._differs("b", "s"))
        return sql.SQL(
            "{reverting}, placed AS ("
            " INSERT INTO {table} ({fields}, _load, _row) SELECT {values}"
            " FROM (SELECT * FROM taken ORDER BY _stage_id OFFSET 0) AS t"
            " JOIN {stage} AS s ON s.ctid = t._stage_id {compared}"
            ") SELECT array_agg(_new_row) FILTER (WHERE _before_id IS NULL AND _load <> {load}),"
            " array_agg(_new_row) FILTER (WHERE _before_id IS NOT NULL), {reverted},"
            " array_agg(_new_row) FILTER (WHERE _before_id IS NULL AND _load = {load}) FROM taken"
        ).format(
            table=self.table,
            stage=stage,
            load=load,
            fields=listed(self.fields),
            values=self._values(repeated=repeated),
            reverting=reverting if repeated else nothing,
            reverted=sql.SQL("(SELECT array_agg(_row) FROM reverting)" if repeated else "NULL::bigint[]"),
            compared=compared if repeated else nothing,
        )

    def _of_first_ones(self) -> dict[str, sql.Composable]:
        return {"before_id": sql.SQL("NULL::tid"), "with_before": sql.SQL(""), "touched": sql.SQL("")}

    def _of_repeats(self) -> dict[str, sql.Composable]:
        load = sql.Literal(self.load)
        joined = sql.SQL("LEFT JOIN {} AS b ON b._by = {} AND {}")
        return {
            "before_id": sql.SQL("b.ctid"),
            "with_before": joined.format(self.before, load, same("b", "s", self.key)),
            "touched": sql.SQL("t._load = {} OR").format(load),
        }

    def _values(self, *, repeated: bool) -> sql.Composed:
        new = sql.SQL("CASE WHEN c.same THEN b.{0} ELSE s.{0} END" if repeated else "s.{0}")
        values = [
            (new if name in self.names else sql.SQL("t.{0}")).format(sql.Identifier(name)) for name in self.fields
        ]
        origin = [new.format(sql.Identifier(name)) for name in ("_load", "_row")]
        return sql.SQL(", ").join([*values, *origin])

    def _forgetting(self, stage: sql.Composable) -> sql.Composed:
        return sql.SQL("DELETE FROM {} AS u USING {} AS s WHERE {}").format(
            self.unchanged, stage, same("u", "s", self.key)
        )

    def _remembering(self, stage: sql.Composable) -> sql.Composed:
        """Keep the keys of rows that are as the records say, so that a later record is known to repeat them."""
        return sql.SQL(
            "INSERT INTO {} ({}, _row) SELECT {}, s._row FROM {} AS s JOIN {} AS t ON {}"
            " WHERE t._load <> {} AND NOT ({})"
        ).format(
            self.unchanged,
            listed(self.key),
            listed(self.key, "s"),
            stage,
            self.table,
            same("t", "s", self.key),
            sql.Literal(self.load),
            self._differs("t", "s"),
        )

    def _differs(self, one: str, other: str) -> sql.Composable:
        compared = [name for name in self.names if name not in self.key]
        if not compared:
            return sql.SQL("false")
        return sql.SQL(" OR ").join(
            sql.SQL("{0}.{2} IS DISTINCT FROM {1}.{2}").format(
                sql.Identifier(one), sql.Identifier(other), sql.Identifier(name)
            )
            for name in compared
        )


def copy_in(table: sql.Composable, names: Sequence[str], lines: Any) -> None:
    """COPY lines of records of these fields into a table."""
    copied = sql.SQL("COPY {} ({}) FROM STDIN").format(table, listed((*names, *COPIED)))
    with raw_cursor() as cursor, cursor.copy(copied) as copy:
        copy.write(payload(lines))
