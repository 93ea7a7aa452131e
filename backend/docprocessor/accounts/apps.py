from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "docprocessor.accounts"
    verbose_name = "Access"

    def ready(self) -> None:
        """Register what drf-spectacular finds by import."""
        from docprocessor.accounts import openapi  # noqa: F401, PLC0415  (models must be loaded first)
