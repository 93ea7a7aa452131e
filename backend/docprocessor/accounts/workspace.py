"""Views inside a workspace."""

from typing import TypeVar, cast

from django.db.models import Model
from rest_framework import generics

from docprocessor.accounts.authentication import Principal

M = TypeVar("M", bound=Model)


class WorkspaceView(generics.GenericAPIView[M]):
    """A view that knows its principal; every query of it starts from the principal's workspace."""

    @property
    def principal(self) -> Principal:
        """The one who asks; set on every request that passed `HasScope`."""
        return cast("Principal", self.request.auth)
