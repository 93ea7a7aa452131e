"""Records are edited beside their file; what is mended, left out and still open is always known exactly."""

import pytest

from docprocessor.imports.editing import edits as edits_module
from docprocessor.imports.models import Edit, ImportJob, Patch

HEADER = "id,name,email,amount,joined\n"
FILE = HEADER + "1,Ana,,,\nx,Ben,no,,\n1,Cem,,,\n4,Dan,,,\n5,short\n6,Eva,bad,,\n"


@pytest.fixture
def review(import_file, customers):
    return import_file(FILE, dataset="customers", dry_run=True)


@pytest.fixture
def call(api):
    def send(method, job, path="", body=None, *, status=200):
        response = getattr(api, method)(f"/api/imports/{job.pk}/edits/{path}", body, format="json")
        assert response.status_code == status, response.json()
        return response.json()

    return send


@pytest.fixture
def edit(call):
    def send(job, row, cells=None, *, status=200, **more):
        return call("patch", job, body={"edits": [{"row": row, "cells": cells or {}, **more}]}, status=status)

    return send


def numbers(summary):
    return {name: summary[name] for name in ("edited", "left_out", "mended", "failed", "open")}


def open_groups(summary):
    return {(group["code"], group["column"]): group["open"] for group in summary["groups"] if group["open"]}


def test_nothing_is_edited_at_first(review, call):
    summary = call("get", review)
    assert (summary["can_edit"], summary["reason"]) == (True, None)
    assert numbers(summary) == {"edited": 0, "left_out": 0, "mended": 0, "failed": 4, "open": 4}
    assert summary["groups"] == [
        {"code": "email", "column": "email", "count": 2, "open": 2},
        {"code": "duplicate_in_file", "column": "id", "count": 1, "open": 1},
        {"code": "integer", "column": "id", "count": 1, "open": 1},
        {"code": "ragged", "column": "", "count": 1, "open": 1},
    ]
    assert not Patch.objects.exists()  # looking changes nothing


def test_a_cell_is_mended_and_the_other_fault_stays(review, edit):
    answer = edit(review, 2, {"id": "2"})
    record = answer["results"][0]
    assert record["cells"] == ["2", "Ben", "no", "", ""]
    assert record["edited"] == {"id": "x"}
    assert [(fault["column"], fault["code"]) for fault in record["faults"]] == [("email", "email")]
    assert numbers(answer["summary"]) == {"edited": 1, "left_out": 0, "mended": 0, "failed": 4, "open": 4}
    answer = edit(review, 2, {"email": "ben@example.com"})
    assert answer["results"][0]["edited"] == {"id": "x", "email": "no"}
    assert numbers(answer["summary"]) == {"edited": 1, "left_out": 0, "mended": 1, "failed": 4, "open": 3}
    assert open_groups(answer["summary"]) == {
        ("email", "email"): 1, ("duplicate_in_file", "id"): 1, ("ragged", ""): 1,
    }  # fmt: skip


def test_a_good_record_is_broken(review, edit):
    answer = edit(review, 4, {"name": ""})
    assert [fault["code"] for fault in answer["results"][0]["faults"]] == ["required"]
    assert numbers(answer["summary"]) == {"edited": 1, "left_out": 0, "mended": 0, "failed": 4, "open": 5}
    assert {"code": "required", "column": "name", "count": 0, "open": 1} in answer["summary"]["groups"]


@pytest.mark.parametrize("cells", [{"name": None}, {"name": "Dan"}])
def test_what_is_as_in_the_file_is_no_edit(review, edit, cells):
    edit(review, 4, {"name": "Don"})
    answer = edit(review, 4, cells)
    assert answer["results"][0]["edited"] == {}
    assert numbers(answer["summary"]) == {"edited": 0, "left_out": 0, "mended": 0, "failed": 4, "open": 4}
    assert not Edit.objects.exists()


def test_a_key_that_came_twice_is_not_looked_at_again_here(review, edit):
    answer = edit(review, 3, {"name": "Cemal"})
    assert [fault["code"] for fault in answer["results"][0]["faults"]] == ["duplicate_in_file"]  # it still does
    answer = edit(review, 3, {"id": "3"})
    assert answer["results"][0]["faults"] == []  # as far as this record tells


def test_a_ragged_record_is_mended_by_all_its_cells(review, edit):
    refused = edit(review, 5, {"id": "5"}, status=400)
    assert refused["code"] == "whole_record_needed"
    whole = {"id": "5", "name": "Sho", "email": "", "amount": "", "joined": "x"}
    record = edit(review, 5, whole)["results"][0]
    assert record["cells"] == ["5", "Sho", "", "", "x"]
    assert record["fault"] is None
    assert [fault["column"] for fault in record["faults"]] == ["joined"]
    assert record["edited"] == dict.fromkeys(whole)
    record = edit(review, 5, {"joined": ""})["results"][0]  # now it has its columns
    assert record["faults"] == []
    record = edit(review, 5, dict.fromkeys(whole))["results"][0]
    assert record["fault"]["code"] == "ragged"


def test_left_out_and_taken_back_in(review, edit, call):
    answer = edit(review, 2, left_out=True)
    assert answer["results"][0]["left_out"]
    assert numbers(answer["summary"]) == {"edited": 0, "left_out": 1, "mended": 0, "failed": 4, "open": 3}
    assert open_groups(answer["summary"])[("email", "email")] == 1
    answer = edit(review, 2, left_out=False)
    assert numbers(answer["summary"]) == {"edited": 0, "left_out": 0, "mended": 0, "failed": 4, "open": 4}


def test_editing_what_is_left_out_leaves_it_out(review, edit):
    edit(review, 2, left_out=True)
    assert edit(review, 2, {"id": "2"})["results"][0]["left_out"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"edits": [{"row": 7, "cells": {"id": "1"}}]}, "unknown_record"),
        ({"edits": [{"row": 1, "cells": {"Id": "1"}}]}, "unknown_column"),
        ({"edits": [{"row": 1, "cells": {"id": "\x00"}}]}, "invalid"),
        ({"edits": [{"row": 1, "cells": {"id": 1}}, {"row": 1}]}, "invalid"),
        ({"edits": [{"row": 0, "cells": {"id": "1"}}]}, "invalid"),
        ({"edits": []}, "invalid"),
        ({"edits": [{"row": row} for row in range(1, 1_002)]}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_edits_of_what_there_is_not(review, call, body, code):
    assert call("patch", review, body=body, status=400)["code"] == code
    assert not Edit.objects.exists()


def test_all_alike_are_set(review, call):
    kind = {"code": "email", "column": "email"}
    answer = call("post", review, "group/", {**kind, "value": "bad", "set": "eva@example.com"})
    assert answer["records"] == 1
    answer = call("post", review, "group/", {**kind, "set": ""})
    assert answer["records"] == 1  # one of them is mended already
    assert dict(Edit.objects.values_list("row", "cells")) == {2: {"email": ""}, 6: {"email": "eva@example.com"}}
    assert ("email", "email") not in open_groups(answer["summary"])
    assert numbers(answer["summary"]) == {"edited": 2, "left_out": 0, "mended": 1, "failed": 4, "open": 3}
    answer = call("post", review, "group/", {"code": "integer", "column": "id", "set": "nine"})
    assert open_groups(answer["summary"])[("integer", "id")] == 1  # no better than before


def test_all_alike_are_left_out_and_taken_back_in(review, call):
    kind = {"code": "email", "column": "email"}
    answer = call("post", review, "group/", {**kind, "leave_out": True})
    assert (answer["records"], answer["summary"]["left_out"], answer["summary"]["open"]) == (2, 2, 2)
    assert call("post", review, "group/", {**kind, "leave_out": True})["records"] == 0
    answer = call("post", review, "group/", {**kind, "leave_out": False})
    assert (answer["records"], answer["summary"]["left_out"], answer["summary"]["open"]) == (2, 0, 4)
    assert not Edit.objects.exists()


def test_a_fault_of_whole_records_has_no_cell_to_set(review, call):
    refused = call("post", review, "group/", {"code": "ragged", "column": "", "set": "x"}, status=400)
    assert refused["code"] == "unknown_column"
    assert call("post", review, "group/", {"code": "ragged", "column": "", "leave_out": True})["records"] == 1


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"column": "name", "find": "n", "replace": "m"}, {1: "Ama", 2: "Bem", 4: "Dam"}),
        ({"column": "name", "find": "A", "replace": "_", "match_case": True}, {1: "_na"}),
        ({"column": "name", "find": "A", "replace": "_"}, {1: "_n_", 4: "D_n", 6: "Ev_"}),
        ({"column": "name", "find": "ana", "replace": "Zoe", "whole_cell": True}, {1: "Zoe"}),
        ({"column": "name", "find": "an", "replace": "Zoe", "whole_cell": True}, {}),
        ({"column": "email", "find": "", "replace": "a@b.c", "whole_cell": True},
         {1: "a@b.c", 3: "a@b.c", 4: "a@b.c"}),
        ({"column": "name", "find": ".", "replace": "x"}, {}),  # it is no pattern
        ({"column": "name", "find": "n", "replace": r"\1"}, {1: r"A\1a", 2: r"Be\1", 4: r"Da\1"}),
        ({"column": "email", "find": "o", "replace": "0", "code": "email", "fault_column": "email"}, {2: "n0"}),
    ],
)  # fmt: skip
def test_a_text_is_replaced(review, call, wish, expected):
    counted = call("post", review, "replace/", {**wish, "count_only": True})
    assert counted["records"] == len(expected)
    assert not Edit.objects.exists()
    assert call("post", review, "replace/", wish)["records"] == len(expected)
    assert dict(Edit.objects.values_list("row", "cells")) == {
        row: {wish["column"]: text} for row, text in expected.items()
    }


def test_what_was_edited_is_replaced_as_it_is_now(review, edit, call):
    edit(review, 1, {"name": "Bo"})
    edit(review, 5, {"id": "5", "name": "Bobo", "email": "", "amount": "", "joined": ""})
    assert call("post", review, "replace/", {"column": "name", "find": "bo", "replace": "x"})["records"] == 2
    assert {row: cells["name"] for row, cells in Edit.objects.values_list("row", "cells")} == {1: "x", 5: "xx"}


@pytest.mark.parametrize(
    "body",
    [
        {"column": "name", "find": "", "replace": "x"},
        {"column": "nome", "find": "a", "replace": "x"},
        {"column": "name", "find": "a", "replace": "x", "code": "email"},
        {"column": "name", "find": "a"},
    ],
)
def test_replacing_what_cannot_be(review, call, body):
    call("post", review, "replace/", body, status=400)


def test_too_many_at_once(review, call, edit, monkeypatch):
    monkeypatch.setattr("docprocessor.imports.editing.group_edits.MOST_RECORDS", 2)
    monkeypatch.setattr(edits_module, "MOST_RECORDS", 2)
    wish = {"column": "name", "find": "n", "replace": "m"}
    refused = call("post", review, "replace/", wish, status=409)
    assert (refused["code"], refused["records"]) == ("too_many_edits", 3)
    assert call("post", review, "replace/", {**wish, "count_only": True})["records"] == 3
    edit(review, 1, left_out=True)
    edit(review, 2, left_out=True)
    assert edit(review, 3, left_out=True, status=409)["code"] == "too_many_edits"
    assert Edit.objects.count() == 2


def test_edits_may_not_be_too_large(review, edit, monkeypatch):
    monkeypatch.setattr(edits_module, "MOST_BYTES", 100)
    edit(review, 1, {"name": "x" * 50})
    assert edit(review, 4, {"name": "x" * 50}, status=409)["code"] == "too_many_edits"


def test_all_edits_are_taken_back(review, edit, call):
    before = call("get", review)
    edit(review, 2, {"id": "2"})
    edit(review, 3, left_out=True)
    edit(review, 4, {"name": ""})
    assert call("delete", review) == before
    assert not Edit.objects.exists()


def test_only_what_has_completed_is_edited(upload, run_jobs, customers, edit, call):
    job = ImportJob(pk=upload(FILE, dataset="customers", dry_run=True, max_errors=1).json()["id"])
    assert edit(job, 2, {"id": "2"}, status=409)["code"] == "not_ended"
    run_jobs()
    assert edit(job, 2, {"id": "2"}, status=409)["code"] == "not_completed"
    assert call("get", job)["reason"] == "This has failed; only what has completed can be edited."


def test_without_its_file_nothing_is_edited(review, edit, call):
    ImportJob.objects.filter(pk=review.pk).update(file_deleted_at=review.created_at)
    assert call("get", review)["reason"] == "The file of this dry run is no longer kept."
    assert edit(review, 2, {"id": "2"}, status=409)["code"] == "file_not_kept"


def test_without_its_dataset_nothing_is_edited(review, edit, customers):
    ImportJob.objects.filter(pk=review.pk).update(dataset=None)
    assert edit(review, 2, {"id": "2"}, status=409)["code"] == "dataset_deleted"


def test_of_an_import_only_what_is_not_in_is_edited(import_file, customers, edit, call):
    job = import_file(FILE, dataset="customers")
    assert edit(job, 1, {"name": "Anna"}, status=409)["code"] == "not_rejected"
    answer = edit(job, 2, {"id": "2", "email": ""})
    assert numbers(answer["summary"]) == {"edited": 1, "left_out": 0, "mended": 1, "failed": 4, "open": 3}
    answer = call("post", job, "replace/", {"column": "name", "find": "n", "replace": "m"})
    assert answer["records"] == 1
    assert sorted(Edit.objects.values_list("row", flat=True)) == [2]
    call("delete", job)
    assert numbers(call("get", job)) == {"edited": 0, "left_out": 0, "mended": 0, "failed": 4, "open": 4}


def test_an_import_without_faults_has_nothing_to_mend(import_file, customers, call):
    summary = call("get", import_file(HEADER + "1,Ana,,,\n", dataset="customers"))
    assert not summary["can_edit"]
    assert summary["reason"]
