"""Errors in the words of the contracts that have one sentence and the fields' messages."""

import json

import pytest
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.test import APIRequestFactory

from docprocessor.lib.error_shapes import shaped
from docprocessor.lib.plain_errors import PlainErrors
from docprocessor.lib.problems import AppError


class Refusing(PlainErrors):
    """A view that raises what it is given."""

    authentication_classes = permission_classes = ()
    raised: Exception

    def get(self, request):
        raise self.raised


class Challenged(exceptions.NotAuthenticated):
    auth_header = 'ApiKey realm="x"'


def answer(raised, method="get"):
    view = Refusing.as_view(raised=raised)
    return view(getattr(APIRequestFactory(), method)("/")).render()


Refusing.raised = None  # as_view() takes what the class has


@pytest.mark.parametrize(
    ("raised", "status", "body"),
    [
        # what fields are wrong in, under one sentence
        (
            serializers.ValidationError({"ids": ["wrong"], "events": {1: {"unit": ["bad", "worse"]}}}),
            400,
            {"error": "Invalid input", "details": {"ids": ["wrong"], "events.1.unit": ["bad", "worse"]}},
        ),
        (
            AppError("busy", "Another is at it.", status=409, errors={"a": ["b"]}),
            409,
            {"error": "Invalid input", "details": {"a": ["b"]}},
        ),
        # a sentence alone
        (AppError("busy", "Another is at it.", status=409), 409, {"error": "Another is at it."}),
        (Http404(), 404, {"error": "There is nothing here under that address."}),
        (exceptions.ParseError("No JSON."), 400, {"error": "No JSON."}),
        (exceptions.PermissionDenied(), 403, {"error": "You do not have permission to perform this action."}),
        # half a character has no bytes to be sent as
        (serializers.ValidationError({"\ud800": ["\ud800"]}), 400, {"error": "Invalid input", "details": {"?": ["?"]}}),
        # what nobody foresaw tells nothing of the inside
        (RuntimeError("secret"), 500, {"error": "The server failed on this request; the fault has been logged."}),
    ],
)
def test_what_a_view_raises(raised, status, body):
    response = answer(raised)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")
    assert json.loads(response.content) == body


def test_headers_are_those_of_problems():
    response = answer(None, "post")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    throttled = answer(exceptions.Throttled(2.5))
    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "4")
    assert answer(Challenged()).headers["WWW-Authenticate"] == Challenged.auth_header


@pytest.mark.parametrize("path", ["/ingest", "/ingest/", "/status/1", "/assignment/pdf", "/health"])
def test_addresses_that_word_errors_plainly(path):
    assert shaped(path, {"detail": "No."}) == ({"error": "No."}, "application/json")


@pytest.mark.parametrize("path", ["/", "/ingestion", "/healthz", "/api/data/ingest/", "/api/ingest", "/x/ingest"])
def test_addresses_that_do_not(path):
    assert shaped(path, {"detail": "No."}) == ({"detail": "No."}, "application/problem+json")
