"""Other types that a column could be given: what is offered, and that the field then reads the file's values."""

import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.schema import parse_schema
from docprocessor.imports.columns.choices import choices
from docprocessor.imports.columns.inference import ColumnInference
from docprocessor.imports.models import ImportJob


def offered(*values: str) -> list[tuple[str, str]]:
    """What is offered for a column of these values: each type with its reason, text as it is offered for any other."""
    column = ColumnInference()
    for value in values:
        column.see(value)
    return [
        (each["type"] if each["format"] == "default" else f"{each['type']} {each['format']}", each["reason"])
        for each in choices(values, column.as_field())
    ]


TEXT = ("string", "Each value stays as it is written")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        # Digits that are kept as text
        (["007", "12"], [("integer", "007 becomes 7"), ("number", "007 becomes 7")]),
        (
            ["12345678901234567"],
            [("integer", "12345678901234567 is a whole number"), ("number", "Decimals are taken as well")],
        ),
        # Days that two people could read differently: both, and what they would make of the same one
        (
            ["12/12/2024", "03/04/2025"],
            [("date %d/%m/%Y", "03/04/2025 is 3 April 2025"), ("date %m/%d/%Y", "03/04/2025 is 4 March 2025")],
        ),
        (["3.4.25"], [("date %d.%m.%y", "3.4.25 is 3 April 2025"), ("date %m.%d.%y", "3.4.25 is 4 March 2025")]),
        # One value that only reads one way is enough to know
        (["03/04/2025", "25/12/2024"], [("date %d/%m/%Y", "03/04/2025 is 3 April 2025")]),
        (["03/04/2025", "12/25/2024"], [("date %m/%d/%Y", "03/04/2025 is 4 March 2025")]),
        (["2024/04/03"], [("date %Y/%m/%d", "2024/04/03 is 3 April 2024")]),
        (["31.12.2024 8:15"], [("datetime %d.%m.%Y %H:%M", "31.12.2024 8:15 is 31 December 2024")]),
        (["3 May 2024", "14 Sep 2024"], [("date %d %b %Y", "3 May 2024 is 3 May 2024")]),
        (
            ["20241231"],
            [("number", "Decimals are taken as well"), ("date %Y%m%d", "20241231 is 31 December 2024"), TEXT],
        ),
        (["9:30", "10:00"], [("time %H:%M", "9:30 becomes 09:30:00")]),
        # Numbers as others write them
        (["1.234,50", "7,25"], [("number", "1.234,50 becomes 1234.50")]),
        (["1 234", "5 678"], [("integer", "1 234 becomes 1234"), ("number", "1 234 becomes 1234")]),
        (
            ["1,234", "5,678"],
            [("integer", "1,234 becomes 1234"), ("number", "1,234 becomes 1234"), ("number", "1,234 becomes 1.234")],
        ),
        # What tells two readings apart is shown, not what both make the same of
        (
            ["-1 414", "566,216"],
            [("number", "566,216 becomes 566.216")],
        ),
        (
            ["2.279", "7"] * 4 + ["-"],
            [
                ("number", "2.279 stays as it is; 1 of 9 sample values would be refused"),
                ("integer", "2.279 becomes 2279; 1 of 9 sample values would be refused"),
                ("number", "2.279 becomes 2279; 1 of 9 sample values would be refused"),
            ],
        ),
        (["1.234"], [("integer", "1.234 becomes 1234"), ("number", "1.234 becomes 1234"), TEXT]),
        (["1.5", "2.25"], [TEXT]),
        # Words and digits for yes and no
        (["Yes", "no"], [("boolean", "Yes is true, no is false")]),
        (["Sí", "No"], [("boolean", "Sí is true, No is false")]),
        (["1", "0"], [("number", "Decimals are taken as well"), ("boolean", "1 is true, 0 is false"), TEXT]),
        (["t", "f"], [("boolean", "t is true, f is false")]),
        (["n", "n"], []),  # a single letter could be any code
        (["M", "F"], []),
        (["true"], [TEXT]),
        (["2019", "2024"], [("number", "Decimals are taken as well"), ("year", "2019 is a year"), TEXT]),
        (["ana@example.com"], [("string email", "ana@example.com is an email address")]),
        (["https://example.com/a"], [("string uri", "https://example.com/a is a URI")]),
        (["C0FFEE00-0000-4000-8000-000000000000"], [("string uuid", "C0FFEE00-0000-4000-8000-000000000000 is a UUID")]),
        (["2024-01-31"], [TEXT]),
        # A few values that are none may be worth refusing; many are not
        (
            ["1", "2", "3", "n/a", "4", "5"],
            [
                ("integer", "1 is a whole number; 1 of 6 sample values would be refused"),
                ("number", "Decimals are taken as well; 1 of 6 sample values would be refused"),
            ],
        ),
        (["1", "2", "n/a"], []),
        (["x", "y"], []),
        (["9" * 101], []),
        ([], []),
    ],
)
def test_what_is_offered(values, found):
    assert offered(*values) == found


COLUMNS = {
    "day_first": (["03/04/2025", "05/06/2025"], "%d/%m/%Y", ["2025-04-03", "2025-06-05"]),
    "month_first": (["03/04/2025", "05/06/2025"], "%m/%d/%Y", ["2025-03-04", "2025-05-06"]),
    "code": (["007", "012"], "integer", ["7", "12"]),
    "price": (['"1.234,50"', '"7,25"'], "number", ["1234.50", "7.25"]),
    "active": (["Ja", "nein"], "boolean", ["True", "False"]),
    "founded": (["1999", "2024"], "year", ["1999", "2024"]),
    "number": (["1", "2"], "string", ["1", "2"]),
    "mail": (["a@example.com", "b@example.com"], "email", ["a@example.com", "b@example.com"]),
    "opens": (["9:30", "10:00"], "%H:%M", ["09:30:00", "10:00:00"]),
}


def test_a_field_of_the_chosen_type_reads_the_file(api, uploaded, run_jobs, rows):
    """From the preview through the new dataset to its rows, as the page goes."""
    records = zip(*(cells for cells, _, _ in COLUMNS.values()), strict=True)
    content = "\n".join([",".join(COLUMNS), *(",".join(cells) for cells in records)]) + "\n"
    file = uploaded(content)
    seen = api.get(f"/api/uploads/{file}/preview/").json()
    for field, column in zip(seen["schema"]["fields"], seen["columns"], strict=True):
        wanted = COLUMNS[column["label"]][1]
        [choice, *_] = [each for each in column["choices"] if wanted in (each["type"], each["format"])]
        field.update({name: value for name, value in choice.items() if name != "reason"})
    made = api.post("/api/datasets/", {"slug": "chosen", "title": "Chosen", "schema": seen["schema"]})
    assert made.status_code == 201, made.json()
    job_id = api.post("/api/imports/", {"upload": file, "dataset": "chosen"}).json()["id"]
    run_jobs()
    job = ImportJob.objects.get(pk=job_id)
    assert (job.status, job.failed_rows, job.inserted_rows) == ("completed", 0, 2)
    assert [[str(value) for value in row] for row in rows(job.dataset)] == [
        [read[place] for _, _, read in COLUMNS.values()] for place in (0, 1)
    ]


CELLS = st.one_of(
    st.from_regex(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,3}(?:[., '][0-9]{3}){0,2}(?:[.,][0-9]{1,2})?", fullmatch=True),
    st.sampled_from(
        ["yes", "No", "1", "0", "t", "F", "2024", "20240131", "9:30", "a@b.example", "https://b.example", ""]
    ),
    st.text(max_size=6),
)


@hypothesis_settings(deadline=None)
@given(st.lists(CELLS, max_size=12))
def test_each_choice_is_a_type_that_reads_as_many_values_as_it_says(cells):
    values = [cell for cell in cells if cell]
    column = ColumnInference()
    for cell in cells:
        column.see(cell)
    present = column.as_field()
    for choice in choices(values, present):
        spec = {name: value for name, value in choice.items() if name != "reason"}
        assert {name: value for name, value in spec.items() if (name, value) != ("format", "default")} != present
        field = Validator(parse_schema(json.loads(json.dumps({"fields": [{"name": "x", **spec}]})))).fields[0]
        if choice["type"] == "string" and choice["format"] == "default":
            continue
        refused = sum(1 for value in values if field.judge(value.strip())[1])
        assert (f"; {refused:,} of {len(values):,} sample values" in choice["reason"]) == (refused > 0)
