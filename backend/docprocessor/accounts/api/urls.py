from django.urls import path

from docprocessor.accounts.api import views

urlpatterns = [
    path("session/", views.SessionView.as_view(), name="session"),
    path("keys/", views.ApiKeyListView.as_view(), name="api-key-list"),
    path("keys/<uuid:pk>/", views.ApiKeyView.as_view(), name="api-key"),
]
