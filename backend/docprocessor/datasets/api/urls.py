from django.urls import path

from docprocessor.datasets.api import schema, views

urlpatterns = [
    path("datasets/", views.DatasetListView.as_view(), name="dataset-list"),
    path("datasets/<slug:slug>/", views.DatasetView.as_view(), name="dataset"),
    path("datasets/<slug:slug>/rows/", views.DatasetRowsView.as_view(), name="dataset-rows"),
    path("datasets/<slug:slug>/schema/", schema.DatasetSchemaView.as_view(), name="dataset-schema"),
    path("datasets/<slug:slug>/template/", views.DatasetTemplateView.as_view(), name="dataset-template"),
    path("samples/customers.csv", views.SampleView.as_view(), name="sample"),
]
