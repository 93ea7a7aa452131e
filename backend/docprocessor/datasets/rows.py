"""Reading a dataset's rows: filters, ordering, keyset pages, whole streams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import DataError, connection, transaction
from psycopg import sql

from docprocessor.datasets.checking.values import BIGINT, NotAValue, reader_of
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.schema import Field, TableSchema
from docprocessor.datasets.storage.tables import LOAD, ROW, pg_type
from docprocessor.lib.paging import cursor_decode, cursor_encode, cursor_refused
from docprocessor.lib.problems import AppError

COMPARISONS: Final = {"": "=", "ne": "IS DISTINCT FROM", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
# Which import a row came by; as `_load` is the system's own, no field can be called so.
IMPORT: Final = "_import"
RESERVED: Final = frozenset({"cursor", "limit", "ordering", "format"})
STREAM_BATCH: Final = 2_000


@dataclass(frozen=True)
class OrderTerm:
    """One column of an ordering."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class RowQuery:
    """Which rows of a dataset, in which order. Parsed once; nothing of it reaches SQL unquoted."""

    dataset: Dataset
    where: sql.Composable
    params: tuple[Any, ...]
    order: tuple[OrderTerm, ...]


@dataclass(frozen=True)
class RowPage:
    """Some rows, each a tuple of the fields' values, the load and the record number; cursors to its neighbours."""

    rows: list[tuple[Any, ...]]
    next: str | None
    previous: str | None


def row_query(dataset: Dataset, parameters: Mapping[str, list[str]]) -> RowQuery:
    """Read filters and ordering from a query string.

    `field=`, `field__ne|gt|gte|lt|lte=`, `field__contains=`, `field__isnull=true|false`, `_import=` with
    an import's id, `_row=` with the number of a record, `ordering=-a,b`.
    Raises AppError 400 naming a field, an operator or a value that is not known.
    """
    schema = dataset.table_schema
    conditions: list[sql.Composable] = [sql.SQL("TRUE")]
    params: list[Any] = []
    for name, texts in parameters.items():
        if name in RESERVED:
            continue
        for text in texts:
            if name == IMPORT:
                condition, values = _of_import(dataset, text)
            elif name == ROW:
                condition, values = _of_record(text)
            else:
                condition, values = _condition(*_field_and_operator(schema, name), text, name)
            conditions.append(condition)
            params += values
    order = _order(schema, ",".join(parameters.get("ordering", [])))
    return RowQuery(dataset, sql.SQL(" AND ").join(conditions), tuple(params), order)


def row_page(query: RowQuery, *, limit: int, cursor: str | None) -> RowPage:
    """Return one page: rows after (or before) the position that the cursor names."""
    backwards, position = _decode(cursor, query) if cursor else (False, None)
    order = tuple(OrderTerm(term.name, term.descending != backwards) for term in query.order)
    where, params = query.where, query.params
    if position is not None:
        after, values = _after(query, order, position, backwards)
        where, params = sql.SQL("{} AND {}").format(where, after), (*params, *values)
    # The key's own values travel as text, so that a cursor holds exactly what PostgreSQL compares.
    # A name of their own keeps them apart from the columns that the order names.
    keys = [
        sql.SQL("{}::text AS {}").format(sql.Identifier(term.name), sql.Identifier(f"_key_{number}"))
        for number, term in enumerate(order)
    ]
    statement = sql.SQL("SELECT {}, {} FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        _columns(query.dataset),
        sql.SQL(", ").join(keys),
        query.dataset.relation,
        where,
        _order_by(query, order, backwards),
        sql.Literal(limit + 1),
    )
    try:
        # In its own savepoint, so that a cursor somebody made up ends this query and nothing else.
        with transaction.atomic(), connection.cursor() as db:
            db.execute(statement, params)
            found = db.fetchall()
    except DataError:
        raise cursor_refused() from None
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    width = len(query.dataset.table_schema.fields) + 2
    positions = [list(row[width:]) for row in found]
    has_next = bool(found) and (more or backwards)
    has_previous = bool(found) and (more if backwards else position is not None)
    return RowPage(
        rows=[row[:width] for row in found],
        next=cursor_encode(False, positions[-1]) if has_next else None,
        previous=cursor_encode(True, positions[0]) if has_previous else None,
    )


def row_stream(query: RowQuery) -> Iterator[list[tuple[Any, ...]]]:
    """Yield every row in batches through a server-side cursor: memory stays flat, and all is of one moment."""
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}").format(
        _columns(query.dataset), query.dataset.relation, query.where, _order_by(query, query.order, False)
    )
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor(name="row_stream") as db:
            db.itersize = STREAM_BATCH
            db.execute(statement, query.params)
            while batch := db.fetchmany(STREAM_BATCH):
                yield batch


def row_total(query: RowQuery) -> int:
    """Count a query's rows."""
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(query.dataset.relation, query.where)
    with connection.cursor() as db:
        db.execute(statement, query.params)
        return int(db.fetchone()[0])


def _of_import(dataset: Dataset, text: str) -> tuple[sql.Composable, list[Any]]:
    try:
        job_id = UUID(text)
    except ValueError:
        raise _invalid(IMPORT, "This is not the id of an import.") from None
    load = sql.SQL("_load = (SELECT id FROM datasets_load WHERE dataset_id = %s AND job_id = %s)")
    return load, [dataset.pk, job_id]


def _of_record(text: str) -> tuple[sql.Composable, list[Any]]:
    if not (text.isascii() and text.isdigit() and int(text) in BIGINT):
        raise _invalid(ROW, "This is not the number of a record.")
    return sql.SQL("_row = %s"), [int(text)]


def _columns(dataset: Dataset) -> sql.Composed:
    names = [*(field.name for field in dataset.table_schema.fields), LOAD, ROW]
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _field_and_operator(schema: TableSchema, name: str) -> tuple[Field, str]:
    """Part `a__b__gte` into a field and an operator; a field's name may hold two underscores itself."""
    field_name, mark, operator = name.rpartition("__")
    if name in schema or not mark:
        field_name, operator = name, ""
    if field_name not in schema:
        raise _invalid(name, f"There is no field called {field_name!r}.")
    return schema[field_name], operator


def _condition(field: Field, operator: str, text: str, name: str) -> tuple[sql.Composable, list[Any]]:
    column = sql.Identifier(field.name)
    if operator == "isnull":
        if text not in ("true", "false"):
            raise _invalid(name, "This is true or false.")
        return sql.SQL("{} IS NULL" if text == "true" else "{} IS NOT NULL").format(column), []
    if "\x00" in text:
        raise _invalid(name, "This holds a NUL character.")
    if operator == "contains":
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return sql.SQL("{}::text ILIKE %s").format(column), [f"%{escaped}%"]
    if operator not in COMPARISONS:
        raise _invalid(name, f"{operator!r} is not a comparison known here.")
    try:
        value = reader_of(field)(text)
    except NotAValue as reason:
        raise _invalid(name, reason.message) from None
    comparison = sql.SQL("{} {} %s::{}").format(column, sql.SQL(COMPARISONS[operator]), pg_type(field))
    return comparison, [value.text]


def _order(schema: TableSchema, text: str) -> tuple[OrderTerm, ...]:
    terms = []
    for part in filter(None, text.split(",")):
        name = part.removeprefix("-")
        if name not in schema:
            raise _invalid("ordering", f"There is no field called {name!r}.")
        terms.append(OrderTerm(name, part.startswith("-")))
    # The key makes the order total, so that pages neither repeat nor miss a row.
    names = {term.name for term in terms}
    key = schema.primary_key or (LOAD, ROW)
    descending = bool(terms) and terms[-1].descending
    return (*terms, *(OrderTerm(name, descending) for name in key if name not in names))


def _order_by(query: RowQuery, order: tuple[OrderTerm, ...], backwards: bool) -> sql.Composed:
    """Rows without a value come last in either direction, which seen backwards is first."""
    nulls = sql.SQL(" NULLS FIRST" if backwards else " NULLS LAST")
    return sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(term.name),
            sql.SQL("DESC" if term.descending else "ASC"),
            # Where there is always a value, saying so would only keep PostgreSQL from using the index.
            nulls if _nullable(query, term.name) else sql.SQL(""),
        )
        for term in order
    )


def _after(
    query: RowQuery, order: tuple[OrderTerm, ...], position: list[str | None], backwards: bool
) -> tuple[sql.Composable, list[Any]]:
    """Return the condition for a row to come strictly after a position in an order, and its parameters."""
    columns = [sql.Identifier(term.name) for term in order]
    values = [sql.SQL("%s::{}").format(_type(query, term.name)) for term in order]
    if len({term.descending for term in order}) == 1 and not any(_nullable(query, term.name) for term in order):
        # A row comparison walks a composite index; the spelled-out form below does not.
        comparison = sql.SQL("({}) {} ({})").format(
            sql.SQL(", ").join(columns),
            sql.SQL("<" if order[0].descending else ">"),
            sql.SQL(", ").join(values),
        )
        return comparison, list(position)
    branches: list[sql.Composable] = []
    params: list[Any] = []
    for index, term in enumerate(order):
        equal = [
            sql.SQL("{} IS NULL").format(column) if part is None else sql.SQL("{} = {}").format(column, value)
            for column, value, part in zip(columns[:index], values, position, strict=False)
        ]
        params += [part for part in position[:index] if part is not None]
        part, column = position[index], columns[index]
        if part is None:
            beyond: sql.Composable = sql.SQL("{} IS NOT NULL").format(column) if backwards else sql.SQL("FALSE")
        else:
            beyond = sql.SQL("{} {} {}").format(column, sql.SQL("<" if term.descending else ">"), values[index])
            params.append(part)
            if not backwards and _nullable(query, term.name):
                beyond = sql.SQL("({} OR {} IS NULL)").format(beyond, column)
        branches.append(sql.SQL("({})").format(sql.SQL(" AND ").join([*equal, beyond])))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(branches)), params


def _nullable(query: RowQuery, name: str) -> bool:
    return name not in (LOAD, ROW) and not query.dataset.table_schema.is_required(name)


def _type(query: RowQuery, name: str) -> sql.SQL:
    return sql.SQL("bigint") if name in (LOAD, ROW) else pg_type(query.dataset.table_schema[name])


def _decode(cursor: str, query: RowQuery) -> tuple[bool, list[str | None]]:
    backwards, parts = cursor_decode(cursor)
    if not _is_position(parts, query):
        raise cursor_refused()
    return backwards, parts


def _is_position(parts: list[str | None], query: RowQuery) -> bool:
    return len(parts) == len(query.order) and all(
        part is not None or _nullable(query, term.name) for part, term in zip(parts, query.order, strict=True)
    )


def _invalid(name: str, message: str) -> AppError:
    return AppError("invalid", f"{name}: {message}", errors={name: [message]})
