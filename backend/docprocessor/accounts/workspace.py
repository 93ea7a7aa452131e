"""Views inside a workspace."""

from collections.abc import Sequence
from typing import TypeVar, cast

from django.db.models import Model
from rest_framework import generics
from rest_framework.parsers import BaseParser

from docprocessor.accounts.authentication import Principal
from docprocessor.lib.parsing import JSONParser

M = TypeVar("M", bound=Model)


class WorkspaceView(generics.GenericAPIView[M]):
    """A view that knows its principal; every query of it starts from the principal's workspace."""

    parser_classes: Sequence[type[BaseParser]] = (JSONParser,)

    @property
    def principal(self) -> Principal:
        """The one who asks; set on every request that passed `HasScope`."""
        return cast("Principal", self.request.auth)
