"""Every address. What no route takes belongs to the page, which has routes of its own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from docprocessor.jobs import health
from docprocessor.lib import problems


@problems.read_only
def page(request: HttpRequest) -> HttpResponse:
    """Serve the one page; its router reads the rest of the address."""
    index = settings.FRONTEND_DIST / "index.html"
    if not index.is_file():
        return problems.problem_response(request, 503, "page_not_built", "The page has not been built; run `make run`.")
    response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("docprocessor.accounts.api.urls")),
    path("api/", include("docprocessor.jobs.api.urls")),
    path("api/", include("docprocessor.datasets.api.urls")),
    path("api/", include("docprocessor.imports.api.urls")),
    path("", include("docprocessor.ingestion.api.urls")),
    path("", include("docprocessor.id_batches.api.urls")),
    path("", include("docprocessor.reports.api.urls")),
    path("", include("docprocessor.tasks.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    re_path(r"^api(/.*)?$", problems.not_found),
    # Beside the doors, too, there is nothing, and not the page.
    re_path(r"^(?:ingest|status|health|assignment)(/.*)?$", problems.not_found),
    re_path(r"^(?!static/|assets/).*$", page, name="page"),
]

handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error
