"""The workspace of a request, for views."""

from typing import cast

from rest_framework.request import Request

from docprocessor.accounts.authentication import Principal


class WorkspaceMixin:
    """Gives a view its principal; every query of the view starts from its workspace."""

    request: Request

    @property
    def principal(self) -> Principal:
        """The one who asks; set on every request that passed `HasScope`."""
        return cast(Principal, self.request.auth)
