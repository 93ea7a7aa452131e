import django_filters
from django.db.models import Q, QuerySet

from docprocessor.jobs.models import Status
from docprocessor.reports.models import Format, Report


class ReportFilter(django_filters.FilterSet):
    """`?format=&status=&search=`. Several statuses by repeating the name."""

    format = django_filters.ChoiceFilter(choices=Format.choices)
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    search = django_filters.CharFilter(method="search_text", help_text="Text in the student's id or the namespace.")

    class Meta:
        model = Report
        fields = ()

    def search_text(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Keep the reports of such a student or namespace."""
        return queryset.filter(Q(student_id__icontains=value) | Q(namespace__icontains=value))
