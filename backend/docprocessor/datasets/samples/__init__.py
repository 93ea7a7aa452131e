"""The dataset that a new workspace starts with, and a file to try it on."""

import json
from pathlib import Path
from typing import Any, Final

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_create

HERE: Final = Path(__file__).parent
CUSTOMERS_CSV: Final = HERE / "customers.csv"
CUSTOMERS_SCHEMA: Final = HERE / "customers.schema.json"


def sample_create(workspace: Workspace) -> None:
    """Create the dataset `customers`, unless the workspace has datasets already."""
    if Dataset.objects.filter(workspace=workspace).exists():
        return
    schema: dict[str, Any] = json.loads(CUSTOMERS_SCHEMA.read_text())
    dataset_create(
        workspace=workspace,
        slug="customers",
        title="Customers",
        description="A sample, with a file to try it on: 1,000 records, 12 of them faulty in 8 different ways.",
        schema=schema,
    )
