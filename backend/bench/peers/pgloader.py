"""pgloader, where it is installed, on the clean file: it writes what PostgreSQL refuses to a file, by itself.

Only the clean one, because on a file with faults in it pgloader goes on for hours.
"""

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from bench.peers.program import COLUMNS, TABLE, Rejects, measured

COMMANDS = """
LOAD CSV FROM '{file}' ({columns})
    INTO postgresql://{user}@unix:{host}:{port}/{dbname}?{schema}.{table} ({columns})
    WITH skip header = 1, fields optionally enclosed by '"', fields escaped by double-quote, fields terminated by ','
    SET search_path TO '{schema}', standard_conforming_strings TO 'on';
"""


def load(file: Path, _: Rejects) -> None:
    server = {"port": "5432", **conninfo_to_dict(os.environ["DATABASE_URL"])}
    schema = os.environ["PGOPTIONS"].partition("search_path=")[2]
    commands = file.with_suffix(".load")
    commands.write_text(COMMANDS.format(file=file, columns=", ".join(COLUMNS), schema=schema, table=TABLE, **server))
    subprocess.run(
        ["pgloader", "--root-dir", file.parent / "pgloader", commands], check=True, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    measured(load)
