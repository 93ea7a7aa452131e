"""A look at a file before it is imported: what is recognised, its first rows, the types of its first values."""

import io
import json

import pytest

from docprocessor.datasets.naming import identifier
from docprocessor.imports.columns import preview as module
from docprocessor.imports.columns.inferred_schema import field_names
from docprocessor.imports.columns.preview import preview
from docprocessor.imports.tabular.recognition import UnreadableFile

LONGEST = 16 * 1024**2
FILE = b'Kunde;Betrag;PLZ\nAna;1.50;01234\n"Ben\nCem";2;80331\nDan;7\n"x"y;1;2\nEva;;04109\n'


def look(content: bytes, **more):
    return preview(io.BytesIO(content), **{"wishes": {}, "longest": LONGEST, **more})


def test_what_is_recognised():
    shown = look(FILE).as_json()
    assert (shown["encoding"], shown["dialect"]["delimiter"], shown["header_line"]) == ("utf-8", ";", 1)
    assert shown["encoding_evidence"]
    assert list(shown["labels"]) == ["Kunde", "Betrag", "PLZ"]
    assert json.loads(json.dumps(shown)) is not None


def test_the_rows_as_parsed():
    """With their places in the file, those at fault among them."""
    assert look(FILE).as_json()["rows"] == [
        {"row": 1, "line": 2, "cells": ["Ana", "1.50", "01234"], "fault": None},
        {"row": 2, "line": 3, "cells": ["Ben\nCem", "2", "80331"], "fault": None},
        {
            "row": 3,
            "line": 5,
            "cells": ["Dan", "7"],
            "fault": {"code": "ragged", "message": "This record has 2 cells; the header has 3."},
        },
        {
            "row": 4,
            "line": 6,
            "cells": ['"x"y;1;2'],
            "fault": {
                "code": "malformed_quotes",
                "message": "A quote in this record is not closed, or something follows a closing quote.",
            },
        },
        {"row": 5, "line": 7, "cells": ["Eva", "", "04109"], "fault": None},
    ]


def test_the_schema_of_the_sample_with_its_evidence():
    shown = look(FILE).as_json()
    assert shown["schema"] == {
        "fields": [
            {"name": "kunde", "title": "Kunde", "type": "string", "description": "Inferred: all 3 values."},
            {"name": "betrag", "title": "Betrag", "type": "number", "description": "Inferred: all 2 values."},
            {
                "name": "plz",
                "title": "PLZ",
                "type": "string",
                "description": "Inferred: kept as text: 2 values start with 0.",
            },
        ]
    }
    assert shown["columns"][2] == {
        "label": "PLZ",
        "field": "plz",
        "type": "string",
        "format": "default",
        "values": 3,
        "empty": 0,
        "reasons": {"leading_zero": 2},
        "samples": ["01234", "04109"],
        "evidence": "kept as text: 2 values start with 0",
        "choices": [
            {"type": "integer", "format": "default", "reason": "01234 becomes 1234"},
            {"type": "number", "format": "default", "reason": "01234 becomes 1234"},
        ],
    }
    assert shown["sample"] == {"records": 5, "is_whole": True}


def test_bytes_that_do_not_decode_are_shown_as_such():
    [row] = look(b"name,city\nJos\xe9,K\xc3\xb6ln\n", wishes={"encoding": "utf-8"}).rows
    assert row.cells == ["Jos\\xe9", "Köln"]
    assert row.fault is not None
    assert row.fault[0] == "undecodable"


def test_a_persons_words_count():
    shown = look(b"a|b;c\n1|2;3\n", wishes={"delimiter": "|", "header": False})
    assert shown.reading.labels == ("column_1", "column_2")
    assert [row.cells for row in shown.rows] == [["a", "b;c"], ["1", "2;3"]]


def test_long_cells_are_cut():
    [row] = look(b"a,b\n" + b"x" * 5_000 + b",1\n").rows
    assert len(row.cells[0]) == 1_000


def test_a_header_alone():
    shown = look(b"a,b\n")
    assert (shown.rows, shown.sampled, shown.is_whole) == ([], 0, True)
    assert [field["type"] for field in shown.schema()["fields"]] == ["string", "string"]


@pytest.mark.parametrize("content", [b"", b"\n\n \n"[:2]])
def test_a_file_without_records_is_refused(content):
    with pytest.raises(UnreadableFile):
        look(content)


def test_a_sample_is_enough(monkeypatch):
    monkeypatch.setattr(module, "CHARACTERS_SAMPLED", 1_000)
    shown = look(b"a,b\n" + b"12,x\n" * 5_000, rows=3)
    assert not shown.is_whole
    assert len(shown.rows) == 3
    assert 200 < shown.sampled < 400


class Counting(io.FileIO):
    """A file that knows how much of it has been read."""

    count = 0

    def read(self, size=-1):
        data = super().read(size)
        self.count += len(data)
        return data


@pytest.mark.parametrize(
    ("header", "most"),
    [
        ("id,näme,amount\n", 16 * 1024**2),
        # Plain ASCII is looked through once for a first byte that is none, which is a matter of a tenth of a second.
        ("id,name,amount\n", 1024**3 + 16 * 1024**2),
    ],
)
def test_of_a_gigabyte_the_beginning_is_read(tmp_path, header, most):
    """Most of the file is a hole, so that it takes no room."""
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(header.encode() + b"1,Ana,2.50\n" * 200_000)
        file.truncate(1024**3)
    with Counting(path) as file:
        shown = preview(file, wishes={}, longest=LONGEST)
        assert (len(shown.rows), shown.is_whole) == (50, False)
        assert file.count < most


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["id", "Año de alta", "", "2nd"], ["id", "ano_de_alta", "column_3", "column_4_2nd"]),
        (["a", "A", "a!"], ["a", "a_2", "a_3"]),
        (["_row", "_line", "_errors", "x"], [None, None, None, "x"]),
        (["x" * 80], ["x" * 55]),
        (["xmin"], ["column_1_xmin"]),
    ],
)
def test_names_of_fields(labels, names):
    assert field_names(labels) == names


def test_a_name_never_ends_in_a_stroke():
    assert identifier("abc def", default="x", length=4) == "abc"
    assert identifier("!?", default="x", length=4) == "x"
