"""The addresses of the service, and some that fail in every way a view can."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from docprocessor.lib.problems import AppError

SECRET = "password of the database"
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
    "unavailable": exceptions.APIException(code="away"),
}


class Fails(APIView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, how: str) -> Response:
        raise FAILURES[how]


def fails(request: HttpRequest, **_: Any) -> HttpResponse:
    raise FAILURES["fault"]


urlpatterns = [
    path("api/fails/<how>/", Fails.as_view()),
    path("fails/", fails),
    path("", include("docprocessor.urls")),
]
handler400 = "docprocessor.lib.problems.bad_request"
handler403 = "docprocessor.lib.problems.forbidden"
handler404 = "docprocessor.lib.problems.not_found"
handler500 = "docprocessor.lib.problems.server_error"
