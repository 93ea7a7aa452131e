from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "docprocessor.jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        """Register the system check of the kinds."""
        from docprocessor.jobs import kinds  # noqa: F401, PLC0415  (models must be loaded first)
