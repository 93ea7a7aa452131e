"""The least Django project around the table: settings for the frameworks that are compared, and a model of it."""

import os

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from bench.peers.program import COUNTRIES, LONGEST_NAME, LONGEST_NOTE, TABLE

server = conninfo_to_dict(os.environ["DATABASE_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": server["host"],
            "NAME": server["dbname"],
            "USER": server["user"],
            "PORT": server.get("port", ""),
            "PASSWORD": server.get("password", ""),
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "import_export", "bench"],
    SECRET_KEY="only-for-benchmarks",
    USE_TZ=True,
)
django.setup()

from django.db import models


class Customer(models.Model):
    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    signup_date = models.DateField()
    active = models.BooleanField()
    country = models.CharField(max_length=2, choices=[(code, code) for code in sorted(COUNTRIES)])
    notes = models.CharField(max_length=LONGEST_NOTE, blank=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = TABLE

    def __str__(self) -> str:
        return self.name
