"""Taking a load back: its dataset becomes as if it had never been, but for what others have done since.

A row's history is a chain: the row itself, and before-images of it by the loads that changed it (`_by`), each with
the origin (`_load`, `_row`) of what it was before. Undoing a load takes its link out of every chain. Where it is the
last link, the row changes; elsewhere the row is kept, and the image of it by the next load takes the values that the
load had found. For a load that replaced all rows, the replaced table is what it had found.
"""

from http import HTTPStatus

import psycopg
from django.db import transaction
from psycopg import sql

from docprocessor.datasets.history.taking_back import Keep, Kept, Look, Reason, TakingBack, Undone
from docprocessor.datasets.models import Dataset, Load
from docprocessor.datasets.storage import side_tables
from docprocessor.datasets.storage.columns import listed, same
from docprocessor.datasets.storage.database import raw_cursor, settings
from docprocessor.datasets.storage.side_tables import SWAP_WAITS, SWAPS_AT_MOST
from docprocessor.lib.problems import AppError

__all__ = ["Kept", "Reason", "Undone", "has_rows", "undo_expired", "undo_load"]


def undo_load(dataset: Dataset, load: Load, *, replaces: bool, look: Look, keep: Keep) -> Undone:
    """Take back what a load that has ended did, in the caller's transaction: nobody sees half of it.

    `replaces`: its rows took the place of all others. `look` is called often, with how many of its rows are done,
    and raises what shall end it; `keep` is given the rows that stay as they are. Writers to the dataset wait.

    Raises AppError 409 `undo_expired` when what was there before is no longer kept, and `dataset_in_use`.
    """
    return (_Replacement if replaces else _Changes)(dataset, load, look, keep).undo()


def undo_expired(dataset: Dataset, load: Load, *, replaces: bool) -> AppError | None:
    """Return the refusal of a load of which what was there before is no longer kept."""
    message = ""
    if replaces and not side_tables.exists(dataset, side_tables.replaced_name(load)):
        message = "The rows that it replaced are no longer kept, so it cannot be undone."
    elif Load.objects.filter(pk=load.pk, undo_deleted_at__isnull=False).exists():
        message = "What its rows were before it is no longer kept, so it cannot be undone."
    return AppError("undo_expired", message, status=HTTPStatus.CONFLICT) if message else None


def has_rows(dataset: Dataset, load: Load) -> bool:
    """Say whether any row of the dataset is as a load has made it."""
    query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE _load = {})").format(dataset.relation, sql.Literal(load.pk))
    with raw_cursor() as cursor:
        return cursor.execute(query).fetchone() == (True,)


class _Changes(TakingBack):
    """Undoes a load that put rows in, or changed rows; its images are the source."""

    def __init__(self, dataset: Dataset, load: Load, look: Look, keep: Keep) -> None:
        super().__init__(dataset, load, sql.Identifier("pg_temp", f"_undone_{load.pk}"), look, keep)

    def _gather(self) -> None:
        """Gather the load's images, in a table of their own that finds them by their keys.

        Of two images of one row, between which another load had changed it, the first counts.
        """
        self._count(
            "CREATE TEMPORARY TABLE {source} ON COMMIT DROP AS SELECT {fields}, _load, _row FROM {table} WITH NO DATA"
        )
        if side_tables.exists(self._dataset, side_tables.before_name(self._dataset)):
            self._read_images()
        # Asked after they were read: who deletes images says so no later.
        if refusal := undo_expired(self._dataset, self._load, replaces=False):
            raise refusal

    def _read_images(self) -> None:
        self._count("CREATE UNIQUE INDEX ON {source} ({key})")
        for step in self._steps(self._before, "b"):
            self._count(
                "INSERT INTO {source} SELECT {b_fields}, b._load, b._row FROM {before} AS b"
                " WHERE {step} AND b._by = {load} ON CONFLICT DO NOTHING",
                step=step,
                b_fields=self._fields("b"),
            )
        for unique in self._others:
            self._count("CREATE INDEX ON {source} ({unique})", unique=listed(unique))

    def _part_with_changed(self) -> None:
        """Part with images of rows that have been changed since, without an image, or have gone."""
        for step in self._steps(self._source, "s"):
            rows = self._rows(
                "WITH parted AS ("
                " DELETE FROM {source} AS s WHERE {step}"
                "  AND NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {t_is_s} AND t._load = {load}) RETURNING {s_key}"
                ") SELECT NULL::bigint, t._load, {p_texts} FROM parted AS p LEFT JOIN {table} AS t ON {t_is_p}",
                step=step,
                t_is_s=same("t", "s", self._key),
                t_is_p=same("t", "p", self._key),
                s_key=listed(self._key, "s"),
                p_texts=self._texts("p"),
            )
            self._note([row for row in rows if row[1] is not None], Reason.CHANGED)
            self._note([row for row in rows if row[1] is None], Reason.GONE)

    def _forget(self) -> None:
        super()._forget()
        if side_tables.exists(self._dataset, side_tables.before_name(self._dataset)):
            for step in self._steps(self._before, "b"):
                self._count("DELETE FROM {before} AS b WHERE {step} AND b._by = {load}", step=step)

    def _undone(self, restored: int) -> Undone:
        return Undone(self._removed - restored, restored, self._kept)


class _Others(Exception):
    """Others have put rows into the table."""


class _Replacement(TakingBack):
    """Undoes a load that replaced all rows; the table that was replaced is the source."""

    def __init__(self, dataset: Dataset, load: Load, look: Look, keep: Keep) -> None:
        super().__init__(dataset, load, side_tables.beside(dataset, side_tables.replaced_name(load)), look, keep)

    def undo(self) -> Undone:
        """Rename the old table back where nobody has loaded since, else put the old rows back among those of others."""
        try:
            return self._swap_back()
        except _Others:
            return super().undo()

    def _swap_back(self) -> Undone:
        if refusal := undo_expired(self._dataset, self._load, replaces=True):
            raise refusal
        for _ in range(SWAPS_AT_MOST):
            self._look(0)
            [(removed, restored)] = self._rows("SELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM {source})")
            self._raise_if_others()
            try:
                with transaction.atomic(), settings(lock_timeout=SWAP_WAITS):
                    self._count("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
                    self._raise_if_others()
                    side_tables.swap_back(self._dataset, self._load)
                return Undone(removed, restored, 0)
            except psycopg.errors.LockNotAvailable:
                continue
        message = "Others have been reading this dataset for so long that its rows could not be put back; try again."
        raise AppError("dataset_in_use", message, retryable=True)

    def _raise_if_others(self) -> None:
        if self._rows("SELECT 1 FROM {table} WHERE _load <> {load} LIMIT 1"):
            raise _Others

    def _gather(self) -> None:
        if self._key:  # old rows may become images
            side_tables.create_before(self._dataset, self._before)

    def _part_with_changed(self) -> None:
        """Make images of the old rows in whose place others have put theirs: each becomes what the first of the loads
        that made the row had found."""
        for step in self._steps(self._source, "s"):
            rows = self._rows(
                "WITH RECURSIVE parted AS ("
                " SELECT s.ctid AS _id, {s_fields}, s._load, s._row, t._load AS _now"
                " FROM {source} AS s JOIN {table} AS t ON {t_is_s} WHERE {step} AND t._load <> {load}"
                "), link AS ("
                " SELECT {p_key}, p._now AS _of FROM parted AS p"
                " UNION SELECT {l_key}, b._load FROM link AS l JOIN {before} AS b ON b._by = l._of AND {b_is_l}"
                "), remembered AS ("
                " INSERT INTO {before} ({fields}, _load, _row, _by)"
                " SELECT {p_fields}, p._load, p._row, l._of FROM parted AS p JOIN link AS l ON {l_is_p}"
                " WHERE NOT EXISTS (SELECT 1 FROM {before} AS b WHERE b._by = l._of AND {b_is_l})"
                "), gone AS ("
                " DELETE FROM {source} AS s USING parted AS p WHERE s.ctid = p._id"
                ") SELECT NULL::bigint, p._now, {p_texts} FROM parted AS p",
                step=step,
                s_fields=self._fields("s"),
                p_fields=self._fields("p"),
                t_is_s=same("t", "s", self._key),
                b_is_l=same("b", "l", self._key),
                l_is_p=same("l", "p", self._key),
                p_key=listed(self._key, "p"),
                l_key=listed(self._key, "l"),
                p_texts=self._texts("p"),
            )
            self._note(rows, Reason.CHANGED)
