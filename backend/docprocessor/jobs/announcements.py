"""What is said of a job once a write of it is committed: its version, to whoever keeps or shows an older one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from docprocessor.jobs import redis

CHANNEL = "docprocessor:jobs"
KEPT_SECONDS = 3600
# Commits and announcements may pass each other, so the version only goes up.
_RAISE_AND_TELL = """
local known = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) > known then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
"""


def announce(job_id: UUID, version: int) -> None:
    """Say that a job has come to a version; call it after the commit. Best effort: who misses it looks by itself."""
    redis.attempt(lambda client: _tell(client, job_id, version))


def announce_all(versions: Sequence[tuple[UUID, int]]) -> None:
    """Say the same of many jobs, in one journey."""

    def tell(client: Any) -> None:
        pipeline = client.pipeline(transaction=False)
        for job_id, version in versions:
            _tell(pipeline, job_id, version)
        pipeline.execute()

    redis.attempt(tell)


def _tell(client: Any, job_id: UUID, version: int) -> None:
    client.eval(
        _RAISE_AND_TELL, 1, version_key(job_id), str(version), str(KEPT_SECONDS), CHANNEL, f"{job_id} {version}"
    )


def version_key(job_id: UUID) -> str:
    """Return where the latest announced version of a job stands."""
    return f"docprocessor:job:{job_id}:version"
