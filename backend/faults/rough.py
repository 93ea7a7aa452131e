"""A random part is killed again and again while an import runs; a seed chooses which and when."""

import random
import time
from collections import Counter
from contextlib import suppress

import psutil

from faults.broker import kill_valkey
from faults.database import kill_postgres
from faults.system import TERMINAL, System


def rough(system: System, seed: int, rows: int) -> str:
    """Kill parts until an import of so many rows has ended; each comes back at once, as a supervisor would have it."""
    chance = random.Random(seed)
    sent = system.send(system.file(rows))
    began = time.monotonic()
    killed: Counter[str] = Counter()
    while system.job(sent.id).status not in TERMINAL and killed.total() < system.scale.kills:
        time.sleep(chance.uniform(*system.scale.kill_every))
        part = chance.choice(["child", "worker", "postgres", "redis", "web", "scheduler"])
        _kill(system, part, chance)
        killed[part] += 1
        system.mend()
    done = system.completed(sent)
    figures = f"{rows:,} rows in {time.monotonic() - began:.0f} s, {done.lease_token} claims, {done.crashes} crashes"
    return f"{figures}; killed: {', '.join(f'{part} {times}x' for part, times in sorted(killed.items()))}"


def _kill(system: System, part: str, chance: random.Random) -> None:
    match part:
        case "child":
            children = [child for worker in system.parts.importers for child in worker.children()]
            for child in chance.sample(children, min(1, len(children))):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        case "worker":
            chance.choice(system.parts.importers).kill()
        case "postgres":
            kill_postgres(system)
        case "redis":
            kill_valkey(system)
        case _:
            system.parts.running[part].kill()
