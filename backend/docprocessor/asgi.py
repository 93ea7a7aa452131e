"""The web application."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")

django.setup(set_prefix=False)

from docprocessor.imports.uploads.handler import UploadHandler  # noqa: E402  (these imports need the settings)
from docprocessor.lib.body_limit import BodyLimit  # noqa: E402
from docprocessor.lib.full_disk import FullDisk  # noqa: E402

application = BodyLimit(FullDisk(UploadHandler()))
