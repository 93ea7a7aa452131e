from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "docprocessor.datasets"
    verbose_name = "Datasets"
