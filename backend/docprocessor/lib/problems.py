"""Errors as data: `AppError` inside, `application/problem+json` (RFC 9457) on the wire."""

import errno
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from http.client import responses
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from docprocessor.lib.database_errors import DISK_FULL, is_connection_lost, sqlstate
from docprocessor.lib.error_shapes import PROBLEM, shaped

CONTENT_TYPE = PROBLEM
DATABASE_AWAY = ("database_away", "The database does not answer at this moment; try again soon.")
DATABASE_FULL = ("storage_full", "The database's disk is full; nothing of this was kept.")
DATABASE_BACK_AFTER = "5"  # seconds
STORAGE_FULL = ("storage_full", "The server's disk is full; nothing of the file was kept.")
CHECKSUM_MISMATCH = 460  # of tus; no standard of HTTP knows it
TITLES = responses | {CHECKSUM_MISMATCH: "Checksum Mismatch"}
log = structlog.get_logger(__name__)


class AppError(Exception):
    """A refusal that carries its own decision: what to answer, and whether trying again can help."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = HTTPStatus.BAD_REQUEST,
        errors: dict[str, list[str]] | None = None,
        retryable: bool = False,
        line: int | None = None,
        kind: str = "",
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.errors = errors
        self.retryable = retryable
        self.line = line
        # What a job that ends with it failed by; by default `input`, or `infrastructure` when it may pass.
        self.kind = kind or ("infrastructure" if retryable else "input")
        self.extra = extra  # members that a problem document has besides the standard's


def problem(status: int, code: str, detail: str, *, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Return the body of a problem document. What it repeats of the request may hold half a character."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": _whole(detail),
        "code": code,
    }
    if errors:
        body["errors"] = {_whole(name): [_whole(message) for message in messages] for name, messages in errors.items()}
    return body


def is_disk_full(error: BaseException) -> bool:
    """Say whether a write failed for want of room: on the disk, in a quota, or under a limit of the process."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _whole(text: str) -> str:
    return text.encode(errors="replace").decode()


def problem_response(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    """Answer with a problem outside REST framework's views, in the shape of the address."""
    body, content_type = shaped(request.path, problem(status, code, detail))
    return JsonResponse(body, status=status, content_type=content_type)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn whatever a view raised into a problem; REST framework's `EXCEPTION_HANDLER`.

    What is not foreseen is logged whole and answered as a 500 that tells nothing of the inside.
    """
    view = type(context.get("view")).__name__
    body, headers = _refusal(exc) or _shortage(exc, view) or (None, {})
    if body is None:
        log.error("request.failed", view=view, exc_info=exc)
        body = problem(500, "internal_error", "The server failed on this request; the fault has been logged.")
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


Answer = tuple[dict[str, Any], dict[str, str]]


def _refusal(exc: Exception) -> Answer | None:
    """Return the problem and the headers of what a view refused, None when it did not refuse."""
    match exc:
        case AppError():
            return problem(exc.status, exc.code, exc.message, errors=exc.errors) | (exc.extra or {}), {}
        case Http404():
            return problem(404, "not_found", "There is nothing here under that address."), {}
        case PermissionDenied():
            return problem(403, "forbidden", "This is not allowed for you."), {}
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return problem(413, "too_large", "The request is larger than this address takes."), {}
        case exceptions.ValidationError():
            errors = _field_errors(exc.detail)
            return problem(400, "invalid", _first_sentence(errors), errors=errors), {}
        case exceptions.APIException():
            code = str(exc.detail.code) if isinstance(exc.detail, exceptions.ErrorDetail) else exc.default_code
            return problem(exc.status_code, code, str(exc.detail)), _headers(exc)
    return None


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    wait = getattr(exc, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return headers


def _shortage(exc: Exception, view: str) -> Answer | None:
    """Return the problem and the headers of what is not there or full at this moment, None for anything else."""
    match exc:
        case OSError() if is_disk_full(exc):
            log.error("storage.full", view=view, exc_info=exc)
            return problem(507, *STORAGE_FULL), {}
        case DatabaseError() if sqlstate(exc) == DISK_FULL:
            log.error("database.full", view=view, exc_info=exc)
            return problem(507, *DATABASE_FULL), {}
        case DatabaseError() | InterfaceError() if is_connection_lost(exc):
            log.error("database.away", view=view, exc_info=exc)
            return problem(503, *DATABASE_AWAY), {"Retry-After": DATABASE_BACK_AFTER}
    return None


def _field_errors(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Flatten nested field errors to `{"a.0.b": [messages]}`."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            flat |= _field_errors(value, f"{path}.{key}" if path else str(key))
        return flat
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        return _field_errors(dict(enumerate(detail)), path)
    messages = [str(item) for item in detail] if isinstance(detail, list) else [str(detail)]
    return {path or "non_field_errors": messages} if messages else {}


def _first_sentence(errors: dict[str, list[str]]) -> str:
    field, messages = next(iter(errors.items()), ("", ["The request is not valid."]))
    return messages[0] if field in ("", "non_field_errors") else f"{field}: {messages[0]}"


@csrf_exempt  # what is not there needs no protection
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler404`."""
    return problem_response(request, 404, "not_found", "There is nothing here under that address.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`."""
    return problem_response(request, 400, "bad_request", "The request could not be read.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler403`."""
    return problem_response(request, 403, "forbidden", "This is not allowed for you.")


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view outside REST framework answer GET and HEAD, and a problem to all else, whoever asks."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        refusal = problem_response(request, 405, "method_not_allowed", f'Method "{request.method}" not allowed.')
        refusal.headers["Allow"] = "GET, HEAD"
        return refusal

    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`."""
    return problem_response(request, 403, "csrf_failed", "The request lacks a valid X-CSRFToken; load the page again.")


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`."""
    return problem_response(
        request, 500, "internal_error", "The server failed on this request; the fault has been logged."
    )
