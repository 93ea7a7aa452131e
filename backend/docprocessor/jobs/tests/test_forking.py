"""A worker forks its processes: what starts threads of its own is loaded in them, not before."""

import os
import subprocess
import sys

from django.conf import settings

LOADED = """
import sys
import django
django.setup()
from django.core.checks import run_checks
import docprocessor.celery, docprocessor.jobs.worker
from docprocessor.jobs.kinds import kinds
run_checks()
kinds()
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "pyarrow", "python_calamine"}))
"""


def test_the_parent_of_the_workers_has_loaded_no_arrow():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "docprocessor.settings"}
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=settings.BACKEND, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
