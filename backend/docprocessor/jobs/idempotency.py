"""`Idempotency-Key`: a request that is sent again is answered again, and does nothing again."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import is_success

from docprocessor.accounts.models import Workspace
from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.jobs.models import RequestKey
from docprocessor.lib.locks import try_hold
from docprocessor.lib.problems import AppError
from docprocessor.lib.transactions import unit_of_work

V = TypeVar("V", bound=WorkspaceView[Any])
P = ParamSpec("P")
Method = Callable[Concatenate[V, Request, P], Response]

LONGEST = 255
HEADERS = ("Location", "Retry-After")
PARAMETERS = [
    OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "minLength": 1, "maxLength": LONGEST},
        OpenApiParameter.HEADER,
        description="A name of your own for this request. Sent again under the same key, it is not done again and gets "
        "the first answer; another request under that key is refused (422). Kept for 24 hours or more.",
    ),
    OpenApiParameter(
        "Idempotency-Replayed",
        bool,
        OpenApiParameter.HEADER,
        response=True,
        description="`true` when this is the answer to an earlier request under the same key.",
    ),
]


def idempotent(method: Method[V, P]) -> Method[V, P]:
    """Let a view's method that accepts work be called again under a key without accepting it twice.

    Under a key all of it is one unit of work, in which its answer is stored too; only a success is.
    """

    @wraps(method)
    def answer(view: V, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        # What cannot be printed, PostgreSQL may not be able to keep.
        if not (1 <= len(key) <= LONGEST and key.isprintable()):
            raise AppError("invalid_key", f"An Idempotency-Key is 1 to {LONGEST} printable characters.")
        fingerprint = fingerprint_of(request)
        workspace = view.principal.workspace
        with unit_of_work():
            held = try_hold("request key", workspace.pk, key)
            known = RequestKey.objects.filter(workspace=workspace, key=key).first()
            if known is not None:
                return _repeated(known, fingerprint)
            if not held:
                sentence = "A request under this Idempotency-Key is being answered at this moment; send it again soon."
                raise AppError("in_flight", sentence, status=HTTPStatus.CONFLICT, retryable=True)
            response = method(view, request, *args, **kwargs)
            if is_success(response.status_code):
                _keep(response, workspace, key, fingerprint)
            return response

    answer.is_idempotent = True  # type: ignore[attr-defined]  # for the OpenAPI document
    return extend_schema(parameters=PARAMETERS)(answer)


def fingerprint_of(request: Request) -> str:
    """Return a hash of what is asked: method, path, and the body, however it was spaced, ordered or cut up."""
    data = request.data
    fields = dict(data.lists()) if isinstance(data, MultiValueDict) else data
    try:
        asked = json.dumps([request.method, request.path, fields], sort_keys=True, default=_file)
    except RecursionError:
        raise ParseError("This JSON is nested too deeply.") from None
    return hashlib.sha256(asked.encode()).hexdigest()


def _file(file: Any) -> dict[str, str]:
    return {"name": file.name, "sha256": file.sha256}


def _keep(response: Response, workspace: Workspace, key: str, fingerprint: str) -> None:
    RequestKey.objects.create(
        workspace=workspace,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers={name: response.headers[name] for name in HEADERS if name in response.headers},
        # As text: an object of jsonb would come back in another order.
        body=JSONRenderer().render(response.data).decode(),
    )


def _repeated(known: RequestKey, fingerprint: str) -> Response:
    if known.fingerprint != fingerprint:
        raise AppError(
            "key_reused",
            "This Idempotency-Key was used for another request; a new request needs a new key.",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    headers = {**known.headers, "Idempotency-Replayed": "true"}
    return Response(json.loads(known.body), status=known.status, headers=headers)
