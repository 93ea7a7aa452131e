"""The running service does what its OpenAPI document says of every operation, however it is asked.

Requests are made from the document, good ones and bad ones, the same in every run. `CONFORMANCE_EXAMPLES` says how many
of them are made up for each operation besides those at the limits of each parameter; `make conformance` makes many.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from docprocessor.jobs.tests.web import web_process
from docprocessor.tests.prepared import empty, prepare

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.yaml"
EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "5"))
CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        # Any refusal of a bad request is one: 412 for another version of tus, 410 for what has gone.
        # 422 is one request's Idempotency-Key with another.
        "checks": {
            "negative_data_rejection": {"expected-statuses": ["4xx"]},
            "missing_required_header": {"expected-statuses": ["4xx"]},
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "422", "429"]},
        },
        "suppress-health-check": ["all"],
        "generation": {
            "max-examples": EXAMPLES,
            "deterministic": True,
            "database": "none",
            "with-security-parameters": False,  # each request has the key; `ignored_auth` takes it away
        },
    }
)
# What is good by the document and refused all the same, because a schema cannot say the rule. Everything else about
# these operations is looked at as about all others.
SAYS_MORE = {
    "POST /api/datasets/": "Table Schema has rules between its members",
    "POST /api/datasets/{slug}/schema/": "Table Schema has rules between its members",
    "GET /api/datasets/{slug}/rows/": "filters and orders are fields of the dataset; a cursor is of its list",
    "POST /api/imports/": "a form's fields hold JSON; a file is looked into",
    "GET /api/imports/{id}/records/": "an outcome that is no fault has no code",
    "PATCH /api/imports/{id}/edits/": "no record twice, and columns of the file",
    "POST /api/imports/{id}/edits/group/": "one of two members, not both",
    "POST /api/imports/{id}/edits/replace/": "one of two members, not both",
    "POST /api/imports/{id}/rejects/": "a file is looked into",
    "POST /api/jobs/": "parameters are the kind's",
    "POST /api/jobs/{id}/again/": "parameters are the kind's",
    "POST /api/jobs/bulk/": "one of two members, not both",
    "POST /api/tasks/submit": "parameters are the task type's",
    "DELETE /api/tasks/{id}": "its contract answers 400 where a task has ended",
    "POST /api/tasks/{id}/retry": "its contract answers 400 where a task has not failed",
    "POST /assignment/html": "a student has a name that can be printed",
    "POST /assignment/pdf": "a student has a name that can be printed",
    "POST /api/uploads/": "metadata are Base64",
    "POST /api/keys/": "a key does not expire in the past",
    "PATCH /api/uploads/{id}/": "a checksum is the body's",
    "GET /api/uploads/{id}/preview/": "a dialect is JSON in a parameter",
}
# Members of a body that name something, and the addresses of what they name.
SESSION = "/api/session/"
SECONDS = 20  # for an answer, to its last byte
NAMES = {"dataset": "/api/datasets/", "upload": "/api/uploads/"}

READING = ["GET", "HEAD", "OPTIONS"]

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
schema = schemathesis.openapi.from_path(str(DOCUMENT), config=CONFIG)


@pytest.fixture(scope="module")
def service(django_db_setup, django_db_blocker):
    """A web process on the test's database."""
    with django_db_blocker.unblock(), web_process() as (address, _):
        yield address


@pytest.fixture(scope="module")
def filled(service, django_db_blocker):
    """A workspace with something of each kind, done and waiting, for all who only read."""
    with django_db_blocker.unblock():
        yield prepare(service, all_done=True)
        empty()


@pytest.fixture
def own(service, committed):
    """A workspace for one operation, which may delete it all."""
    return prepare(service)


@pytest.mark.django_db
@schema.include(method=READING).parametrize()
def test_reading_is_as_documented(case, filled):
    ask(case, filled)


@pytest.mark.django_db(transaction=True)
@schema.exclude(method=READING).parametrize()
def test_writing_is_as_documented(case, own):
    ask(case, own)


def ask(case, prepared):
    """Send one request, and hold the answer against the document."""
    lead_somewhere(case, prepared)
    headers = {"X-API-KEY": prepared.key}
    if case.path == SESSION:  # which no key opens: a page's token against forged requests does
        headers |= prepared.token
    response = case.call(base_url=prepared.address, headers=headers, timeout=SECONDS)
    case.validate_response(
        response,
        headers=headers,
        transport_kwargs={"base_url": prepared.address, "headers": headers, "timeout": SECONDS},
        excluded_checks=passed_over(case, response.request),
    )


def passed_over(case, sent):
    """The checks that say nothing of a request, for a reason that stands here."""
    query = dict(parse_qsl(urlsplit(sent.url).query, keep_blank_values=True))  # of several, the last one counts
    excluded = []
    if case.operation.label in SAYS_MORE:
        excluded.append(checks.positive_data_acceptance)
    # A cursor is one that a list has given out, and no text in PostgreSQL holds the character 0.
    if query.get("cursor") or "\\x00" in repr([case.query, case.body]):
        excluded.append(checks.positive_data_acceptance)
    # A parameter without a value counts as one that is not there, as in any form.
    if "" in [*query.values(), *case.headers.values()]:
        excluded.append(checks.negative_data_rejection)
    if case.path == SESSION:  # the token is asked for before anything else is looked at
        excluded.append(checks.unsupported_method)
    return excluded


def lead_somewhere(case, prepared):
    """Let addresses and members that name something name what exists, where they were not made to be wrong."""
    if not is_negative(case, ParameterLocation.PATH):
        for name, value in case.path_parameters.items():
            if known := prepared.known(case.path, name):
                case.path_parameters[name] = known_or_not(value, known)
    if isinstance(case.body, dict) and not is_negative(case, ParameterLocation.BODY):
        for name in NAMES.keys() & case.body.keys():
            case.body[name] = known_or_not(case.body[name], prepared.things[NAMES[name]])


def known_or_not(value, known):
    """Put what exists in the place of most values; which of them is told by the value, so that each run is the same."""
    choice = crc32(str(value).encode(errors="replace")) % (len(known) + 1)
    return known[choice] if choice < len(known) else value


def is_negative(case, location):
    return case.meta is not None and case.meta.is_negative_at(location)
