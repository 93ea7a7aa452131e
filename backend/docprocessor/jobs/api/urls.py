from django.urls import path

from docprocessor.jobs.api import submission, views

urlpatterns = [
    path("jobs/", submission.JobsView.as_view(), name="job-list"),
    path("jobs/<uuid:pk>/", views.JobView.as_view(), name="job"),
    path("jobs/<uuid:pk>/again/", submission.JobAgainView.as_view(), name="job-again"),
    path("jobs/<uuid:pk>/cancel/", views.JobCancelView.as_view(), name="job-cancel"),
    path("jobs/<uuid:pk>/retry/", views.JobRetryView.as_view(), name="job-retry"),
    path("kinds/", views.KindListView.as_view(), name="kind-list"),
]
