from django.urls import URLPattern, path

from docprocessor.tasks.api import health, views

urlpatterns: list[URLPattern] = [
    path("api/tasks/submit", views.TaskSubmitView.as_view(), name="task-submit"),
    path("api/tasks/", views.TaskListView.as_view(), name="task-list"),
    path("api/tasks/<uuid:pk>", views.TaskView.as_view(), name="task"),
    path("api/tasks/<uuid:pk>/retry", views.TaskRetryView.as_view(), name="task-retry"),
    path("api/tasks/<uuid:pk>/images/<int:number>", views.TaskImageView.as_view(), name="task-image"),
    path("api/health", health.HealthView.as_view(), name="health"),
]
