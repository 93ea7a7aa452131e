"""A file, from its upload to its rows, its issues and its books."""

import pytest
from django.db import IntegrityError, transaction

from docprocessor.datasets.models import Dataset
from docprocessor.datasets.services import dataset_delete
from docprocessor.imports.loading import importing
from docprocessor.imports.models import ImportJob
from docprocessor.imports.tabular.reading import Reading


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
    assert [(i.row, i.line, i.column, i.code) for i in job.issues.order_by("row", "place")] == [
        (2, 4, "id", "integer"),
        (2, 4, "name", "required"),
        (2, 4, "email", "email"),
        (2, 4, "joined", "date"),
        (4, 6, "id", "duplicate_in_file"),
        (5, 7, "", "ragged"),
    ]
    assert [row[0] for row in rows(customers)] == [1, 3]


HEADER = "id,name,email,amount,joined\n"


def books(job) -> tuple[int, ...]:
    return (job.total_rows, job.inserted_rows, job.failed_rows, job.unprocessed_rows)


@pytest.mark.parametrize(
    ("content", "fields", "code", "line", "words"),
    [
        (HEADER, {}, "no_records", None, "no records"),
        ("\n\n", {}, "no_records", None, "blank lines"),
        ("\nid,name\n", {}, "no_records", None, "no records"),
        ('"id,name\n1,Ana\n', {}, "unreadable_header", 1, "quote"),
        ("1,Ana,,,\n2,Ben,,,\n", {}, "no_columns_match", None, "first line must hold the column names"),
        ("email\nana@example.com\n", {}, "missing_columns", None, "id, name"),
        ("id,ID,name\n1,2,Ana\n", {}, "ambiguous_columns", None, "'id' and 'ID'"),
        ("id,name\n1,Ana\n", {"mapping": {"nick": "name"}}, "unknown_column", None, "'nick'"),
        ("id,name\n1,Ana\n", {"mapping": {"name": "nick"}}, "unknown_field", None, "'nick'"),
    ],
)
def test_a_file_that_cannot_go_in_as_a_whole_fails_in_a_sentence(
    import_file, customers, rows, content, fields, code, line, words
):
    job = import_file(content, dataset="customers", **fields)
    assert job.status == "failed"
    assert (job.failure["kind"], job.failure["code"], job.failure["line"]) == ("input", code, line)
    assert words in job.failure["message"]
    assert books(job) == (0, 0, 0, 0)
    assert rows(customers) == []


def test_a_file_without_a_header_goes_in_by_its_places(import_file, customers, rows):
    content = "1,Ana,,1.5,\n2,Ben,,,2024-01-31\n"
    job = import_file(content, dataset="customers", dialect={"header": False})
    assert books(job) == (2, 2, 0, 0)
    assert [row[:2] for row in rows(customers)] == [(1, "Ana"), (2, "Ben")]
    assert job.result["header_line"] is None


def test_a_file_without_a_header_makes_a_dataset_of_its_own(import_file, rows):
    job = import_file("1,Ana\n2,Ben\n", name="list.csv")
    assert [field["name"] for field in job.dataset.schema["fields"]] == ["column_1", "column_2"]
    assert rows(job.dataset) == [(1, "Ana"), (2, "Ben")]


def test_a_mapping_says_where_columns_go(import_file, customers, rows):
    content = "number,who,name,note\n1,Ana,x,y\n"
    job = import_file(content, dataset="customers", mapping={"number": "id", "who": "name", "note": None})
    assert [row[:2] for row in rows(customers)] == [(1, "Ana")]
    assert job.result["ignored_columns"] == ["name", "note"]


def test_faults_name_the_files_own_column(import_file, customers):
    job = import_file("number,who\nx,Ana\n", dataset="customers", mapping={"number": "id", "who": "name"})
    assert [(i.column, i.code, i.value) for i in job.issues.all()] == [("number", "integer", "x")]


@pytest.mark.parametrize(
    ("record", "code", "column"),
    [
        (b"2,B\x00b,,,", "nul_character", "name"),
        (b"2,caf\xe9,,,", "undecodable", "name"),
        (b"2,Ben,,", "ragged", ""),
        (b"2,Ben,,,,", "ragged", ""),
        (b"2,Ben", "ragged", ""),
        (b'2,"Ben,,,', "malformed_quotes", ""),
        (b'2,"Ben"x,,,', "malformed_quotes", ""),
        (b"2," + b"x" * 500 + b",,,", "record_too_long", ""),
        (b"1,Ben,,,", "duplicate_in_file", "id"),
        (b",Ben,,,", "required", "id"),
        (b"99999999999999999999,Ben,,,", "out_of_range", "id"),
        (b"2,a much too long name for it,,,", "max_length", "name"),
    ],
)
def test_a_bad_record_costs_itself_only(import_file, customers, rows, settings, record, code, column):
    settings.IMPORT_MAX_RECORD_BYTES = 300
    content = "id,name,email,amount,joined\n1,Añá,,,\n".encode() + record + "\n3,ñandú,,,\n4,Dúo,,,\n".encode()
    job = import_file(content, dataset="customers")
    assert (job.status, *books(job)) == ("completed", 4, 3, 1, 0)
    assert [(i.row, i.line, i.code, i.column) for i in job.issues.all()] == [(2, 3, code, column)]
    assert [row[0] for row in rows(customers)] == [1, 3, 4]


def test_a_record_too_wide_for_postgresql_costs_itself_only(import_file, workspace, rows):
    """PostgreSQL's own limits are met in COPY: a row must fit a page, however many columns there are."""
    width = 1_500
    header = ",".join(f"c{n}" for n in range(width))
    wide, narrow = ",".join(["x" * 40] * width), ",".join(["y"] + [""] * (width - 1))
    job = import_file(f"{header}\n{narrow}\n{wide}\n{narrow}\n{narrow}\n", name="wide.csv")
    assert books(job) == (4, 3, 1, 0)
    assert [(i.row, i.line, i.code) for i in job.issues.all()] == [(2, 3, "not_storable")]
    assert [row[0] for row in rows(job.dataset)] == ["y"] * 3


def test_a_cell_of_10_mb_goes_in(import_file, workspace, rows):
    cell = "x" * 5_000_000 + "\n" + "y" * 5_000_000
    job = import_file(f'id,text\n1,"{cell}"\n2,z\n', name="long.csv")
    assert rows(job.dataset) == [(1, cell), (2, "z")]


@pytest.mark.parametrize("columns", [1_500, 1_501, 5_000])
def test_many_columns(import_file, workspace, rows, columns):
    header = ",".join(f"c{n}" for n in range(columns))
    job = import_file(f"{header}\n{','.join(['x'] * columns)}\n", name="wide.csv")
    if columns <= 1_500:
        assert rows(job.dataset) == [("x",) * columns]
    else:
        assert (job.failure["code"], job.dataset) == ("too_many_columns", None)
        assert f"{columns:,} columns" in job.failure["message"]


def test_a_file_of_5000_columns_fills_a_dataset_of_few(import_file, customers, rows):
    header = ["id", "name", *(f"c{n}" for n in range(4_998))]
    job = import_file(",".join(header) + "\n" + ",".join(["1", "Ana"] + ["x"] * 4_998) + "\n", dataset="customers")
    assert books(job) == (1, 1, 0, 0)
    assert len(job.result["ignored_columns"]) == 4_998


def test_duplicate_and_blank_names_make_fields_of_their_own(import_file, rows):
    job = import_file("a,,a, ,A,_row,1st,ünï\n1,2,3,4,5,6,7,8\n", name="x.csv")
    assert [(f["name"], f.get("title")) for f in job.dataset.schema["fields"]] == [
        ("a", None),
        ("column_2", None),
        ("a_2", None),
        ("column_4", None),
        ("a_3", "A"),
        ("column_7_1st", "1st"),
        ("uni", "ünï"),
    ]
    assert rows(job.dataset) == [(1, 2, 3, 4, 5, 7, 8)]


def test_boolean_words_come_back_in_their_own_spelling(import_file, api, workspace):
    import_file("id,ok\n1,TRUE\n2,FALSE\n", name="flags.csv")
    exported = api.get("/api/datasets/flags/rows/?format=csv")
    assert b"".join(exported) == b"id,ok\r\n1,TRUE\r\n2,FALSE\r\n"


def test_a_second_file_finds_what_the_first_brought(import_file, customers, rows):
    import_file(HEADER + "1,Ana,,,\n2,Ben,,,\n", dataset="customers")
    job = import_file(HEADER + "2,Ben,,,\n3,Cem,,,\n3,Cem,,,\n", dataset="customers")
    assert books(job) == (3, 1, 2, 0)
    assert [(i.row, i.code) for i in job.issues.order_by("row", "place")] == [
        (1, "duplicate_in_table"),
        (3, "duplicate_in_file"),
    ]
    assert [row[0] for row in rows(customers)] == [1, 2, 3]


def test_a_dataset_deleted_while_its_import_waits_is_not_made_anew(upload, run_jobs, api, customers, workspace):
    response = upload(HEADER + "1,Ana,,,\n", dataset="customers")
    assert api.delete("/api/datasets/customers/").status_code == 204
    run_jobs()
    job = ImportJob.objects.get(pk=response.json()["id"])
    assert (job.status, job.failure["code"], job.dataset_slug) == ("failed", "dataset_deleted", "customers")
    assert not Dataset.objects.filter(workspace=workspace).exists()


def test_a_dataset_deleted_while_its_file_is_read_ends_the_import(committed, upload, run_jobs, customers, monkeypatch):
    count = Reading.count

    def count_and_delete(*args, **kwargs):
        total = count(*args, **kwargs)
        dataset_delete(Dataset.objects.get(slug="customers"))
        return total

    monkeypatch.setattr(Reading, "count", count_and_delete)
    response = upload(HEADER + "1,Ana,,,\n", dataset="customers")
    run_jobs()
    job = ImportJob.objects.get(pk=response.json()["id"])
    assert (job.status, job.failure["code"], books(job)) == ("failed", "dataset_deleted", (0, 0, 0, 0))


def test_a_dataset_cannot_be_deleted_while_an_import_loads_into_it(upload, api, run_jobs, customers, monkeypatch):
    answers = []
    load_batch = importing._load_batch

    def try_to_delete(*args):
        answers.append(api.delete("/api/datasets/customers/"))
        load_batch(*args)

    monkeypatch.setattr(importing, "_load_batch", try_to_delete)
    upload(HEADER + "1,Ana,,,\n", dataset="customers")
    run_jobs()
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "dataset_busy")]


def test_a_retry_of_an_import_whose_dataset_is_gone_says_so(import_file, api, run_jobs, customers):
    job = import_file('"id\n1\n', dataset="customers")
    api.delete("/api/datasets/customers/")
    assert api.post(f"/api/imports/{job.pk}/retry/").status_code == 202
    run_jobs()
    job.refresh_from_db()
    assert job.failure["code"] == "dataset_deleted"


def test_a_name_that_is_taken_gets_a_number(import_file, workspace):
    slugs = [import_file("a\n1\n", name="Orders.csv").dataset_slug for _ in range(3)]
    assert slugs == ["orders", "orders_2", "orders_3"]


def test_the_database_itself_keeps_the_books(import_file, customers):
    job = import_file(HEADER + "1,Ana,,,\n", dataset="customers")
    for wrong in ({"total_rows": 2}, {"inserted_rows": 0}, {"inserted_rows": 2, "failed_rows": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportJob.objects.filter(pk=job.pk).update(**wrong)


def test_white_space_alone_is_no_value_where_it_is_not_text(import_file, customers, rows):
    job = import_file("id,name,amount,joined\n1,Ana,  ,\t\n2,  ,,\n,Carla,,\n   ,Dora,,\n", dataset="customers")
    assert [(row[0], row[1], row[3], row[4]) for row in rows(customers)] == [
        (1, "Ana", None, None),
        (2, "  ", None, None),
    ]
    assert [(i.row, i.column, i.code) for i in job.issues.order_by("row", "place")] == [
        (3, "id", "required"),
        (4, "id", "required"),
    ]
