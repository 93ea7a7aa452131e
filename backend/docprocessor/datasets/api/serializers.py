from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from docprocessor.datasets.models import DATASET_SLUG, Dataset
from docprocessor.datasets.schema import TYPES
from docprocessor.datasets.services import real_loads
from docprocessor.datasets.storage.tables import row_count
from docprocessor.jobs.models import Job


class ConstraintsSerializer(serializers.Serializer[Any]):
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]  # the standard's own word
    unique = serializers.BooleanField(required=False)
    enum = serializers.ListField(child=serializers.JSONField(), required=False)
    minimum = serializers.JSONField(required=False)
    maximum = serializers.JSONField(required=False)
    minLength = serializers.IntegerField(required=False)
    maxLength = serializers.IntegerField(required=False)
    pattern = serializers.CharField(required=False)


class TypeSerializer(serializers.Serializer[Any]):
    """What a field says of how its values are written."""

    type = serializers.ChoiceField(choices=TYPES, required=False)
    format = serializers.CharField(required=False)
    trueValues = serializers.ListField(child=serializers.CharField(), required=False)
    falseValues = serializers.ListField(child=serializers.CharField(), required=False)
    decimalChar = serializers.CharField(required=False)
    groupChar = serializers.CharField(required=False)


class FieldSerializer(TypeSerializer):
    name = serializers.CharField()
    title = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    aliases = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What else files may call it; not of the standard."
    )
    example = serializers.CharField(required=False)
    constraints = ConstraintsSerializer(required=False)


class TableSchemaSerializer(serializers.Serializer[Any]):
    """A Table Schema document (https://datapackage.org/standard/table-schema/); kept as it was sent."""

    fields = FieldSerializer(many=True)  # type: ignore[assignment]  # the standard's own word
    primaryKey = serializers.ListField(child=serializers.CharField(), required=False)
    missingValues = serializers.ListField(child=serializers.CharField(), required=False)


@extend_schema_field(TableSchemaSerializer)
class TableSchemaField(serializers.JSONField):
    """A document kept as it was sent; what is wrong with it is said by its own reader."""


class DatasetLinksSerializer(serializers.Serializer[Any]):
    self = serializers.URLField()
    rows = serializers.URLField()
    template = serializers.URLField()
    export = serializers.URLField()


class LastImportSerializer(serializers.ModelSerializer[Job]):
    """The import that was given to a dataset last."""

    class Meta:
        model = Job
        fields = ("id", "title", "status", "created_at", "finished_at")


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    """A dataset, how many rows it has, and what was imported into it; of that, dry runs do not count."""

    schema = TableSchemaField()
    row_count = serializers.SerializerMethodField()
    row_count_estimated = serializers.SerializerMethodField()
    import_count = serializers.SerializerMethodField()
    last_import = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Dataset
        fields = (
            "slug",
            "title",
            "description",
            "schema",
            "row_count",
            "row_count_estimated",
            "import_count",
            "last_import",
            "created_at",
            "updated_at",
            "links",
        )

    def to_representation(self, dataset: Dataset) -> dict[str, Any]:
        """Count the rows once for both of its fields."""
        self._counted = row_count(dataset)
        return super().to_representation(dataset)

    def get_row_count(self, dataset: Dataset) -> int:
        """Return the count."""
        return self._counted[0]

    def get_row_count_estimated(self, dataset: Dataset) -> bool:
        """Say whether the count is PostgreSQL's estimate."""
        return self._counted[1]

    def get_import_count(self, dataset: Dataset) -> int:
        """Count the imports."""
        return real_loads(dataset).count()

    @extend_schema_field(LastImportSerializer(allow_null=True))
    def get_last_import(self, dataset: Dataset) -> Any:
        """Return the last import."""
        load = real_loads(dataset).select_related("job").order_by("-pk").first()
        return load and LastImportSerializer(load.job).data

    @extend_schema_field(DatasetLinksSerializer)
    def get_links(self, dataset: Dataset) -> dict[str, str]:
        """Return the addresses around the dataset."""
        request = self.context.get("request")
        rows = reverse("dataset-rows", args=[dataset.slug], request=request)
        return {
            "self": reverse("dataset", args=[dataset.slug], request=request),
            "rows": rows,
            "template": reverse("dataset-template", args=[dataset.slug], request=request),
            "export": f"{rows}?format=csv",
        }


class DatasetCreateSerializer(serializers.Serializer[Any]):
    slug = serializers.RegexField(DATASET_SLUG, required=False)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, default="")
    schema = TableSchemaField()


class DatasetUpdateSerializer(serializers.ModelSerializer[Dataset]):
    """What can be changed of a dataset that has rows."""

    closed: ClassVar[bool] = True

    class Meta:
        model = Dataset
        fields = ("title", "description")

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what cannot be changed, rather than pass over it."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: ["This cannot be changed here."] for name in unknown})
        return super().to_internal_value(data)


class RowPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = serializers.ListField(
        child=serializers.DictField(),
        help_text="One object a row: each field's value, `_import` (the id of the import it came by) and `_row`.",
    )
