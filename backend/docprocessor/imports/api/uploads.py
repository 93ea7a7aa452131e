"""Resumable uploads: tus 1.0.0 (https://tus.io/protocols/resumable-upload), and what a page needs besides."""

import json
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from docprocessor.accounts.workspace import WorkspaceView
from docprocessor.imports.models import Upload
from docprocessor.imports.uploads import protocol
from docprocessor.imports.uploads.receiving import upload_receive
from docprocessor.imports.uploads.services import gone, is_used, upload_create, upload_delete, upload_draft
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.problems import CHECKSUM_MISMATCH, CONTENT_TYPE, AppError

MOST_DRAFT_BYTES: Final = 64 * 1024
WHOLE_NUMBER: Final = "^[0-9]+$"


def _sent(name: str, description: str = "", *, required: bool = False, **schema: Any) -> OpenApiParameter:
    return OpenApiParameter(
        name, {"type": "string", **schema}, OpenApiParameter.HEADER, description=description, required=required
    )


def _answered(name: str, *statuses: int, kind: Any = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=statuses or True)


def _refused(status: int, description: str) -> dict[tuple[int, str], OpenApiResponse]:
    return {(status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description)}


RESUMABLE = [
    _sent("Tus-Resumable", "The client's version of tus.", enum=[protocol.VERSION]),
    _answered("Tus-Resumable"),
]
EXPIRED = _refused(410, "The upload has expired.") | _refused(412, "Another version of tus is asked for.")
NO_CONTENT = OpenApiResponse(description="No body.")


class UploadLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    preview = serializers.URLField()


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """A file on its way in, or here and not imported yet."""

    is_complete = serializers.SerializerMethodField()
    sha256 = serializers.SerializerMethodField()
    draft = serializers.DictField(read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = (
            "id",
            "name",
            "size",
            "received",
            "is_complete",
            "sha256",
            "expires_at",
            "created_at",
            "draft",
            "links",
        )
        read_only_fields = fields

    def get_is_complete(self, upload: Upload) -> bool:
        """Say whether all of it has come."""
        return upload.received == upload.size

    def get_sha256(self, upload: Upload) -> str | None:
        """Return the hash of the whole file; null until it is known."""
        return upload.sha256 or None

    @extend_schema_field(UploadLinksSerializer)
    def get_links(self, upload: Upload) -> dict[str, str]:
        """Return the addresses around the upload."""

        def link(name: str) -> str:
            return reverse(name, args=[upload.pk], request=self.context.get("request"))

        return {"self": link("upload"), "preview": link("upload-preview")}


class TusView(WorkspaceView[Upload]):
    """The workspace's uploads, spoken of in tus."""

    serializer_class = UploadSerializer
    queryset = Upload.objects.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse whoever speaks another version; who names none is taken to speak this one."""
        super().initial(request, *args, **kwargs)
        version = request.headers.get("Tus-Resumable", protocol.VERSION)
        is_spoken = request.method != "OPTIONS" and request.method in self.allowed_methods
        if version != protocol.VERSION and is_spoken:
            sentence = f"The version of tus that is spoken here is {protocol.VERSION}."
            raise AppError("tus_version", sentence, status=HTTPStatus.PRECONDITION_FAILED)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say the version with every answer."""
        response.headers["Tus-Resumable"] = protocol.VERSION
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            response.headers["Tus-Version"] = protocol.VERSION
        if response.status_code == HTTPStatus.REQUEST_TIMEOUT:
            response.headers["Connection"] = "close"
        return super().finalize_response(request, response, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Upload]:
        """Return the uploads of the principal's workspace."""
        return Upload.objects.filter(workspace=self.principal.workspace)


class UploadListView(mixins.ListModelMixin, TusView):
    """Uploads that are not imported yet, and the door for new ones."""

    def get_queryset(self) -> QuerySet[Upload]:
        """Return what the principal's user has sent and no job was made of, as long as it is kept."""
        mine = super().get_queryset().filter(created_by=self.principal.user, expires_at__gt=Now())
        return mine.annotate(is_used=is_used()).filter(is_used=False)

    def get(self, request: Request) -> Response:
        """Return your uploads that no job has been made of, newest first."""
        return self.list(request)

    @extend_schema(
        request=None,
        responses={201: UploadSerializer, **_refused(412, "Another version of tus is asked for.")},
        parameters=[
            *RESUMABLE,
            _sent("Upload-Length", "How many bytes the file has.", required=True, pattern=WHOLE_NUMBER),
            _sent("Upload-Metadata", "`filename`, and the file's name in Base64."),
            _answered("Location", 201),
            _answered("Upload-Expires", 201),
        ],
    )
    def post(self, request: Request) -> Response:
        """Begin an upload; its bytes are sent to its own address."""
        metadata = request.headers.get("Upload-Metadata", "")
        upload = upload_create(
            workspace=self.principal.workspace,
            created_by=self.principal.user,
            name=protocol.name_in(metadata),
            size=protocol.number_of(request.headers, "Upload-Length"),
            metadata=metadata,
        )
        headers = {"Location": reverse("upload", args=[upload.pk]), "Upload-Expires": _expires(upload)}
        return Response(self.get_serializer(upload).data, status=HTTPStatus.CREATED, headers=headers)

    @extend_schema(
        request=None,
        responses={204: NO_CONTENT},
        parameters=[
            _answered("Tus-Resumable"),
            _answered("Tus-Version", 204),
            _answered("Tus-Extension", 204),
            _answered("Tus-Max-Size", 204, kind=int),
            _answered("Tus-Checksum-Algorithm", 204),
        ],
    )
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Say what of tus is spoken here."""
        headers = {
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
        }
        return Response(status=HTTPStatus.NO_CONTENT, headers=headers)


class UploadBaseView(TusView):
    """One upload, as long as it is kept."""

    def get_queryset(self) -> QuerySet[Upload]:
        """Return the workspace's uploads, and whether they have expired."""
        is_expired = ExpressionWrapper(Q(expires_at__lte=Now()), output_field=BooleanField())
        return super().get_queryset().annotate(is_expired=is_expired)

    def get_object(self) -> Upload:
        """Return the upload. Raises Http404; AppError 410 when it has expired."""
        upload = super().get_object()
        if upload.is_expired:  # type: ignore[attr-defined]  # by the queryset
            raise gone()
        return upload


class UploadView(UploadBaseView):
    """One upload."""

    @extend_schema(parameters=RESUMABLE, responses={200: UploadSerializer, **EXPIRED})
    def get(self, request: Request, pk: str) -> Response:
        """Return the upload, and what its sender has decided so far."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        parameters=[
            *RESUMABLE,
            _answered("Upload-Offset", 200, kind=int),
            _answered("Upload-Length", 200, kind=int),
            _answered("Upload-Expires", 200),
            _answered("Upload-Metadata", 200),
        ],
        responses={200: NO_CONTENT, **EXPIRED},
    )
    def head(self, request: Request, pk: str) -> Response:
        """Say how many bytes are safe, which is where to go on."""
        upload = self.get_object()
        headers = {
            "Upload-Offset": str(upload.received),
            "Upload-Length": str(upload.size),
            "Upload-Expires": _expires(upload),
            "Cache-Control": "no-store",
        }
        if upload.metadata:
            headers["Upload-Metadata"] = upload.metadata
        return Response(headers=headers)

    @extend_schema(
        request={protocol.CHUNK_TYPE: OpenApiTypes.BINARY},
        parameters=[
            *RESUMABLE,
            _sent(
                "Upload-Offset",
                "Where the chunk begins: as many bytes as have come before.",
                required=True,
                pattern=WHOLE_NUMBER,
            ),
            _sent("Upload-Checksum", f"One of {', '.join(protocol.ALGORITHMS)}, and the chunk's digest in Base64."),
            _answered("Upload-Offset", 204, kind=int),
            _answered("Upload-Expires", 204),
        ],
        responses={
            204: NO_CONTENT,
            **EXPIRED,
            **_refused(408, "The line was cut or silent; what has come is kept."),
            **_refused(409, "The chunk does not begin where the last one ended."),
            **_refused(423, "Another request is sending the file at this moment."),
            **_refused(CHECKSUM_MISMATCH, "The checksum is another; nothing of the chunk is kept."),
        },
    )
    def patch(self, request: Request, pk: str) -> Response:
        """Append bytes. They are stored as they come, and kept also when the line drops."""
        upload = self.get_object()
        kind = request.content_type
        if kind.partition(";")[0].strip().lower() != protocol.CHUNK_TYPE:
            raise UnsupportedMediaType(kind)
        upload = upload_receive(
            upload,
            request._request,
            offset=protocol.number_of(request.headers, "Upload-Offset"),
            checksum=protocol.checksum_of(request.headers),
        )
        headers = {"Upload-Offset": str(upload.received), "Upload-Expires": _expires(upload)}
        return Response(status=HTTPStatus.NO_CONTENT, headers=headers)

    @extend_schema(parameters=RESUMABLE, responses={204: NO_CONTENT, **EXPIRED})
    def delete(self, request: Request, pk: str) -> Response:
        """End the upload, and delete its file unless a job was made of it."""
        upload_delete(self.get_object().pk, self.get_queryset())
        return Response(status=HTTPStatus.NO_CONTENT)


class UploadDraftView(UploadBaseView):
    """What the sender of an upload has decided so far."""

    @extend_schema(request=OpenApiTypes.OBJECT, parameters=RESUMABLE, responses={200: UploadSerializer, **EXPIRED})
    def put(self, request: Request, pk: str) -> Response:
        """Keep any JSON object with the upload, in the place of what was kept before; 64 KB at most."""
        upload = self.get_object()
        upload_draft(upload, _checked_draft(request.data))
        return Response(self.get_serializer(self.get_object()).data)


def _checked_draft(draft: Any) -> dict[str, Any]:
    if not isinstance(draft, dict):
        raise AppError("invalid", "A draft is a JSON object.")
    if len(json.dumps(draft)) > MOST_DRAFT_BYTES:
        raise AppError("too_large", "A draft has 64 KB at most.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return draft


def _expires(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())
