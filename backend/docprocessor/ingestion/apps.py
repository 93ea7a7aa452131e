from django.apps import AppConfig


class IngestionConfig(AppConfig):
    name = "docprocessor.ingestion"
    verbose_name = "Bulk records"
