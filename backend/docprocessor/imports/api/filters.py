import django_filters
from django.db.models import Q, QuerySet

from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import Status


class ImportFilter(django_filters.FilterSet):
    """`?status=&dataset=&search=&created_after=&created_before=`; several statuses by repeating the name."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    dataset = django_filters.CharFilter(field_name="dataset_slug")
    search = django_filters.CharFilter(method="search_text", help_text="Text in the file's or the dataset's name.")
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = ImportJob
        fields = ()

    def search_text(self, queryset: QuerySet[ImportJob], name: str, value: str) -> QuerySet[ImportJob]:
        """Keep the imports whose file or dataset is called so."""
        return queryset.filter(Q(title__icontains=value) | Q(dataset_slug__icontains=value))


class IssueFilter(django_filters.FilterSet):
    """`?code=&column=`."""

    code = django_filters.CharFilter()
    column = django_filters.CharFilter()
