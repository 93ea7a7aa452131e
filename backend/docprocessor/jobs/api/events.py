"""A job's events: as a stream, or in pages."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from docprocessor.jobs import streams
from docprocessor.jobs.api.views import JobBaseView
from docprocessor.jobs.models import TERMINAL, Event, EventType
from docprocessor.lib.connections import let_go_of_the_database
from docprocessor.lib.openapi import ProblemSerializer
from docprocessor.lib.paging import KeysetPagination
from docprocessor.lib.problems import CONTENT_TYPE

STREAM = "text/event-stream"
# A proxy that gathers an answer before it passes it on would hold the events back.
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HIGHEST = 2**63 - 1


class EventStreamRenderer(JSONRenderer):
    """Stands for the stream in the negotiation; what it writes itself is a problem, when there is no stream."""

    media_type = STREAM
    format = "event-stream"


class EventSerializer(serializers.ModelSerializer[Event]):
    """Something that happened to a job."""

    data = serializers.DictField(read_only=True)  # type: ignore[assignment]  # every serializer has a `data` itself

    class Meta:
        model = Event
        fields = ("number", "type", "attempt", "at", "data")
        read_only_fields = fields


class StreamedEventSerializer(serializers.Serializer[Any]):
    """One event of the stream."""

    id = serializers.CharField(help_text="Its number.")
    event = serializers.ChoiceField(choices=EventType.choices)
    data = serializers.CharField(help_text="A JSON object, with `at` and `attempt`.")  # type: ignore[assignment]


class EventPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = EventSerializer(many=True)


class EventQuerySerializer(serializers.Serializer[Any]):
    """Which events are wanted."""

    after = serializers.IntegerField(
        min_value=0, max_value=HIGHEST, required=False, help_text="The last event that is known already."
    )
    type = serializers.MultipleChoiceField(
        choices=EventType.choices, required=False, help_text="Several by repeating the name."
    )
    attempt = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class EventPagination(KeysetPagination):
    """Events as they happened."""

    ordering = ("number",)


class TooManyStreams(exceptions.APIException):
    """A process takes so many streams, and no more."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "too_many_streams"
    default_detail = "Too many event streams are open; ask for the job's status instead, or try again later."
    wait = 9


class JobEventsView(JobBaseView):
    """What happened to a job."""

    pagination_class = EventPagination
    renderer_classes = (EventStreamRenderer, JSONRenderer)

    @extend_schema(
        parameters=[
            EventQuerySerializer,
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1}),
            OpenApiParameter(
                "Last-Event-ID",
                {"type": "integer", "minimum": 0},
                OpenApiParameter.HEADER,
                description="Wins over `after`.",
            ),
        ],
        responses={
            (200, STREAM): StreamedEventSerializer,
            (200, "application/json"): EventPageSerializer,
            204: OpenApiResponse(description="The job has ended and there is no further event: do not come back."),
            (503, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "Too many streams are open."),
        },
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Return the job's events from the first, as Server-Sent Events until the job has ended; as pages to who
        accepts only JSON.

        A stream's ids are the events' numbers: `Last-Event-ID` (or `after`) goes on after one, without gap or repeat.
        """
        job = self.get_object()
        query = request.query_params.copy()
        streamed = isinstance(request.accepted_renderer, EventStreamRenderer)
        if streamed and (last := request.headers.get("Last-Event-ID")):
            query["after"] = last
        wanted = EventQuerySerializer(data=query)
        wanted.is_valid(raise_exception=True)
        EventPagination().get_page_size(request)  # one that is none is refused by a stream, too
        filters = dict(wanted.validated_data)
        after = filters.pop("after", -1)
        if types := filters.pop("type", None):
            filters["type__in"] = types
        events: Any = job.events.filter(number__gt=after, **filters)
        if not streamed:
            page = self.paginate_queryset(events)
            return self.get_paginated_response(EventSerializer(page, many=True).data)
        if job.status in TERMINAL and not events.exists():
            return HttpResponse(status=status.HTTP_204_NO_CONTENT)  # else a browser would come back for ever
        if streams.is_full():
            raise TooManyStreams
        if request.method == "HEAD":
            return HttpResponse(content_type=STREAM, headers=STREAM_HEADERS)
        let_go_of_the_database()
        return StreamingHttpResponse(
            streams.stream(job.pk, after=after, **filters), content_type=STREAM, headers=STREAM_HEADERS
        )
