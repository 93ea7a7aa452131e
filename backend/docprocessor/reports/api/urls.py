from django.urls import path

from docprocessor.reports.api import assignment, views

urlpatterns = [
    path("api/reports/", views.ReportListView.as_view(), name="report-list"),
    path("api/reports/<uuid:pk>/", views.ReportView.as_view(), name="report"),
    path("api/reports/<uuid:pk>/again/", views.ReportAgainView.as_view(), name="report-again"),
    path("assignment/html", assignment.HtmlSubmissionView.as_view(), name="assignment-html"),
    path("assignment/pdf", assignment.PdfSubmissionView.as_view(), name="assignment-pdf"),
    path("assignment/html/<uuid:task_id>", assignment.HtmlDocumentView.as_view(), name="assignment-html-document"),
    path("assignment/pdf/<uuid:task_id>", assignment.PdfDocumentView.as_view(), name="assignment-pdf-document"),
]
