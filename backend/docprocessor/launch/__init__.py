"""Runs the whole service on one machine: embedded servers, the processes, and their end.

Imports no Django: it must be able to say why nothing starts.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BACKEND = ROOT / "backend"


class LaunchError(Exception):
    """Something a person can mend; the message is the one plain sentence they are told."""
