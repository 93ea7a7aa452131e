"""Who is asking: a key in `X-API-KEY`, or a signed-in session with its CSRF token."""

from dataclasses import dataclass
from typing import cast

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from docprocessor.accounts.keys import key_recognise
from docprocessor.accounts.models import ApiKey, Membership, Role, User, Workspace


@dataclass(frozen=True)
class Principal:
    """The one who asks: `request.auth` of every authenticated request."""

    user: User
    workspace: Workspace
    scopes: frozenset[str]
    api_key: ApiKey | None = None


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """`X-API-KEY: …`. First in line, so that a request without any credentials answers 401 and names it."""

    def authenticate(self, request: Request) -> tuple[User, Principal] | None:
        """Return the key's principal, None without the header; a key that is not valid is refused."""
        presented = request.META.get("HTTP_X_API_KEY")
        if presented is None:
            return None
        key = key_recognise(presented)
        if key is None:
            raise exceptions.AuthenticationFailed("This API key is not valid: unknown, expired or revoked.")
        return key.created_by, Principal(key.created_by, key.workspace, frozenset(key.scopes), key)

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        return 'ApiKey realm="DocProcessor", header="X-API-KEY"'


class WorkspaceSessionAuthentication(authentication.SessionAuthentication):
    """A signed-in browser: Django's session, CSRF checked, in the person's workspace."""

    def authenticate(self, request: Request) -> tuple[User, Principal] | None:
        """Return the person's principal, or None when nobody is signed in."""
        found = super().authenticate(request)
        if found is None:
            return None
        user = cast("User", found[0])
        principal = principal_of(user)
        if principal is None:
            raise exceptions.PermissionDenied("This account belongs to no workspace.")
        return user, principal


def principal_of(user: User) -> Principal | None:
    """Return a person's principal in their first workspace, or None without one."""
    membership = Membership.objects.filter(user=user).select_related("workspace").order_by("created_at", "pk").first()
    if membership is None:
        return None
    return Principal(user, membership.workspace, Role(membership.role).scopes)
