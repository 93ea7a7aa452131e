from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "docprocessor.imports"
    verbose_name = "Imports"
