from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate, get_user, login, logout
from django.db.models import QuerySet
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from docprocessor.accounts.api import serializers
from docprocessor.accounts.authentication import principal_of
from docprocessor.accounts.keys import key_create, key_revoke
from docprocessor.accounts.models import ApiKey, Scope, User
from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.problems import CONTENT_TYPE, AppError

FORBIDDEN = {(403, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The token against forged requests is missing.")}
SLOWED = {(429, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "Too many tries from this address.")}


@method_decorator([never_cache, csrf_protect], name="dispatch")
class SessionView(APIView):
    """The browser's session: who is signed in, signing in, signing out."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "sign-in"

    def get_throttles(self) -> list[Any]:
        """Guessing passwords is slowed; asking who is signed in is not."""
        return [ScopedRateThrottle()] if self.request.method == "POST" else []

    @extend_schema(responses=serializers.SessionSerializer, operation_id="session_retrieve")
    def get(self, request: Request) -> Response:
        """Tell who is signed in; answers 200 either way, with the CSRF token for what follows."""
        return Response(_session(request))

    @extend_schema(
        request=serializers.SignInSerializer,
        responses={200: serializers.SessionSerializer, **FORBIDDEN, **SLOWED},
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        form = serializers.SignInSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = authenticate(
            request._request,
            username=form.validated_data["email"].lower(),
            password=form.validated_data["password"],
        )
        if user is None:
            raise AppError("invalid_credentials", "This email and password do not belong together.")
        login(request._request, user)
        return Response(_session(request))

    @extend_schema(responses={204: None, **FORBIDDEN})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _session(request: Request) -> dict[str, Any]:
    django_request = request._request
    # A view without authentication classes has made `request.user` anonymous; the session knows better.
    found = get_user(django_request)
    user = found if isinstance(found, User) else None
    principal = principal_of(user) if user else None
    return cast(
        "dict[str, Any]",
        serializers.SessionSerializer(
            {
                "authenticated": user is not None,
                "user": user,
                "workspace": principal and principal.workspace,
                "scopes": sorted(principal.scopes) if principal else [],
                "csrf_token": get_token(django_request),
                "limits": {"upload_max_bytes": settings.UPLOAD_MAX_BYTES},
            }
        ).data,
    )


class ApiKeyListView(mixins.ListModelMixin, WorkspaceView[ApiKey]):
    """The workspace's API keys."""

    serializer_class = serializers.ApiKeySerializer
    required_scope = Scope.ADMIN
    queryset = ApiKey.objects.none()

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Return the keys of the principal's workspace."""
        return ApiKey.objects.filter(workspace=self.principal.workspace)

    def get(self, request: Request) -> Response:
        """Return the workspace's API keys, newest first, without the keys themselves."""
        return self.list(request)

    @extend_schema(request=serializers.ApiKeyCreateSerializer, responses={201: serializers.ApiKeyCreatedSerializer})
    def post(self, request: Request) -> Response:
        """Make a key; the answer is the only one that ever shows it."""
        form = serializers.ApiKeyCreateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        expires_at = form.validated_data.get("expires_at")
        if expires_at and expires_at <= timezone.now():
            raise AppError("invalid", "expires_at lies in the past.", errors={"expires_at": ["This is in the past."]})
        beyond = set(form.validated_data["scopes"]) - self.principal.scopes
        if beyond:
            raise AppError("invalid", f"You cannot give a scope you lack: {', '.join(sorted(beyond))}.")
        record, key = key_create(
            workspace=self.principal.workspace,
            created_by=self.principal.user,
            name=form.validated_data["name"],
            scopes=list(set(form.validated_data["scopes"])),
            expires_at=expires_at,
        )
        record.key = key  # type: ignore[attr-defined]
        return Response(serializers.ApiKeyCreatedSerializer(record).data, status=status.HTTP_201_CREATED)


class ApiKeyView(WorkspaceView[ApiKey]):
    """One API key."""

    required_scope = Scope.ADMIN
    serializer_class = serializers.ApiKeySerializer
    queryset = ApiKey.objects.none()

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Return the keys of the principal's workspace."""
        return ApiKey.objects.filter(workspace=self.principal.workspace)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Revoke the key; its record stays."""
        key_revoke(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
