"""A Table Schema that is not understood is refused when it is saved, naming every place that is wrong."""

import pytest

from docprocessor.datasets.checking.validation import Validator
from docprocessor.datasets.schema import MOST_FIELDS, SchemaError, TableSchema, parse_schema


def refused(document):
    with pytest.raises(SchemaError) as refusal:
        Validator(parse_schema(document))
    assert all(messages and all(messages) for messages in refusal.value.errors.values())
    return set(refusal.value.errors)


def field(**members):
    return {"fields": [{"name": "a", **members}]}


def constrained(type_, **constraints):
    return field(type=type_, constraints=constraints)


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        # The document as a whole
        (None, {"schema"}),
        ([], {"schema"}),
        ("fields", {"schema"}),
        ({}, {"fields"}),
        ({"fields": []}, {"fields"}),
        ({"fields": {"name": "a"}}, {"fields"}),
        ({"fields": [{"name": f"f{n}"} for n in range(MOST_FIELDS + 1)]}, {"fields"}),
        ({"fields": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}, {"fields"}),
        # Names are PostgreSQL identifiers that need no quoting
        ({"fields": ["a"]}, {"fields.0"}),
        ({"fields": [{}]}, {"fields.0.name"}),
        ({"fields": [{"name": 1}]}, {"fields.0.name"}),
        ({"fields": [{"name": ""}]}, {"fields.0.name"}),
        ({"fields": [{"name": "A"}]}, {"fields.0.name"}),
        ({"fields": [{"name": "1a"}]}, {"fields.0.name"}),
        ({"fields": [{"name": "_load"}]}, {"fields.0.name"}),
        ({"fields": [{"name": "é"}]}, {"fields.0.name"}),
        ({"fields": [{"name": "a" * 64}]}, {"fields.0.name"}),
        ({"fields": [{"name": "a\n"}]}, {"fields.0.name"}),  # what `$` would let pass
        ({"fields": [{"name": 'a"); DROP TABLE jobs_job; --'}]}, {"fields.0.name"}),
        # Two wrong names are not also "the same name"
        ({"fields": [{"name": "A"}, {"name": "B"}]}, {"fields.0.name", "fields.1.name"}),
        # Types and formats
        (field(type="float"), {"fields.0.type"}),
        (field(type=None), {"fields.0.type"}),
        (field(type={}), {"fields.0.type"}),
        (field(type="geopoint"), {"fields.0.type"}),  # of the standard, but not known here
        (field(format=1), {"fields.0.format"}),
        (field(format="binary"), {"fields.0.format"}),
        (field(type="integer", format="email"), {"fields.0.format"}),
        (field(type="date", format="any"), {"fields.0.format"}),
        (field(type="date", format="dd/mm/yyyy"), {"fields.0.format"}),
        (field(type="date", format="%Q"), {"fields.0.format"}),  # no such directive
        (field(type="date", format="%d/%m/%Y %"), {"fields.0.format"}),
        (field(type="date", format="%Y-%Y-%m-%d"), {"fields.0.format"}),  # the same directive twice
        (field(type="date", format="%d/%m"), {"fields.0.format"}),  # no year: it would be 1900
        (field(type="date", format="%H:%M"), {"fields.0.format"}),
        (field(type="datetime", format="%H:%M"), {"fields.0.format"}),
        (field(type="datetime", format="%Y-%m-%d %I:%M"), {"fields.0.format"}),  # morning or evening?
        (field(type="time", format="%I:%M"), {"fields.0.format"}),
        (field(type="time", format="%d/%m/%Y"), {"fields.0.format"}),
        # Texts about the field
        (field(title=1), {"fields.0.title"}),
        (field(description=["a"]), {"fields.0.description"}),
        # Constraints
        (field(constraints=[]), {"fields.0.constraints"}),
        (constrained("string", maximum=1), {"fields.0.constraints.maximum"}),
        (constrained("integer", maxLength=1), {"fields.0.constraints.maxLength"}),
        (constrained("integer", pattern="1"), {"fields.0.constraints.pattern"}),
        (constrained("boolean", minimum=0), {"fields.0.constraints.minimum"}),
        (constrained("any", minLength=1), {"fields.0.constraints.minLength"}),
        (constrained("string", nullable=True), {"fields.0.constraints.nullable"}),
        (constrained("string", required="yes"), {"fields.0.constraints.required"}),
        (constrained("string", unique=1), {"fields.0.constraints.unique"}),
        (constrained("string", required=None), {"fields.0.constraints.required"}),
        (constrained("string", enum=[]), {"fields.0.constraints.enum"}),
        (constrained("string", enum="abc"), {"fields.0.constraints.enum"}),
        (constrained("string", enum=[None]), {"fields.0.constraints.enum"}),
        (constrained("string", enum=[["a"]]), {"fields.0.constraints.enum"}),
        (constrained("string", enum=[{"a": 1}]), {"fields.0.constraints.enum"}),
        (constrained("integer", enum=[1, "two"]), {"fields.0.constraints.enum"}),
        (constrained("integer", minimum=1.5), {"fields.0.constraints.minimum"}),
        (constrained("integer", maximum=2**63), {"fields.0.constraints.maximum"}),
        (constrained("number", minimum="a lot"), {"fields.0.constraints.minimum"}),
        (constrained("number", minimum="NaN"), {"fields.0.constraints.minimum"}),  # nothing compares to it
        (constrained("number", maximum="NaN"), {"fields.0.constraints.maximum"}),
        (constrained("date", minimum="2024-02-30"), {"fields.0.constraints.minimum"}),
        (constrained("year", maximum=99), {"fields.0.constraints.maximum"}),
        (constrained("string", minLength=-1), {"fields.0.constraints.minLength"}),
        (constrained("string", maxLength="9"), {"fields.0.constraints.maxLength"}),
        (constrained("string", maxLength=True), {"fields.0.constraints.maxLength"}),
        (constrained("string", maxLength=1.0), {"fields.0.constraints.maxLength"}),
        (constrained("string", pattern=1), {"fields.0.constraints.pattern"}),
        (constrained("string", pattern="("), {"fields.0.constraints.pattern"}),
        # What no engine runs in linear time
        (constrained("string", pattern=r"(a)\1"), {"fields.0.constraints.pattern"}),
        (constrained("string", pattern=r"a(?=b)"), {"fields.0.constraints.pattern"}),
        (constrained("string", pattern=r"(?<!a)b"), {"fields.0.constraints.pattern"}),
        (
            constrained("string", pattern="((a{1,100}){1,100}){1,100}"),
            {"fields.0.constraints.pattern"},
        ),  # too much memory
        # How values are written
        (field(type="boolean", trueValues="yes"), {"fields.0.trueValues"}),
        (field(type="boolean", falseValues=[0]), {"fields.0.falseValues"}),
        (field(type="boolean", trueValues=["x"], falseValues=["x"]), {"fields.0.trueValues"}),
        (field(type="boolean", trueValues=[]), {"fields.0.trueValues"}),  # true could not be written
        (field(type="boolean", falseValues=[]), {"fields.0.falseValues"}),
        (field(type="boolean", trueValues=[""]), {"fields.0.trueValues"}),  # stands for no value already
        (field(type="number", decimalChar=",,"), {"fields.0"}),
        (field(type="number", groupChar="'' "), {"fields.0"}),
        (field(type="number", decimalChar=",", groupChar=","), {"fields.0"}),
        (field(type="integer", groupChar="1"), {"fields.0"}),  # 1,000 would be read as 000
        (field(type="number", groupChar="-"), {"fields.0"}),
        (field(type="number", decimalChar="e"), {"fields.0"}),
        (field(type="number", decimalChar=1), {"fields.0.decimalChar"}),
        # Missing values and keys
        ({"fields": [{"name": "a"}], "missingValues": "-"}, {"missingValues"}),
        ({"fields": [{"name": "a"}], "missingValues": [None]}, {"missingValues"}),
        ({"fields": [{"name": "a"}], "missingValues": None}, {"missingValues"}),
        ({"fields": [{"name": "a"}], "primaryKey": "b"}, {"primaryKey"}),
        ({"fields": [{"name": "a"}], "primaryKey": ["a", "a"]}, {"primaryKey"}),
        ({"fields": [{"name": "a"}], "primaryKey": [["a"]]}, {"primaryKey"}),
        ({"fields": [{"name": "a"}], "primaryKey": None}, {"primaryKey"}),
        # Parts of the standard that would change which records are valid
        ({"fields": [{"name": "a"}], "uniqueKeys": [["a"]]}, {"uniqueKeys"}),
        ({"fields": [{"name": "a"}], "foreignKeys": []}, {"foreignKeys"}),
        (field(missingValues=["-"]), {"fields.0.missingValues"}),
        (field(type="number", bareNumber=False), {"fields.0.bareNumber"}),
        (field(categories=["a"]), {"fields.0.categories"}),
        # What PostgreSQL cannot keep, wherever it stands
        ({"fields": [{"name": "a"}], "note": "\x00"}, {"note"}),
        (field(example="\ud800"), {"fields.0.example"}),
        (field(**{"x\x00": 1}), {"fields.0"}),
        (constrained("string", enum=["a", "\x00"]), {"fields.0.constraints.enum.1"}),
        (constrained("string", pattern="\udfff"), {"fields.0.constraints.pattern"}),
        ({"fields": [{"name": "a"}], "note": float("inf")}, {"note"}),
        # Everything at once
        (
            {"fields": [{"name": "B", "type": "x"}, {"name": "b", "constraints": {"enum": []}}], "primaryKey": "c"},
            {"fields.0.name", "fields.0.type", "fields.1.constraints.enum", "primaryKey"},
        ),
    ],
)
def test_every_fault_is_named_by_its_path(document, paths):
    assert refused(document) == paths


def test_a_schema_nested_without_end_is_refused_and_harms_nothing():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    assert len(refused({"fields": [{"name": "a"}], "note": nested})) == 1


def test_the_sentence_of_the_first_fault_stands_for_all():
    with pytest.raises(SchemaError, match=r"^fields\.0\.type: 'float' is not a type known here"):
        parse_schema(field(type="float"))


@pytest.mark.parametrize(
    "document",
    [
        {"fields": [{"name": "a" * 63}]},
        {"fields": [{"name": f"f{n}"} for n in range(MOST_FIELDS)]},
        {"fields": [{"name": "a"}], "missingValues": [], "primaryKey": []},
        {"fields": [{"name": "a"}], "primaryKey": "a"},
        # Annotations of the standard, and of anybody, change nothing and are kept
        {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [{"name": "a", "rdfType": "x", "myOwn": 1}],
        },
        field(type="integer", groupChar=" "),
        field(type="number", decimalChar=",", groupChar="."),
        field(type="date", format="%d/%m/%Y"),
        field(type="date", format="%d %b %y"),
        field(type="date", format="%Y年%m月%d日"),
        field(type="date", format="%Y-%j"),
        field(type="datetime", format="%d/%m/%Y"),  # midnight, as the standard has it
        field(type="datetime", format="%Y-%m-%dT%H:%M:%S%z"),
        field(type="datetime", format="%d/%m/%Y %I:%M %p"),
        field(type="time", format="%H.%M"),
        constrained("boolean", enum=[True]),
        constrained("number", minimum="-INF", maximum="INF"),
        constrained("number", minimum=1e22),
        constrained("year", minimum=1990),
        constrained("string", enum=["1", 2, 2.5, True]),
    ],
)
def test_what_is_understood_is_taken(document):
    Validator(parse_schema(document))


def test_a_field_is_a_text_unless_it_says_otherwise():
    schema = parse_schema({"fields": [{"name": "a"}]})
    assert (schema["a"].type, schema["a"].format, schema.missing_values) == ("string", "default", {""})
    assert "a" in schema
    assert "b" not in schema


@pytest.mark.parametrize(
    ("key", "unique", "keys", "required"),
    [
        ([], [], (), ""),
        ("a", [], (("a",),), "a"),
        (["b", "a"], [], (("b", "a"),), "ab"),  # in the order of the key
        (["a"], ["a"], (("a",),), "a"),  # said twice, kept once
        (["a", "b"], ["c", "a"], (("a", "b"), ("a",), ("c",)), "ab"),
    ],
)
def test_keys_are_required_and_each_stands_once(key, unique, keys, required):
    schema = parse_schema(
        {"fields": [{"name": n, "constraints": {"unique": n in unique}} for n in "abc"], "primaryKey": key}
    )
    assert isinstance(schema, TableSchema)
    assert schema.unique_keys == keys
    assert "".join(name for name in "abc" if schema.is_required(name)) == required
