from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "docprocessor.reports"
    verbose_name = "Feedback reports"
