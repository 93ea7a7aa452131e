"""The addresses of the service, and some that fail in every way a view can."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import include, path
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.lib.problems import AppError
from docprocessor.lib.streaming import stream

SECRET = "password of the database"


def refused(error: psycopg.Error) -> OperationalError:
    """What Django makes of an error of psycopg's."""
    django_error = OperationalError(*error.args)
    django_error.__cause__ = error
    return django_error


FAILURES: dict[str, Exception] = {
    "app": AppError("busy", "Another job is at it.", status=409, errors={"a": ["b"]}),
    "fault": RuntimeError(SECRET),
    "http404": Http404(SECRET),
    "denied": PermissionDenied(SECRET),
    "fields": exceptions.ValidationError({"a": [{}, {"b": ["wrong"]}], "c": "bad"}),
    "list": exceptions.ValidationError(["one", "two"]),
    "nothing": exceptions.ValidationError([]),
    "half": AppError("invalid", "\ud800 is half", errors={"\ud800": ["\udfff"]}),
    "wait": exceptions.Throttled(wait=1.2),
    "database full": refused(psycopg.errors.DiskFull(SECRET)),
    "database stops": refused(psycopg.errors.AdminShutdown(SECRET)),
    "database gone": refused(psycopg.OperationalError(SECRET)),
    "unavailable": exceptions.APIException(code="away"),
}


class Fails(APIView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, how: str) -> Response:
        raise FAILURES[how]


def fails(request: HttpRequest, **_: Any) -> HttpResponse:
    raise FAILURES["fault"]


class Endless:
    """A download without an end, out of the database."""

    drawn = 0
    closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                while True:
                    self.drawn += 1
                    cursor.execute("SELECT %s", [self.drawn])
                    yield b"%d\n" % cursor.fetchone()[0]
        finally:
            self.closed = True


ENDLESS = Endless()


def endless(request: HttpRequest) -> StreamingHttpResponse:
    return stream(iter(ENDLESS), content_type="text/csv", filename="endless.csv")


urlpatterns = [
    path("endless/", endless),
    path("api/fails/<how>/", Fails.as_view()),
    path("fails/", fails),
    path("", include("docprocessor.urls")),
]
handler400 = "docprocessor.lib.problems.bad_request"
handler403 = "docprocessor.lib.problems.forbidden"
handler404 = "docprocessor.lib.problems.not_found"
handler500 = "docprocessor.lib.problems.server_error"
