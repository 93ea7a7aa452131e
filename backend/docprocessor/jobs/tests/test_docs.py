"""The kind that the documentation shows works as it stands there."""

import re
from pathlib import Path

import pytest

from docprocessor.jobs import kinds, worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories

DOCUMENT = Path(__file__).parents[4] / "docs" / "add-a-job-kind.md"


@pytest.mark.django_db
def test_the_documented_kind_runs_and_resumes(workspace, monkeypatch):
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    namespace: dict = {}
    exec(re.sub(r"^ {3}", "", example, flags=re.MULTILINE), namespace)
    kind = namespace["Countdown"]()
    assert not [name for name in kinds.Kind.__annotations__ if not hasattr(kind, name)]
    monkeypatch.setattr(worker, "kind_of", lambda job: kind)
    job = factories.pending(workspace, kind="countdown", queue="default", params={"seconds": 5})
    Job.objects.filter(pk=job.pk).update(checkpoint={"done": 2}, progress_done=2)
    worker.run_next("default")
    job.refresh_from_db()
    assert (job.status, job.result, job.progress_done) == ("completed", {"counted": 5}, 5)
