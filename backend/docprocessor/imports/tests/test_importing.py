"""A file, from its upload to its rows, its issues and its books."""

import pytest

from docprocessor.datasets.models import Dataset


def test_a_clean_file_goes_in_whole(import_file, customers, rows):
    job = import_file("id,name,email,amount,joined\n1,Ana,ana@example.com,1.50,2024-01-31\n", dataset="customers")
    assert (job.status, job.total_rows, job.inserted_rows, job.failed_rows) == ("completed", 1, 1, 0)
    [(number, name, email, amount, joined)] = rows(customers)
    assert (number, name, email, str(amount), joined.isoformat()) == (1, "Ana", "ana@example.com", "1.50", "2024-01-31")


def test_without_a_dataset_one_is_made_that_loses_nothing(import_file, rows):
    job = import_file("Código,Qty,Card\n007,1,4111111111111111\n042,22,4111111111111112\n", name="Pedidos 2024.csv")
    dataset = Dataset.objects.get(slug="pedidos_2024")
    assert job.dataset == dataset
    assert [(f["name"], f["type"], f.get("title")) for f in dataset.schema["fields"]] == [
        ("codigo", "string", "Código"),
        ("qty", "integer", "Qty"),
        ("card", "string", "Card"),
    ]
    assert rows(dataset) == [("007", 1, "4111111111111111"), ("042", 22, "4111111111111112")]


@pytest.mark.parametrize("batch", [1, 2, 5000])
def test_faults_name_their_physical_line_and_neighbours_go_in(import_file, customers, rows, settings, batch):
    settings.IMPORT_BATCH_ROWS = batch
    text = 'id,name,email,amount,joined\n1,"A\nB",,,\nx,,no,1,2024-02-30\n3,C,,,\n3,D,,,\n4,E\n'
    job = import_file(text, dataset="customers")
    assert (job.total_rows, job.inserted_rows, job.failed_rows, job.unprocessed_rows) == (5, 2, 3, 0)
    assert [(i.row, i.line, i.column, i.code) for i in job.issues.order_by("id")] == [
        (2, 4, "id", "integer"),
        (2, 4, "name", "required"),
        (2, 4, "email", "email"),
        (2, 4, "joined", "date"),
        (4, 6, "id", "duplicate_in_file"),
        (5, 7, "", "ragged"),
    ]
    assert [row[0] for row in rows(customers)] == [1, 3]
