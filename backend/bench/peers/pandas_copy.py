"""pandas, with a mask for each column, and COPY of what is left."""

from pathlib import Path

import pandas as pd

from bench.peers.program import (
    COLUMNS,
    COUNTRIES,
    EMAIL,
    LARGEST_KEY,
    LONGEST_NAME,
    LONGEST_NOTE,
    NUMBER,
    TABLE,
    Rejects,
    connect,
    measured,
)

CHUNK_ROWS = 100_000


def load(file: Path, rejects: Rejects) -> None:
    seen: set[int] = set()
    statement = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)"
    with connect() as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for frame in pd.read_csv(file, dtype=str, keep_default_na=False, chunksize=CHUNK_ROWS):
            copy.write(_right(frame, seen, rejects).to_csv(header=False, index=False))


def _right(frame: pd.DataFrame, seen: set[int], rejects: Rejects) -> pd.DataFrame:
    """The rows of a chunk that are right in every column and whose key is new."""
    wrong = _wrong_cells(frame)
    for column in COLUMNS:
        for row, value in frame.loc[wrong[column], column].items():
            rejects.faulty(int(row) + 1, column, value)
    good = frame[~wrong.any(axis=1)]
    keys = good["id"].astype("int64")
    repeated = keys.duplicated() | pd.Series([key in seen for key in keys], index=keys.index)
    for row, key in keys[repeated].items():
        rejects.repeat(int(row) + 1, key)
    seen.update(keys[~repeated])
    return good[~repeated]


def _wrong_cells(frame: pd.DataFrame) -> pd.DataFrame:
    key = frame["id"].str.fullmatch(r"[+-]?[0-9]+")
    length = frame["name"].str.len()
    return pd.DataFrame(
        {
            "id": ~key | (frame["id"].where(key, "0").str.len() > len(str(LARGEST_KEY))),
            "name": (length == 0) | (length > LONGEST_NAME),
            "email": ~frame["email"].str.fullmatch(EMAIL),
            "amount": ~frame["amount"].str.fullmatch(NUMBER),
            "signup_date": pd.to_datetime(frame["signup_date"], format="%Y-%m-%d", errors="coerce").isna(),
            "active": ~frame["active"].isin(["true", "false"]),
            "country": ~frame["country"].isin(COUNTRIES),
            "notes": frame["notes"].str.len() > LONGEST_NOTE,
        }
    )


if __name__ == "__main__":
    measured(load)
