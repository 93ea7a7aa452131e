"""Mails that were written into files go as uploaded files do."""

import os
import time

import pytest

from docprocessor.jobs.retention import Amount
from docprocessor.jobs.tests.ageing import applied
from docprocessor.tasks.retention import MailFiles

pytestmark = pytest.mark.django_db


def test_they_go_by_their_age(done, store, settings):
    done("email_sending", num_emails=3)
    old, *young = sorted((store / "mail").iterdir())
    assert len(young) == 2
    age = time.time() - (settings.KEEP_FILES_DAYS + 1) * 86_400
    os.utime(old, (age, age))
    assert applied(MailFiles) == Amount(1, young[0].stat().st_size)
    assert sorted((store / "mail").iterdir()) == young


def test_without_a_folder_nothing_goes(store):
    assert applied(MailFiles) == Amount()


def test_kept_for_ever(done, settings, store):
    settings.KEEP_FILES_DAYS = 0
    done("email_sending", num_emails=1)
    assert MailFiles().keeps is None
    assert applied(MailFiles) == Amount()
