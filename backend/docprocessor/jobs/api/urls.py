from django.urls import path

from docprocessor.jobs.api import bulk, control, events, fleet, submission, views

urlpatterns = [
    path("jobs/", submission.JobsView.as_view(), name="job-list"),
    path("jobs/counts/", views.JobCountsView.as_view(), name="job-counts"),
    path("jobs/bulk/", bulk.JobBulkView.as_view(), name="job-bulk"),
    path("jobs/<uuid:pk>/", views.JobView.as_view(), name="job"),
    path("jobs/<uuid:pk>/again/", submission.JobAgainView.as_view(), name="job-again"),
    path("jobs/<uuid:pk>/attempts/", control.JobAttemptsView.as_view(), name="job-attempts"),
    path("jobs/<uuid:pk>/cancel/", control.JobCancelView.as_view(), name="job-cancel"),
    path("jobs/<uuid:pk>/pause/", control.JobPauseView.as_view(), name="job-pause"),
    path("jobs/<uuid:pk>/resume/", control.JobResumeView.as_view(), name="job-resume"),
    path("jobs/<uuid:pk>/retry/", control.JobRetryView.as_view(), name="job-retry"),
    path("jobs/<uuid:pk>/events/", events.JobEventsView.as_view(), name="job-events"),
    path("workers/", fleet.WorkerListView.as_view(), name="workers"),
    path("queues/", fleet.QueueListView.as_view(), name="queues"),
    path("kinds/", views.KindListView.as_view(), name="kind-list"),
]
