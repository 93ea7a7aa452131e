from django.urls import path

from docprocessor.imports.api import edits, preview, provenance, records, rejects, undo, uploads, views

urlpatterns = [
    path("imports/", views.ImportListView.as_view(), name="import-list"),
    path("imports/<uuid:pk>/", views.ImportView.as_view(), name="import"),
    path("imports/<uuid:pk>/cancel/", views.ImportCancelView.as_view(), name="import-cancel"),
    path("imports/<uuid:pk>/pause/", views.ImportPauseView.as_view(), name="import-pause"),
    path("imports/<uuid:pk>/resume/", views.ImportResumeView.as_view(), name="import-resume"),
    path("imports/<uuid:pk>/retry/", views.ImportRetryView.as_view(), name="import-retry"),
    path("imports/<uuid:pk>/undo/", undo.ImportUndoView.as_view(), name="import-undo"),
    path("imports/<uuid:pk>/undo/kept/", undo.ImportKeptRowsView.as_view(), name="import-undo-kept"),
    path("imports/<uuid:pk>/issues/", views.ImportIssuesView.as_view(), name="import-issues"),
    path("imports/<uuid:pk>/records/", records.ImportRecordsView.as_view(), name="import-records"),
    path("imports/<uuid:pk>/edits/", edits.ImportEditsView.as_view(), name="import-edits"),
    path("imports/<uuid:pk>/edits/group/", edits.ImportGroupEditView.as_view(), name="import-edits-group"),
    path("imports/<uuid:pk>/edits/replace/", edits.ImportReplaceView.as_view(), name="import-edits-replace"),
    path("imports/<uuid:pk>/rejects/", rejects.ImportRejectsView.as_view(), name="import-rejects"),
    path("imports/<uuid:pk>/original/", views.ImportOriginalView.as_view(), name="import-original"),
    path("uploads/", uploads.UploadListView.as_view(), name="upload-list"),
    path("uploads/<uuid:pk>/", uploads.UploadView.as_view(), name="upload"),
    path("uploads/<uuid:pk>/draft/", uploads.UploadDraftView.as_view(), name="upload-draft"),
    path("uploads/<uuid:pk>/preview/", preview.UploadPreviewView.as_view(), name="upload-preview"),
    path(
        "datasets/<slug:slug>/rows/<uuid:import_id>/<int:row>/",
        provenance.RowProvenanceView.as_view(),
        name="dataset-row",
    ),
    path(
        "datasets/<slug:slug>/mappings/<slug:fingerprint>/",
        preview.RememberedMappingView.as_view(),
        name="dataset-mapping",
    ),
]
