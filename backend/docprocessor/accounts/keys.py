"""API keys: making, planting, recognising, revoking.

A key is 240 random bits, so a plain SHA-256 keeps it: there is nothing to guess that a slow hash would
protect, and one is computed on every request.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from docprocessor.accounts.models import ApiKey, Scope, User, Workspace

PREFIX_LENGTH = 11  # "dp_" and eight characters: enough to tell keys apart, far too few to help guessing
SHORTEST_KEY = 24
# Once a minute is enough to know, and spares a write on every request.
LAST_USE_IS_STALE = Q(last_used_at=None) | Q(last_used_at__lt=Now() - timedelta(minutes=1))


def key_create(
    *, workspace: Workspace, created_by: User, name: str, scopes: list[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Store a new key; returns its record and, this once, the key itself."""
    key = f"dp_{secrets.token_urlsafe(30)}"
    record = _store(key, workspace=workspace, created_by=created_by, name=name, scopes=scopes, expires_at=expires_at)
    return record, key


@transaction.atomic
def key_plant(key: str, *, workspace: Workspace, created_by: User) -> None:
    """Make the environment's key valid; one planted earlier under another value is revoked.

    A key that comes back into the environment is valid again, but not one that a person revoked.
    Raises ValueError for a key that is too short to be safe.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"API_KEY has {len(key)} characters; it needs at least {SHORTEST_KEY}.")
    digest = _digest(key)
    others = ApiKey.objects.filter(from_environment=True).exclude(hash=digest)
    others.update(from_environment=False, revoked_at=Coalesce("revoked_at", Now()))
    known = ApiKey.objects.filter(hash=digest)
    if known.filter(from_environment=False).update(from_environment=True, revoked_at=None) or known.exists():
        return
    _store(
        key,
        workspace=workspace,
        created_by=created_by,
        name="From the environment",
        scopes=list(Scope.values),
        from_environment=True,
    )


def key_recognise(key: str) -> ApiKey | None:
    """Return the valid key that this is, or None; the comparison takes the same time either way."""
    if "\x00" in key:  # PostgreSQL takes no such text, not even to compare with
        return None
    digest = _digest(key)
    valid = (
        ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=Now()), prefix=key[:PREFIX_LENGTH], revoked_at=None)
        .annotate(use_is_stale=LAST_USE_IS_STALE)
        .select_related("workspace", "created_by")
    )
    for candidate in valid:
        if secrets.compare_digest(candidate.hash, digest) and candidate.created_by.is_active:
            if candidate.use_is_stale:
                ApiKey.objects.filter(LAST_USE_IS_STALE, pk=candidate.pk).update(last_used_at=Now())
            return candidate
    return None


def key_revoke(key: ApiKey) -> None:
    """Make a key worthless from now on; its record stays."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=Now())


def _store(
    key: str,
    *,
    workspace: Workspace,
    created_by: User,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
    from_environment: bool = False,
) -> ApiKey:
    record = ApiKey(
        workspace=workspace,
        created_by=created_by,
        name=name,
        prefix=key[:PREFIX_LENGTH],
        hash=_digest(key),
        scopes=sorted(scopes),
        expires_at=expires_at,
        from_environment=from_environment,
    )
    record.save()
    record.refresh_from_db()
    return record


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
