"""Who may do what: people, their workspaces, and the keys that programs use."""

import re
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from docprocessor.lib.ids import new_id

# A slug names a PostgreSQL schema, so it is kept to what needs no quoting.
WORKSPACE_SLUG = re.compile(r"\A[a-z][a-z0-9_]{0,39}\Z")


class UserManager(BaseUserManager["User"]):
    """Makes users, by their email."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user with a hashed password; with none, one who cannot sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by email, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.email


class Workspace(models.Model):
    """The wall around one team's data: every query of every door goes through it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=40, unique=True, validators=[RegexValidator(WORKSPACE_SLUG)])
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.slug


class Scope(models.TextChoices):
    """What a key or a member may do; a wider scope does not imply a narrower one."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class Role(models.TextChoices):
    """What a person is in a workspace."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that the role carries."""
        return {
            Role.VIEWER: frozenset({Scope.READ}),
            Role.EDITOR: frozenset({Scope.READ, Scope.WRITE}),
            Role.ADMIN: frozenset({Scope.READ, Scope.WRITE, Scope.ADMIN}),
        }[self]


class Membership(models.Model):
    """A person's place in a workspace."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "workspace"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.workspace_id} as {self.role}"


class ApiKey(models.Model):
    """A program's key to one workspace: shown once, stored as a hash beside a prefix that people can recognise."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, db_index=True)
    hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    # The key that stands in the environment; there is one at a time.
    from_environment = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
