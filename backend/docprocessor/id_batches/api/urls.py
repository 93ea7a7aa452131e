from django.urls import path

from docprocessor.id_batches.api import contract, views

urlpatterns = [
    path("ingest", contract.IngestView.as_view(), name="ingest"),
    path("status/<str:ingestion_id>", contract.StatusView.as_view(), name="id-status"),
    path("health", contract.HealthView.as_view(), name="id-batches-health"),
    path("api/id-ingestions/", views.IngestionListView.as_view(), name="id-ingestion-list"),
    path("api/id-ingestions/<uuid:pk>/", views.IngestionView.as_view(), name="id-ingestion"),
    path("api/id-ingestions/<uuid:pk>/cancel/", views.IngestionCancelView.as_view(), name="id-ingestion-cancel"),
    path(
        "api/id-ingestions/<uuid:ingestion_id>/batches/",
        views.IngestionBatchesView.as_view(),
        name="id-ingestion-batches",
    ),
    path(
        "api/id-ingestions/<uuid:ingestion_id>/results/",
        views.IngestionResultsView.as_view(),
        name="id-ingestion-results",
    ),
    path("api/id-batches/line/", views.LineView.as_view(), name="id-batches-line"),
]
