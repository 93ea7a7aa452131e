"""The web application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")

_django = get_asgi_application()

from docprocessor.lib.body_limit import BodyLimit  # noqa: E402  (its imports need the settings)
from docprocessor.lib.full_disk import FullDisk  # noqa: E402

application = BodyLimit(FullDisk(_django))
