"""Which records go in, what stands in the table then, and what is said of the others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docprocessor.datasets.models import Dataset
from docprocessor.ingestion.checking import RecordChecker
from docprocessor.ingestion.students import NAMES, SCHEMA
from docprocessor.ingestion.tests.conftest import student

TODAY = date(2024, 2, 29)
REQUIRED = "A value is required here."
NO_FIELD = "There is no such field."
NOT_PAST = "This day is not in the past."


def check(*records):
    return RecordChecker(SCHEMA, TODAY).check(records)


@pytest.mark.parametrize(
    ("changes", "stored"),
    [
        ({}, {}),
        ({"grade": 1}, {"grade": "1"}),
        ({"grade": 12}, {"grade": "12"}),
        ({"grade": ...}, {"grade": None}),
        (
            {"grade": None, "school": None, "date_of_birth": None},
            {"grade": None, "school": None, "date_of_birth": None},
        ),
        ({"school": "", "date_of_birth": ""}, {"school": None, "date_of_birth": None}),
        ({"date_of_birth": "2024-02-28"}, {"date_of_birth": "2024-02-28"}),  # the day before
        ({"date_of_birth": "2000-02-29"}, {"date_of_birth": "2000-02-29"}),
        ({"date_of_birth": "0001-01-01"}, {"date_of_birth": "0001-01-01"}),
        # Text is text: nothing of it is run, escaped or taken away.
        ({"first_name": "<script>alert(1)</script>"}, {"first_name": "<script>alert(1)</script>"}),
        ({"last_name": "'); DROP TABLE students; --"}, {"last_name": "'); DROP TABLE students; --"}),
        ({"last_name": 'O\\"Neil\t{}\n,NULL'}, {"last_name": 'O\\"Neil\t{}\n,NULL'}),
        ({"first_name": "李\u0301 🎓"}, {"first_name": "李\u0301 🎓"}),
        ({"student_id": "007"}, {"student_id": "007"}),
        ({"student_id": " S1"}, {"student_id": " S1"}),
        ({"first_name": "NULL", "school": "N/A"}, {"first_name": "NULL", "school": "N/A"}),
    ],
)
def test_what_is_valid_goes_in_as_it_is(changes, stored):
    found = check(student(**changes))
    assert found.faults == []
    plain = {name: None if value is ... else value for name, value in student(**changes).items()}
    plain["grade"] = plain.get("grade") and str(plain["grade"])
    assert dict(zip(NAMES, found.texts[0], strict=True)) == {**dict.fromkeys(NAMES), **plain, **stored}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        # What is not there.
        ({"student_id": ...}, "student_id", REQUIRED),
        ({"first_name": None}, "first_name", REQUIRED),
        ({"last_name": ""}, "last_name", REQUIRED),
        ({"last_name": " \t"}, "last_name", REQUIRED),
        ({"email": ""}, "email", REQUIRED),
        # JSON's types.
        ({"student_id": 5}, "student_id", "This is a number; a string is expected."),
        ({"first_name": True}, "first_name", "This is a boolean; a string is expected."),
        ({"last_name": ["x"]}, "last_name", "This is a list; a string is expected."),
        ({"email": {"a": 1}}, "email", "This is an object; a string is expected."),
        ({"grade": "5"}, "grade", "This is a string; a whole number is expected."),
        ({"grade": 5.0}, "grade", "This is a number; a whole number is expected."),
        ({"grade": True}, "grade", "This is a boolean; a whole number is expected."),
        ({"grade": []}, "grade", "This is a list; a whole number is expected."),
        ({"date_of_birth": 20120314}, "date_of_birth", "This is a number; a string such as 2012-03-14 is expected."),
        ({"school": False}, "school", "This is a boolean; a string is expected."),
        # Values.
        ({"email": "ana"}, "email", "This is not an email address."),
        ({"email": "ana@localhost"}, "email", "This is not an email address."),
        ({"email": "ana@example.com\n"}, "email", "This is not an email address."),
        ({"grade": 0}, "grade", "This is less than 1."),
        ({"grade": 13}, "grade", "This is more than 12."),
        ({"grade": -(10**400)}, "grade", "This whole number has more digits than the table can hold."),
        ({"date_of_birth": "2023-02-29"}, "date_of_birth", "There is no such day in the calendar."),
        ({"date_of_birth": "0000-01-01"}, "date_of_birth", "There is no such day in the calendar."),
        ({"date_of_birth": "29.02.2012"}, "date_of_birth", "This is not a date in the form 2024-12-31."),
        ({"date_of_birth": "2012-03-14T00:00:00Z"}, "date_of_birth", "This is not a date in the form 2024-12-31."),
        ({"date_of_birth": "2024-02-29"}, "date_of_birth", NOT_PAST),  # today
        ({"date_of_birth": "2024-03-01"}, "date_of_birth", NOT_PAST),
        ({"date_of_birth": "9999-12-31"}, "date_of_birth", NOT_PAST),
        (
            {"student_id": "x" * 2_001},
            "student_id",
            "This is longer than the 2,000 bytes that a unique value can have.",
        ),
        ({"school": "a\x00b"}, "school", "This holds a NUL character, which PostgreSQL cannot store."),
        ({"school": "\ud83d"}, "school", "This holds half a character, which cannot be stored."),
        # Names that no field has.
        ({"nickname": "Annie"}, "nickname", NO_FIELD),
        ({"Email": "x"}, "Email", NO_FIELD),
        ({"": None}, "", NO_FIELD),
        ({"a\x00\ud83d": 1}, "a\N{SYMBOL FOR NULL}\N{REPLACEMENT CHARACTER}", NO_FIELD),
        ({"x" * 500: 1}, "x" * 100, NO_FIELD),
    ],
)
def test_what_is_wrong_is_told(changes, field, message):
    found = check(student(1), student(2, **changes), student(3))
    assert found.faults == [(1, field, message)]
    assert found.good == [0, 2]


def test_all_faults_of_a_record_in_the_order_of_the_fields():
    found = check({"grade": 13, "more": 1, "email": 5})
    assert found.faults == [
        (0, "student_id", REQUIRED),
        (0, "first_name", REQUIRED),
        (0, "last_name", REQUIRED),
        (0, "email", "This is a number; a string is expected."),
        (0, "grade", "This is more than 12."),
        (0, "more", NO_FIELD),
    ]


def test_of_very_many_strange_names_the_most_are_counted():
    found = check(student(**{f"x{n:05}": n for n in range(20_000)}))
    assert len(found.faults) == 11
    assert found.faults[0] == (0, "x00000", NO_FIELD)
    assert found.faults[-1] == (0, "", "19,990 more names of this record are no fields.")


@pytest.mark.django_db
def test_the_day_is_that_of_the_database(put_in):
    today = datetime.now(UTC).date()
    birth = [today - timedelta(days=2), today + timedelta(days=2)]
    errors = put_in([student(n, date_of_birth=day.isoformat()) for n, day in enumerate(birth)])["errors"]
    assert errors == [{"index": 1, "field": "date_of_birth", "message": NOT_PAST}]


VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-20, 20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["ana@example.com", "2012-03-14", "2012-13-14", "S1", "\x00", "\\N", '"', "{}"]),
    st.lists(st.integers(), max_size=2),
)
RECORD = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=3)), VALUE, max_size=9)
NEARLY = st.builds(
    lambda number, changes: student(number, **changes), st.integers(1, 5), st.one_of(st.just({}), RECORD)
)


@given(st.lists(NEARLY, min_size=1, max_size=12))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_any_records_go_in_or_are_told_of(send, work, status, rows, records):
    """The last valid one of each student stands in the table, as it was sent; every other record has an error."""
    told = status(work(send(records)))
    assert told["status"] == "COMPLETED"
    faulty = {error["index"] for error in told["errors"]}
    assert (told["processed_records"], told["failed_records"]) == (len(records), len(faulty))

    in_table = {row[0]: row for row in rows(Dataset.objects.get(slug="students"))}
    for record in [record for index, record in enumerate(records) if index not in faulty]:
        in_table[record["student_id"]] = record  # the last one wins
    for row in rows(Dataset.objects.get(slug="students")):
        expected = in_table[row[0]]
        if isinstance(expected, dict):
            sent = [expected.get(name) or None for name in NAMES]
            assert [None if value is None else str(value) for value in row] == [
                None if value is None else str(value) for value in sent
            ]
