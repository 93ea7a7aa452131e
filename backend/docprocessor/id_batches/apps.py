from django.apps import AppConfig


class IdBatchesConfig(AppConfig):
    name = "docprocessor.id_batches"
