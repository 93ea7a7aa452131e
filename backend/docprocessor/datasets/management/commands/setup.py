"""`manage.py setup`: what a new installation starts with. Safe to run at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from docprocessor.accounts.keys import key_plant
from docprocessor.accounts.services import first_workspace
from docprocessor.datasets.samples import sample_create


class Command(BaseCommand):
    """Plants the administrator, the first workspace, the environment's API key and the sample dataset."""

    help = "Plant the administrator, the first workspace, API_KEY and the sample dataset; idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        workspace, admin, is_new = first_workspace(email=settings.ADMIN_EMAIL, password=settings.ADMIN_PASSWORD)
        if settings.API_KEY:
            try:
                key_plant(settings.API_KEY, workspace=workspace, created_by=admin)
            except ValueError as error:
                raise CommandError(str(error)) from None
        sample_create(workspace)
        if is_new:
            self.stdout.write(f"{admin.email} can sign in with ADMIN_PASSWORD.")
