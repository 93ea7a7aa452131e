"""Plain COPY of the file into the table: what PostgreSQL itself takes, with nothing checked before."""

import csv
from pathlib import Path

from psycopg import sql

from bench.peers.program import TABLE, Rejects, connect, measured

CHUNK_BYTES = 256 * 1024


def load(file: Path, _: Rejects) -> None:
    with file.open(newline="") as text:
        columns = sql.SQL(", ").join(map(sql.Identifier, next(csv.reader(text))))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(sql.Identifier(TABLE), columns)
    with (
        connect() as connection,
        connection.cursor() as cursor,
        file.open("rb") as data,
        cursor.copy(statement) as copy,
    ):
        while chunk := data.read(CHUNK_BYTES):
            copy.write(chunk)


if __name__ == "__main__":
    measured(load)
