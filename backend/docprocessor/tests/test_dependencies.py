"""What the service imports is installed where no tests are."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from docprocessor.launch import BACKEND

# What comes with a library that is declared, and is a part of how it is used.
COME_ALONG = {"kombu": "celery", "billiard": "celery", "psycopg_pool": "psycopg", "asgiref": "django"}


def imported(file):
    """The modules outside of this package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_every_library_that_is_imported_is_declared_for_the_service():
    project = tomllib.loads((BACKEND / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["embedded"]]
    declared = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in lines}
    distributions = packages_distributions()
    undeclared = {}
    for file in sorted((BACKEND / "docprocessor").rglob("*.py")):
        if "tests" in file.parts:
            continue
        for name in set(imported(file)) - sys.stdlib_module_names - {"docprocessor"}:
            names = {each.lower().replace("_", "-") for each in distributions.get(COME_ALONG.get(name, name), [name])}
            if not names & declared:
                undeclared.setdefault(name, str(Path(file).relative_to(BACKEND)))
    assert not undeclared
