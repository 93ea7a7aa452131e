import django_filters
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from docprocessor.jobs.models import Job, Status


class JobFilter(django_filters.FilterSet):
    """`?status=&kind=&search=&created_after=&created_before=`; several statuses by repeating the name."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    kind = django_filters.CharFilter()
    search = django_filters.CharFilter(
        method="search_text", help_text="Text in the title or anywhere in the parameters."
    )
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Job
        fields = ()

    def search_text(self, queryset: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Keep the jobs whose title or parameters hold the text, whatever its case."""
        return queryset.annotate(params_text=Cast("params", TextField())).filter(
            Q(title__icontains=value) | Q(params_text__icontains=value)
        )
