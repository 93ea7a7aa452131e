from django.urls import path

from docprocessor.ingestion.api import views

urlpatterns = [
    path("api/data/ingest/", views.RecordsView.as_view(), name="data-ingest"),
    path("api/data/status/<uuid:task_id>/", views.RecordStatusView.as_view(), name="data-status"),
    path("api/data/health/", views.DataHealthView.as_view(), name="data-health"),
]
