"""The web application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docprocessor.settings")

from docprocessor.lib.body_limit import BodyLimit  # noqa: E402  (settings are named above)

application = BodyLimit(get_asgi_application())
