from django.apps import AppConfig


class IdBatchesConfig(AppConfig):
    name = "docprocessor.id_batches"
    verbose_name = "Batches of ids"

    def ready(self) -> None:
        """Register the system check of the source."""
        from docprocessor.id_batches import source  # noqa: F401, PLC0415  (once the settings are read)
