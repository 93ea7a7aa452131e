"""The one settings file: every environment key is read here, typed and checked at start.

`.env_example` documents each key; a test holds the two together.
"""

import logging
from pathlib import Path
from typing import Any

import environ
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from docprocessor.lib.logging import logging_config

BACKEND = Path(__file__).resolve().parent.parent
ROOT = BACKEND.parent

env = environ.Env()
environ.Env.read_env(ROOT / ".env")  # what the environment already holds wins

# --- Process ---------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. `make run` writes one into .env; elsewhere set it yourself.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])

# --- First start: what `manage.py setup` plants -----------------------------------------------
API_KEY = env.str("API_KEY", default="")
ADMIN_EMAIL = env.str("ADMIN_EMAIL", default="admin@example.com")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")

# --- Limits ----------------------------------------------------------------------------------
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=2 * 1024**3)
# A record longer than this is refused by itself; it also bounds what one unclosed quote can swallow.
IMPORT_MAX_RECORD_BYTES = env.int("IMPORT_MAX_RECORD_BYTES", default=16 * 1024**2)
IMPORT_BATCH_ROWS = env.int("IMPORT_BATCH_ROWS", default=50_000)

# --- Jobs ------------------------------------------------------------------------------------
JOB_QUEUES = ("imports", "default", "reports")
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=25)
JOB_HEARTBEAT_SECONDS = env.int("JOB_HEARTBEAT_SECONDS", default=8)
JOB_MAX_CRASHES = env.int("JOB_MAX_CRASHES", default=3)
JOB_CANCEL_SECONDS = env.int("JOB_CANCEL_SECONDS", default=2)
WORKER_STOP_SECONDS = env.int("WORKER_STOP_SECONDS", default=20)
JOB_STUCK_SECONDS = env.int("JOB_STUCK_SECONDS", default=600)
JOB_LIMITS: dict[str, int] = env.dict("JOB_LIMITS", cast={"value": int}, default={})
JOB_WORKSPACE_LIMITS: dict[str, int] = env.dict("JOB_WORKSPACE_LIMITS", cast={"value": int}, default={})
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=3)
if JOB_HEARTBEAT_SECONDS * 2 >= JOB_LEASE_SECONDS:
    raise ImproperlyConfigured(
        "JOB_LEASE_SECONDS must be more than twice JOB_HEARTBEAT_SECONDS, or one late heartbeat loses a job."
    )
# What the doors stand in for: a call after every 100 records, and the fetch of an id; 0 leaves the wait out.
EXTERNAL_CALL = env.str("EXTERNAL_CALL", default="docprocessor.ingestion.external_call.simulated")
EXTERNAL_CALL_SECONDS = env.float("EXTERNAL_CALL_SECONDS", default=0.5)
ID_FETCH_SECONDS = env.float("ID_FETCH_SECONDS", default=0.2)
# How far apart batches of ids start, over all requests, workers and machines.
ID_BATCH_SECONDS = env.float("ID_BATCH_SECONDS", default=5.0)
# What fetches an id, as a dotted path to a function.
ID_SOURCE = env.str("ID_SOURCE", default="docprocessor.id_batches.source.simulated")
# What one report may take.
REPORT_MAX_MEMORY_MB = env.int("REPORT_MAX_MEMORY_MB", default=1_024)
REPORT_MAX_SECONDS = env.int("REPORT_MAX_SECONDS", default=300)
if min(EXTERNAL_CALL_SECONDS, ID_FETCH_SECONDS) < 0 or ID_BATCH_SECONDS <= 0:
    raise ImproperlyConfigured("A wait is 0 seconds or more, and batches of ids start more than 0 seconds apart.")
# Each kind of job, as a dotted path to its class. `jobs` never imports one by itself.
JOB_KINDS = [
    "docprocessor.datasets.reshaping.schema_change_kind.SchemaChange",
    "docprocessor.imports.kind.CsvImport",
    "docprocessor.imports.undo_kind.Undo",
    "docprocessor.imports.mending.merge_kind.Merge",
    "docprocessor.ingestion.kind.RecordIngest",
    "docprocessor.reports.kind.FeedbackReport",
    "docprocessor.id_batches.kind.IdBatch",
    "docprocessor.tasks.kinds.csv_processing.CsvProcessing",
    "docprocessor.tasks.kinds.email_sending.EmailSending",
    "docprocessor.tasks.kinds.image_processing.ImageProcessing",
    *env.list("EXTRA_JOB_KINDS", default=[]),
]

# --- What is kept, and for how long; 0 keeps it for ever ---------------------------------------
KEEP_FILES_DAYS = env.int("KEEP_FILES_DAYS", default=90)
KEEP_UNDO_DAYS = env.int("KEEP_UNDO_DAYS", default=90)
KEEP_EVENTS_DAYS = env.int("KEEP_EVENTS_DAYS", default=90)
KEEP_JOBS_DAYS = env.int("KEEP_JOBS_DAYS", default=0)
KEEP_REQUEST_KEYS_HOURS = env.int("KEEP_REQUEST_KEYS_HOURS", default=24)
KEEP_UPLOADS_HOURS = env.int("KEEP_UPLOADS_HOURS", default=72)
if 0 < KEEP_REQUEST_KEYS_HOURS < 24:
    raise ImproperlyConfigured("KEEP_REQUEST_KEYS_HOURS must be 24 or more, or 0 for ever: clients count on it.")
if KEEP_UPLOADS_HOURS < 1:
    raise ImproperlyConfigured("KEEP_UPLOADS_HOURS must be 1 or more: an upload says when it expires.")
if min(KEEP_FILES_DAYS, KEEP_UNDO_DAYS, KEEP_EVENTS_DAYS, KEEP_JOBS_DAYS, KEEP_REQUEST_KEYS_HOURS) < 0:
    raise ImproperlyConfigured("What is kept is kept for a number of days or hours, or for 0, which is for ever.")
# The rules, in the order in which they run: what hangs on a job goes before the job.
JOB_RETENTION = [
    "docprocessor.jobs.retention.RequestKeys",
    "docprocessor.jobs.retention.GateSlots",
    "docprocessor.jobs.retention.Workers",
    "docprocessor.jobs.retention.Events",
    "docprocessor.imports.uploads.retention.Uploads",
    "docprocessor.imports.retention.Files",
    "docprocessor.imports.retention.FileUses",
    "docprocessor.tasks.retention.Thumbnails",
    "docprocessor.tasks.retention.MailFiles",
    "docprocessor.imports.retention.UndoData",
    "docprocessor.ingestion.retention.Payloads",
    "docprocessor.reports.retention.Documents",
    "docprocessor.id_batches.retention.Ingestions",
    "docprocessor.jobs.retention.FinishedJobs",
    "docprocessor.imports.retention.StrayIssues",
    "docprocessor.imports.retention.StrayPatches",
    "docprocessor.imports.retention.StrayTables",
    "docprocessor.imports.retention.StrayFiles",
    "docprocessor.reports.retention.StrayDocuments",
]
# What a scheduler does now and then: a function, and how many seconds lie between.
JOB_PERIODIC: dict[str, tuple[str, float]] = {"retention": ("docprocessor.jobs.retention.run", 3600)}

# --- PostgreSQL ------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL", default="postgresql:///docprocessor")}
DATABASES["default"] |= {"ENGINE": "docprocessor.lib.postgresql", "CONN_HEALTH_CHECKS": True}
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=0)
if DATABASE_POOL_SIZE:  # for the web processes, whose threads come and go; a worker holds its one connection
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # the engine checks them its own way
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL_SIZE,
        "timeout": 10,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery: a message is only a hint that there is work ----------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://localhost:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # or a worker would end after an hour without its broker
# A hint that cannot be sent is soon given up: the request that sends it must not wait for a broker that is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_TASK_SEND_SENT_EVENT = True
CELERY_TIMEZONE = "UTC"

# --- Files -----------------------------------------------------------------------------------
STORAGE_ROOT = Path(env.str("STORAGE_ROOT", default=str(ROOT / ".data" / "files")))
if not STORAGE_ROOT.is_absolute():
    STORAGE_ROOT = ROOT / STORAGE_ROOT
FRONTEND_DIST = Path(env.str("FRONTEND_DIST", default=str(ROOT / "frontend" / "dist")))
if not FRONTEND_DIST.is_absolute():
    FRONTEND_DIST = ROOT / FRONTEND_DIST
MEDIA_ROOT = STORAGE_ROOT
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(STORAGE_ROOT), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Beside the store, so that a finished upload is moved by a rename and never copied.
FILE_UPLOAD_TEMP_DIR = str(STORAGE_ROOT / "incoming")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["docprocessor.imports.uploading.HashingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2

# --- Mail ------------------------------------------------------------------------------------
# Written into files, unless it names a server: smtp+tls://user:password@host:587.
_mail = env.email_url("EMAIL_URL", default="filemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "localhost", _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(STORAGE_ROOT / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="docprocessor@localhost")

# --- Django ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_filters",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "docprocessor.accounts",
    "docprocessor.jobs",
    "docprocessor.datasets",
    "docprocessor.imports",
    "docprocessor.ingestion",
    "docprocessor.id_batches",
    "docprocessor.reports",
    "docprocessor.tasks",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "docprocessor.lib.chunked_body.ChunkedBody",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "docprocessor.urls"
ASGI_APPLICATION = "docprocessor.asgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
APPEND_SLASH = True
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # what the apps ship (the API pages) is served without a collecting step
WHITENOISE_ROOT = FRONTEND_DIST if FRONTEND_DIST.is_dir() else None
# What Vite names by its content's hash never changes under that name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+[.-][A-Za-z0-9_-]{8,}\.\w+$"

# --- Security --------------------------------------------------------------------------------
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
CSRF_FAILURE_VIEW = "docprocessor.lib.problems.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],  # the component library sets style attributes
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [
    *default_headers,
    "x-api-key",
    "idempotency-key",
    "tus-resumable",
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-checksum",
    "x-http-method-override",
]
CORS_EXPOSE_HEADERS = [
    "Location",
    "Retry-After",
    "ETag",
    "Content-Disposition",
    "Idempotency-Replayed",
    "Tus-Resumable",
    "Tus-Version",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Checksum-Algorithm",
    "Upload-Length",
    "Upload-Offset",
    "Upload-Metadata",
    "Upload-Expires",
]

# --- REST framework --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "docprocessor.accounts.authentication.ApiKeyAuthentication",
        "docprocessor.accounts.authentication.WorkspaceSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["docprocessor.accounts.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["docprocessor.lib.parsing.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "docprocessor.lib.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "docprocessor.lib.openapi.ProblemAutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # what an address takes stands in the OpenAPI document
    "EXCEPTION_HANDLER": "docprocessor.lib.problems.exception_handler",
    # Who is slowed down is told by the connection, or by the one proxy that speaks HTTPS for us; the header
    # X-Forwarded-For alone is anybody's to write.
    "NUM_PROXIES": 1 if SECURE_COOKIES else 0,
    "DEFAULT_THROTTLE_RATES": {"sign-in": "10/min"},
    "URL_FORMAT_OVERRIDE": None,  # `?format=` chooses an export's format, not a renderer
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_DESCRIPTION = """Five doors, one way of working: what is sent is checked and stored, the answer comes at once
(202, `Location`, `Retry-After`), and the outcome is asked for at the address that was given.

- **Keys.** Every operation but health needs `X-API-KEY`, or a signed-in session with `X-CSRFToken`.
- **Errors** are `application/problem+json` (RFC 9457): `code` for programs, `detail` for people, `errors` by field.
  `/ingest`, `/status/…` and `/assignment/…` answer `{"error": "…", "details": {…}}` in its place.
- **Sending twice.** With an `Idempotency-Key`, the same request is done once, and answered the same.
- **Lists** are pages: `limit`, and `next` and `previous` in the answer.
- **Times** are ISO 8601 in UTC, ids UUIDv7.
"""
# By the apps' names; those of the five doors first.
API_TAGS = {
    "Imports": "Files with rows, into datasets: uploads, previews, imports, their faults, mending and undoing.",
    "Bulk records": "Students as JSON, up to 1,000 at a time, into the dataset `students`.",
    "Batches of ids": "Ids fetched three at a time, one batch in five seconds over all that anybody sends.",
    "Feedback reports": "What a student did, in its order, as a page or as a PDF.",
    "Tasks": "Statistics of tables, emails, images: work that is done for its own sake.",
    "Datasets": "Typed tables, described by Table Schema: their rows, exports and schemas.",
    "Jobs": "All work in one vocabulary, whatever door it came by; workers and queues.",
    "Access": "Keys, and the browser's session.",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "DocProcessor",
    "DESCRIPTION": API_DESCRIPTION,
    "TAGS": [{"name": name, "description": description} for name, description in API_TAGS.items()],
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "PREPROCESSING_HOOKS": ["docprocessor.lib.openapi.with_head_and_options"],
    "ENUM_NAME_OVERRIDES": {
        "JobStatusEnum": "docprocessor.jobs.models.Status",
        "TaskStatusEnum": "docprocessor.tasks.words.TaskStatus",
        "ServiceHealthEnum": "docprocessor.tasks.api.health.STATES",
        "TaskTypeEnum": "docprocessor.tasks.words.TaskType",
        "EventTypeEnum": "docprocessor.jobs.models.EventType",
        "HealthyEnum": ["healthy"],
        "AcceptedEnum": ["PENDING"],
        "ScopeEnum": "docprocessor.accounts.models.Scope",
        "FieldTypeEnum": "docprocessor.datasets.schema.TYPES",
        "IdBatchWordEnum": "docprocessor.id_batches.batching.Word",
        "IdStatusEnum": "docprocessor.id_batches.models.IdStatus",
        "FormatEnum": ["delimited", "xlsx", "jsonl", "json"],
        "ReportFormatEnum": "docprocessor.reports.models.Format",
    },
}

# --- Logs ------------------------------------------------------------------------------------
LOGGING = logging_config(
    level=env.str("LOG_LEVEL", default="info"), log_format=env.str("LOG_FORMAT", default="console")
)
LOGGING_CONFIG = "logging.config.dictConfig"
DJANGO_STRUCTLOG_CELERY_ENABLED = False
DJANGO_STRUCTLOG_REQUEST_CANCELLED_LOG_LEVEL = logging.INFO  # who closes a page leaves its stream of events
