"""What the one who asks may do."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from docprocessor.accounts.authentication import Principal
from docprocessor.accounts.models import Scope


class HasScope(BasePermission):
    """Reading needs `read`, all else `write`, unless the view names its own scope in `required_scope`."""

    message = "This key or account lacks the scope that this needs."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Say whether the request's principal carries the scope."""
        if not isinstance(request.auth, Principal):
            return False
        required = getattr(view, "required_scope", None) or (
            Scope.READ if request.method in SAFE_METHODS else Scope.WRITE
        )
        return required in request.auth.scopes
