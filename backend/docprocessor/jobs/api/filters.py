import django_filters
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from docprocessor.jobs.kinds import kinds
from docprocessor.jobs.models import FailureKind, Job, Status
from docprocessor.lib.filters import BooleanFilter, MomentFilter

# Completed, and not all of it well.
PARTIAL = Q(status=Status.COMPLETED, progress_failed__gt=0)


class JobCountsFilter(django_filters.FilterSet):
    """`?kind=&queue=&failure=&quarantined=&search=&created_after=&created_before=`."""

    kind = django_filters.CharFilter(
        help_text="Kinds of which one request may make thousands are left out unless they are named here."
    )
    queue = django_filters.CharFilter()
    failure = django_filters.ChoiceFilter(
        choices=FailureKind.choices, field_name="failure__kind", help_text="What kind of failure ended it."
    )
    quarantined = BooleanFilter(method="keep_quarantined", help_text="Set aside because it took its workers down.")
    search = django_filters.CharFilter(
        method="search_text", help_text="Text in the title or anywhere in the parameters."
    )
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Job
        fields = ()

    def filter_queryset(self, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Keep what the filters ask for; of kinds that lists leave out, only one that is named."""
        if not self.form.cleaned_data.get("kind"):
            queryset = queryset.exclude(kind__in=[kind.name for kind in kinds().values() if not kind.listed])
        kept: QuerySet[Job] = super().filter_queryset(queryset)
        return kept

    def keep_quarantined(self, queryset: QuerySet[Job], name: str, value: bool) -> QuerySet[Job]:
        """Keep the jobs that are set aside, or the others."""
        aside = Q(status=Status.FAILED, failure__kind=FailureKind.CRASHED)
        return queryset.filter(aside if value else ~aside)

    def search_text(self, queryset: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Keep the jobs whose title or parameters hold the text, whatever its case."""
        return queryset.annotate(params_text=Cast("params", TextField())).filter(
            Q(title__icontains=value) | Q(params_text__icontains=value)
        )


class JobFilter(JobCountsFilter):
    """The same, and `?status=&partial=`; several statuses by repeating the name."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    partial = BooleanFilter(method="keep_partial", help_text="Completed, and some of it badly.")

    def keep_partial(self, queryset: QuerySet[Job], name: str, value: bool) -> QuerySet[Job]:
        """Keep the jobs that are completed in part, or the others."""
        return queryset.filter(PARTIAL if value else ~PARTIAL)
