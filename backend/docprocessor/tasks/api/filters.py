"""Which tasks are listed."""

from collections.abc import Sequence

import django_filters
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from docprocessor.jobs.models import Job
from docprocessor.tasks.words import TaskStatus, TaskType, job_statuses


class TaskFilter(django_filters.FilterSet):
    """`?status=&task_type=&search=`; several statuses or types by repeating the name."""

    status = django_filters.MultipleChoiceFilter(choices=TaskStatus.choices, method="keep_statuses")
    task_type = django_filters.MultipleChoiceFilter(choices=TaskType.choices, field_name="kind")
    search = django_filters.CharFilter(method="search_text", help_text="Text in the name or in the parameters.")

    class Meta:
        model = Job
        fields = ()

    def keep_statuses(self, queryset: QuerySet[Job], name: str, value: Sequence[str]) -> QuerySet[Job]:
        """Keep the tasks that stand where one of the words says."""
        return queryset.filter(status__in=job_statuses(value)) if value else queryset

    def search_text(self, queryset: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Keep the tasks whose name or parameters hold the text, whatever its case."""
        return queryset.annotate(params_text=Cast("params", TextField())).filter(
            Q(title__icontains=value) | Q(params_text__icontains=value)
        )
