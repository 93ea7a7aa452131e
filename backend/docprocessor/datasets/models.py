"""Datasets, and the loads that filled them."""

import re
from functools import cached_property
from typing import ClassVar, Final

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from psycopg import sql

from docprocessor.accounts.models import Workspace
from docprocessor.datasets.schema import TableSchema, parse_schema
from docprocessor.jobs.models import Job
from docprocessor.lib.ids import new_id

# A slug names a PostgreSQL table, so it is kept to what needs no quoting.
DATASET_SLUG: Final = re.compile(r"\A[a-z][a-z0-9_]{0,47}\Z")


class Dataset(models.Model):
    """A named, typed PostgreSQL table in a workspace, described by a Table Schema document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="datasets")
    slug = models.CharField(max_length=48, validators=[RegexValidator(DATASET_SLUG)])
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    schema = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    # When its tables were last changed to another schema; what had begun before cannot go on.
    schema_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "slug"], name="dataset_slug_once")]

    def __str__(self) -> str:
        return f"{self.workspace.slug}.{self.slug}"

    @cached_property
    def table_schema(self) -> TableSchema:
        """The schema document, read."""
        return parse_schema(self.schema)

    @property
    def namespace(self) -> sql.Identifier:
        """The PostgreSQL schema that holds the workspace's tables."""
        return sql.Identifier(self.namespace_name)

    @property
    def namespace_name(self) -> str:
        """Its bare name."""
        return f"data_{self.workspace.slug}"

    @property
    def relation(self) -> sql.Identifier:
        """The table's qualified name, quoted."""
        return sql.Identifier(self.namespace_name, self.slug)


class Load(models.Model):
    """One job's rows in one dataset; rows carry its number, which says where they came from."""

    id = models.BigAutoField(primary_key=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="loads")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="loads")
    created_at = models.DateTimeField(db_default=Now())
    # Since when it cannot be undone: what that needs has been deleted.
    undo_deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dataset", "job"], name="load_once")]

    def __str__(self) -> str:
        return f"{self.dataset_id} by {self.job_id}"
