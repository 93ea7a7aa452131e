"""The first workspace and its administrator."""

from django.db import transaction

from docprocessor.accounts.models import Membership, Role, User, Workspace

FIRST_WORKSPACE = "main"


@transaction.atomic
def first_workspace(*, email: str, password: str) -> tuple[Workspace, User, bool]:
    """Return the first workspace and its administrator, making what is missing of them, and whether that was them.

    An administrator who is there already keeps their password.
    """
    workspace, _ = Workspace.objects.get_or_create(slug=FIRST_WORKSPACE, defaults={"name": "Main"})
    user = User.objects.filter(email=email.lower()).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_user(email, password or None, name="Administrator")
    Membership.objects.get_or_create(user=user, workspace=workspace, defaults={"role": Role.ADMIN})
    return workspace, user, is_new
