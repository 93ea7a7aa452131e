"""How large and how slow a run of the harness is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`rows` are those of an import that is disturbed; `random_rows` those of one that is disturbed again and again."""

    rows: int
    random_rows: int
    # Small enough that an import has many places to be disturbed at, and lasts.
    batch_rows: int
    random_batch_rows: int
    lease: int
    heartbeat: int
    sweep: int
    # How long a worker is stopped that then goes on.
    stopped: int
    imports_at_once: int
    small_jobs: int
    # Of a random run: how far apart its kills are, in seconds, and how many there are at most.
    kill_every: tuple[float, float]
    kills: int

    @property
    def settings(self) -> dict[str, str]:
        """The product's settings."""
        return {
            "IMPORT_BATCH_ROWS": str(self.batch_rows),
            "JOB_LEASE_SECONDS": str(self.lease),
            "JOB_HEARTBEAT_SECONDS": str(self.heartbeat),
            "SWEEP_SECONDS": str(self.sweep),
        }

    @property
    def random_settings(self) -> dict[str, str]:
        """What differs in random runs: dying often is no reason there to set an import aside."""
        return {"IMPORT_BATCH_ROWS": str(self.random_batch_rows), "JOB_MAX_CRASHES": "1000"}

    @property
    def patience(self) -> float:
        """How long an import may take that loses its worker three times."""
        return 60 + 5 * (self.lease + self.sweep)


FULL = Scale(
    rows=200_000,
    random_rows=1_000_000,
    batch_rows=5_000,
    random_batch_rows=2_000,
    lease=25,
    heartbeat=8,
    sweep=3,
    stopped=120,
    imports_at_once=10,
    small_jobs=1_000,
    kill_every=(1, 10),
    kills=200,
)
SHORT = Scale(
    rows=20_000,
    random_rows=100_000,
    batch_rows=1_000,
    random_batch_rows=250,
    lease=3,
    heartbeat=1,
    sweep=1,
    stopped=9,
    imports_at_once=4,
    small_jobs=200,
    kill_every=(0.5, 2),
    kills=12,
)
