import pytest

from docprocessor.jobs import kinds
from docprocessor.jobs.tests.note import Note
from docprocessor.jobs.tests.probe import Probe


@pytest.fixture
def probe(settings, monkeypatch):
    settings.JOB_KINDS = [*settings.JOB_KINDS, f"{Probe.__module__}.Probe"]
    kinds.kinds.cache_clear()

    def act(how) -> None:
        monkeypatch.setattr(Probe, "act", staticmethod(how))

    yield act
    kinds.kinds.cache_clear()


@pytest.fixture
def note(settings):
    """Register a kind that has parameters."""
    settings.JOB_KINDS = [*settings.JOB_KINDS, f"{Note.__module__}.Note"]
    kinds.kinds.cache_clear()
    yield Note
    kinds.kinds.cache_clear()
