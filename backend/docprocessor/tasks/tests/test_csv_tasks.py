"""`csv_processing`: of made-up rows, of files, of datasets."""

import csv
import io
import json
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from docprocessor.imports.models import Upload
from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests.workers import wait_until
from docprocessor.tasks.kinds import csv_processing
from docprocessor.tasks.statistics import file_process, of_dataset
from docprocessor.tasks.statistics.made_rows import LABELS, columns_of, made_csv
from docprocessor.tasks.tests.conftest import job_of

ORDERS = "id,name,amount,code\n" + "".join(f"{n},N{n},{n}.25,0{n}\n" for n in range(1, 251))
AMOUNTS = {"name": "amount", "count": 250, "sum": 31437.5, "average": 125.75, "min": 1.25, "max": 250.25}


class Interrupted(Exception):
    """Ends an attempt as a fault of ours does."""


def figures(column):
    return {name: column[name] for name in AMOUNTS}


def interrupt(monkeypatch, after):
    """Let an attempt at made-up rows fail after so many chunks."""
    seen = 0

    def pause(ctx, seconds):
        nonlocal seen
        seen += 1
        if seen > after:
            raise Interrupted

    monkeypatch.setattr(csv_processing, "pause", pause)


@pytest.mark.django_db
def test_made_up_rows(done):
    task = done("csv_processing", num_rows=137, processing_time=5)
    assert (task["status"], task["progress"]) == ("SUCCESS", 100)
    assert task["parameters"] == {"num_rows": 137, "processing_time": 5.0}
    result = task["result"]
    assert (result["source"], result["rows"]) == ({"made": True}, 137)
    assert [column["name"] for column in result["columns"]] == [
        "order_number",
        "quantity",
        "unit_price",
        "total",
        "weight_kg",
    ]
    cells = dict(zip(LABELS, columns_of(made_csv(task["id"], 0, 137)), strict=True))
    for column in result["columns"]:
        numbers = [Decimal(cell) for cell in cells[column["name"]]]
        assert Decimal(str(column["sum"])) == sum(numbers)
        assert (column["count"], column["min"], column["max"]) == (137, float(min(numbers)), float(max(numbers)))


@pytest.mark.django_db
def test_rows_are_the_same_in_whatever_pieces_they_are_made():
    whole = made_csv("seed", 0, 50)
    assert whole == made_csv("seed", 0, 20) + made_csv("seed", 20, 30)
    assert whole != made_csv("other", 0, 50)
    assert len(list(csv.reader(io.StringIO(whole)))) == 50


@pytest.mark.django_db
def test_a_retry_goes_on_where_the_task_failed(api, submit, monkeypatch):
    undisturbed_rows = []
    task = submit("csv_processing", num_rows=200).json()
    interrupt(monkeypatch, after=7)
    worker.run_next("default")
    failed = api.get(f"/api/tasks/{task['id']}").json()
    assert (failed["status"], failed["progress"]) == ("FAILED", 35)
    assert failed["error_message"]
    job = job_of(task)
    assert job.progress_done == job.checkpoint["rows"] == 70

    make = made_csv
    monkeypatch.setattr(csv_processing, "pause", lambda ctx, seconds: None)
    monkeypatch.setattr(
        csv_processing, "made_csv", lambda seed, first, rows: undisturbed_rows.append(first) or make(seed, first, rows)
    )
    retried = api.post(f"/api/tasks/{task['id']}/retry").json()
    assert (retried["retry_count"], retried["status"]) == (1, "PENDING")
    worker.run_next("default")
    assert undisturbed_rows[0] == 70
    again = api.get(f"/api/tasks/{task['id']}").json()
    assert (again["status"], again["retry_count"], again["result"]["rows"]) == ("SUCCESS", 1, 200)
    quantities = [int(cell) for cell in list(columns_of(made_csv(task["id"], 0, 200)))[1]]
    assert again["result"]["columns"][1]["sum"] == sum(quantities)


@pytest.mark.django_db
def test_a_file(done, uploaded):
    upload = uploaded(ORDERS, name="orders.csv")
    task = done("csv_processing", upload=upload)
    assert (task["status"], task["name"]) == ("SUCCESS", "orders.csv")
    assert task["result"]["source"] == {"upload": upload, "name": "orders.csv"}
    assert task["result"]["rows"] == 250
    assert [column["name"] for column in task["result"]["columns"]] == ["id", "amount"]
    assert figures(task["result"]["columns"][1]) == AMOUNTS
    assert task["logs"][-1]["message"] == "Read 250 rows; columns of numbers: 2."


@pytest.mark.django_db
def test_rows_that_do_not_fit_are_left_out_and_counted(done, uploaded, api):
    task = done("csv_processing", upload=uploaded("a,b\n1,2\n3\n5,6\n"))
    assert task["result"]["rows"] == 3
    assert [column["sum"] for column in task["result"]["columns"]] == [6, 8]
    assert api.get(f"/api/jobs/{task['id']}/").json()["progress"] == {"done": 3, "failed": 1, "total": 3}
    assert "1 of them do not fit" in task["logs"][-1]["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"\n\n\n", b"\x1f\x8b damaged"])
def test_a_file_that_cannot_be_read_fails_plainly(done, uploaded, content):
    task = done("csv_processing", upload=uploaded(content))
    assert task["status"] == "FAILED"
    assert "DocProcessor failed" not in task["error_message"]


@pytest.mark.django_db
def test_reading_goes_on_from_what_was_kept(tmp_path, capsys):
    """The process is asked anew after each piece; the last answer is that of one that read without a stop."""
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS + "1,x\n")

    def answers(most_rows, kept):
        with path.open("rb") as file:
            file_process.answer(file, {"longest": 10_000, "most_rows": most_rows, "kept": kept})
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    whole = answers(10_000, None)
    assert whole[0] == {"total": 251}
    kept, rows, failed = None, 0, 0
    for _ in range(3):
        pieces = [answer for answer in answers(60, kept) if "rows" in answer]
        assert len(pieces) > 1
        kept = pieces[0]["kept"]
        rows, failed = rows + pieces[0]["rows"], failed + pieces[0]["failed"]
    rest = answers(60, kept)
    rows += sum(answer.get("rows", 0) for answer in rest)
    failed += sum(answer.get("failed", 0) for answer in rest)
    assert (rows, failed) == (251, 1)
    assert rest[-1] == whole[-1]


@pytest.mark.django_db
def test_a_table_of_too_many_columns(tmp_path, capsys):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_001)) + "\n" + ",".join("1" * 1_001) + "\n")
    with path.open("rb") as file:
        file_process.answer(file, {"longest": 100_000, "most_rows": 100, "kept": None})
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "too_many_columns"


@pytest.mark.django_db
def test_an_upload_is_needed_as_long_as_its_task(api, submit, uploaded, workspace, run_jobs):
    """Its owner may end it, and it may expire: the task that works on it has its file, and one that repeats it."""
    upload = uploaded(ORDERS, name="orders.csv")
    task = submit("csv_processing", upload=upload).json()
    assert api.get("/api/uploads/").json()["results"] == []
    assert api.delete(f"/api/uploads/{upload}/").status_code == 204
    assert not Upload.objects.exists()
    run_jobs()
    again = api.post(f"/api/jobs/{task['id']}/again/", {})
    assert again.status_code == 202, again.json()
    run_jobs()
    for pk in (task["id"], again.json()["id"]):
        assert figures(api.get(f"/api/tasks/{pk}").json()["result"]["columns"][1]) == AMOUNTS
    assert submit("csv_processing", upload=upload).status_code == 400


@pytest.mark.django_db
def test_a_file_that_is_missing_is_told_of(submit, uploaded, api, run_jobs, store):
    upload = uploaded(ORDERS)
    task = submit("csv_processing", upload=upload).json()
    (store / "imports" / upload / "original").unlink()
    run_jobs()
    assert (
        api.get(f"/api/tasks/{task['id']}").json()["error_message"] == "The file file is no longer kept; send it again."
    )


@pytest.mark.django_db
def test_an_upload_that_is_not_whole(submit, uploaded):
    upload = uploaded(ORDERS)
    Upload.objects.update(received=10, file_key="")
    answer = submit("csv_processing", upload=upload)
    assert answer.status_code == 400
    assert "send the rest" in answer.json()["errors"]["parameters.upload"][0]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_task_keeps_its_name_when_it_is_repeated_unchanged(api, submit):
    task = submit("csv_processing", name="Mine", num_rows=100).json()
    assert api.post(f"/api/jobs/{task['id']}/again/", {}).json()["title"] == "Mine"
    changed = api.post(f"/api/jobs/{task['id']}/again/", {"params": {"num_rows": 2_000}}).json()
    assert changed["title"] == "2,000 made-up rows"


@pytest.mark.usefixtures("committed")
class TestDatasets:
    @pytest.fixture
    def orders(self, import_file, make_dataset):
        fields = [{"name": "id", "type": "integer"}, {"name": "name"}, {"name": "amount", "type": "number"}]
        dataset = make_dataset(*fields, {"name": "year", "type": "year"}, slug="orders", primaryKey=["id"])
        rows = (
            "id,name,amount,year\n" + "".join(f"{n},N{n},{n}.25,2024\n" for n in range(1, 251)) + "251,,,\n252,,NaN,\n"
        )
        import_file(rows, dataset="orders")
        return dataset

    def test_a_dataset_page_by_page(self, orders, done, monkeypatch):
        monkeypatch.setattr(of_dataset, "PAGES_AT_ONCE", 1)
        task = done("csv_processing", dataset="orders")
        assert (task["status"], task["progress"], task["name"]) == ("SUCCESS", 100, "Things")
        assert task["result"]["source"] == {"dataset": "orders"}
        assert task["result"]["rows"] == 252
        identifiers, amounts = task["result"]["columns"]
        assert (identifiers["name"], identifiers["sum"], identifiers["count"]) == ("id", 252 * 253 // 2, 252)
        assert figures(amounts) == AMOUNTS
        assert amounts["others"] == 1  # what is no number cannot be reckoned with
        assert sum(amounts["histogram"]["counts"]) == 250
        assert job_of(task).progress_total == 252

    def test_it_is_of_one_moment(self, orders, submit, api, monkeypatch):
        """Rows that change while it is looked at count as they were; a second attempt begins again."""
        monkeypatch.setattr(of_dataset, "PAGES_AT_ONCE", 1)
        look, seen = of_dataset._add_pages, 0

        def add_pages(*args):
            nonlocal seen
            seen += 1
            if seen == 2:
                with connection.cursor() as cursor:
                    cursor.execute(f'DELETE FROM "{orders.namespace_name}".orders')
            return look(*args)

        monkeypatch.setattr(of_dataset, "_add_pages", add_pages)
        task = submit("csv_processing", dataset="orders").json()
        worker.run_next("default")
        assert seen > 2
        assert api.get(f"/api/tasks/{task['id']}").json()["result"]["rows"] == 252

    def test_a_second_attempt_begins_again(self, orders, submit, api):
        task = submit("csv_processing", dataset="orders").json()
        Job.objects.filter(pk=task["id"]).update(progress_done=77)
        worker.run_next("default")
        assert api.get(f"/api/tasks/{task['id']}").json()["result"]["rows"] == 252

    def test_it_waits_for_a_change_of_the_schema_and_heeds_a_cancel(self, orders, submit, monkeypatch, at_once):
        """While somebody holds the table, the task neither reads it nor is deaf."""
        monkeypatch.setattr("docprocessor.jobs.context.LOOK_EVERY_SECONDS", 0.0)
        job = job_of(submit("csv_processing", dataset="orders").json())
        held, asked, ended = Event(), Event(), Event()

        def hold():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{orders.namespace_name}".orders IN ACCESS EXCLUSIVE MODE')
                held.set()
                assert asked.wait(30)
                assert ended.wait(30)

        def work():
            assert held.wait(30)
            try:
                return worker.run_next("default")["ended"]
            finally:
                ended.set()

        def cancel():
            wait_until(lambda: Job.objects.get(pk=job.pk).stage == "processing")
            lifecycle.request_cancel(job)
            asked.set()

        assert at_once(hold, work, cancel)[1] == "cancelled"

    def test_one_that_has_gone(self, orders, submit, api, run_jobs):
        task = submit("csv_processing", dataset="orders").json()
        assert api.delete("/api/datasets/orders/").status_code == 204
        run_jobs()
        assert api.get(f"/api/tasks/{task['id']}").json()["error_message"] == "There is no dataset called 'orders'."

    def test_one_without_rows(self, make_dataset, done):
        make_dataset({"name": "a", "type": "integer"}, slug="empty")
        task = done("csv_processing", dataset="empty")
        assert (task["status"], task["result"]["rows"], task["result"]["columns"]) == ("SUCCESS", 0, [])
