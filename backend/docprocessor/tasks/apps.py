from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "docprocessor.tasks"
    verbose_name = "Tasks"
