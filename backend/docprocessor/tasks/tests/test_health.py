"""The task queue's health: what it says, and when it says that no task can be taken."""

import pytest
from rest_framework.test import APIClient

from docprocessor.jobs import health
from docprocessor.jobs.tests import factories

pytestmark = pytest.mark.django_db
PARTS = {"postgresql", "broker", "storage", "worker"}


@pytest.fixture
def nobody():
    """A client without a key."""
    return APIClient()


@pytest.fixture
def workers():
    for queue in ("imports", "default", "reports"):
        factories.worker(queue)


def test_healthy(nobody, workers):
    answer = nobody.get("/api/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "healthy", "parts": dict.fromkeys(PARTS, "ok")}
    assert nobody.head("/api/health").status_code == 200
    assert nobody.post("/api/health").status_code == 405


def test_degraded_without_a_worker(nobody):
    """Tasks are taken, and wait."""
    answer = nobody.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["parts"]["worker"].startswith("no worker for")


def test_degraded_without_the_broker(nobody, workers, monkeypatch):
    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    answer = nobody.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["parts"]["broker"] != "ok"


def test_unhealthy_without_the_file_store(nobody, workers, store):
    (store / "health").write_text("no folder can be made here")
    answer = nobody.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")
    assert answer.headers["Retry-After"] == "5"
    assert str(store) not in answer.content.decode()
