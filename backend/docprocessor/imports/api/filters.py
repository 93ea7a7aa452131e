import django_filters
from django.db.models import Q, QuerySet

from docprocessor.imports.models import ImportJob
from docprocessor.jobs.models import Status
from docprocessor.lib.filters import BooleanFilter, MomentFilter


class ImportFilter(django_filters.FilterSet):
    """`?status=&dataset=&search=&created_by=&dry_run=&undone=&created_after=&created_before=`.

    Several statuses by repeating the name.
    """

    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    dataset = django_filters.CharFilter(field_name="dataset_slug")
    search = django_filters.CharFilter(method="search_text", help_text="Text in the file's or the dataset's name.")
    created_by = django_filters.CharFilter(
        field_name="created_by__email", lookup_expr="iexact", help_text="The e-mail address of who started it."
    )
    dry_run = BooleanFilter(method="keep_dry_runs", help_text="Whether it only checked its file.")
    undone = BooleanFilter(method="keep_undone", help_text="Whether it has been taken back.")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = ImportJob
        fields = ()

    def search_text(self, queryset: QuerySet[ImportJob], name: str, value: str) -> QuerySet[ImportJob]:
        """Keep the imports whose file or dataset is called so."""
        return queryset.filter(Q(title__icontains=value) | Q(dataset_slug__icontains=value))

    def keep_dry_runs(self, queryset: QuerySet[ImportJob], name: str, value: bool) -> QuerySet[ImportJob]:
        """Keep the dry runs, or the others."""
        return queryset.filter(params__dry_run=True) if value else queryset.exclude(params__dry_run=True)

    def keep_undone(self, queryset: QuerySet[ImportJob], name: str, value: bool) -> QuerySet[ImportJob]:
        """Keep the imports that were taken back, or the others."""
        undone = Q(undone_by__isnull=False, undone_by__status=Status.COMPLETED)
        return queryset.filter(undone) if value else queryset.exclude(undone)


class IssueFilter(django_filters.FilterSet):
    """`?code=&column=`."""

    code = django_filters.CharFilter()
    column = django_filters.CharFilter()
