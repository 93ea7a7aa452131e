"""What tests of merging share: ways to mend records and to merge them, and to look at what came of it."""

import csv
import io

from django.db import connection

from docprocessor.imports.models import Edit, ImportJob, Patch

HEADER = "id,name,email,amount,joined\n"
# Records 2, 4 and 5 are faulty; 5 has two faults.
FILE = HEADER + "1,Ana,,,\nx,Ben,,,\n3,Cem,,,\n4,Dan,no,,\n5,Eve,no,abc,\n6,Fay,,,\n"


def edit(job, records):
    """Edit records of an import as the page does: cells by number, None for one that is left out."""
    patch = job.patch or Patch.objects.create(workspace=job.workspace, reading=job.reading)
    ImportJob.objects.filter(pk=job.pk).update(patch=patch)
    for row, cells in records.items():
        Edit.objects.create(patch=patch, row=row, cells=cells or {}, left_out=cells is None)


def send_mended(api, job, *, content=None, name="mended.csv", **body):
    address = f"/api/imports/{job.pk}/rejects/"
    if content is None:
        return api.post(address, body, format="json")
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return api.post(address, {"file": file}, format="multipart")


def books(job):
    return {
        name: value
        for name in ("inserted", "updated", "unchanged", "skipped", "failed")
        if (value := getattr(job, f"{name}_rows"))
    }


def numbers(dataset):
    """The records that the table's rows came from, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, _row FROM "{dataset.namespace_name}"."{dataset.slug}" ORDER BY id')
        return dict(cursor.fetchall())


def issues(job):
    return list(job.issues.order_by("row", "place").values_list("row", "column", "code"))


def check_counts(job):
    """The counts are those of the issues, and the samples are the first of them."""
    found = {}
    for issue in job.issues.order_by("row", "place"):
        found.setdefault((issue.code, issue.column), []).append(issue)
    assert {(each.code, each.column): each.count for each in job.issue_counts.all()} == {
        kind: len(each) for kind, each in found.items()
    }
    for each in job.issue_counts.all():
        kind = (each.code, each.column)
        assert [sample["row"] for sample in each.samples] == [issue.row for issue in found[kind][:3]]


def rejects(api, job, file_format="csv"):
    return b"".join(api.get(f"/api/imports/{job.pk}/rejects/?format={file_format}"))


def mended(content, changes):
    """A rejects file with other cells: by record and column."""
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    table = [row | changes.get(int(row["_row"]), {}) for row in table]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, table[0])
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def ranges(job):
    """The runs of records that were updated, found unchanged or skipped."""
    found = {}
    for outcome, first, last in job.outcome_ranges.order_by("outcome", "first").values_list("outcome", "first", "last"):
        found.setdefault(outcome, []).append((first, last))
    return found
