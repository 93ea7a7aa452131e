"""`image_processing`: images made smaller, with thumbnails to look at."""

from typing import Any, ClassVar, Final

from rest_framework import serializers

from docprocessor.accounts.models import Workspace
from docprocessor.imports.files import file_key
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.kinds import Kind
from docprocessor.jobs.models import Job
from docprocessor.lib.strict_fields import StrictIntegerField
from docprocessor.tasks.fields import UploadField
from docprocessor.tasks.pictures.making import made_and_refused, make_all
from docprocessor.tasks.pictures.thumbnails import refuse_without_thumbnails, thumbnails_delete
from docprocessor.tasks.titles import title_of
from docprocessor.tasks.uploads import refuse_without_files, use_uploads

MOST: Final = 20
MADE: Final = 5


class ImageProcessingParameters(serializers.Serializer[Any]):
    """Which images, and how large they may be."""

    num_images = StrictIntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=f"How many are made up; {MADE} if it is not said.",
    )
    target_width = StrictIntegerField(min_value=100, max_value=2_000, default=800, help_text="Pixels, at most.")
    target_height = StrictIntegerField(min_value=100, max_value=2_000, default=600, help_text="Pixels, at most.")
    images = serializers.ListField(
        child=UploadField(),
        min_length=1,
        max_length=MOST,
        required=False,
        help_text="Images to work on instead: JPEG, PNG, WebP, GIF, BMP or TIFF.",
    )

    def validate_images(self, value: list[Any]) -> list[Any]:
        """Each image is named once."""
        if len(set(value)) < len(value):
            raise serializers.ValidationError("An upload is named twice.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """There are as many images as there are uploads."""
        images = attrs.get("images", [])
        if attrs.setdefault("num_images", len(images) or MADE) != len(images) and images:
            message = f"There are {len(images)} uploads; leave this out, or let it be as many."
            raise serializers.ValidationError({"num_images": message})
        return attrs


class ImageProcessing(Kind):
    """Makes images smaller."""

    name: ClassVar[str] = "image_processing"
    title: ClassVar[str] = "Resizing of images"
    description: ClassVar[str] = "Makes images fit into a width and a height, and keeps the results to look at."
    parameters: ClassVar[type[serializers.BaseSerializer[Any]]] = ImageProcessingParameters
    # Each takes a core, and up to a gigabyte for an image of the largest kind.
    limit: ClassVar[int | None] = 2

    def job(self, *, workspace: Workspace, params: dict[str, Any], source: Job | None = None) -> Job:
        """Return a new job. Raises AppError 400 for uploads that are not there."""
        job = super().job(workspace=workspace, params=params, source=source)
        named = {f"images.{place}": upload_id for place, upload_id in enumerate(params.get("images", []))}
        uses = use_uploads(job, named, source=source)
        others = f" and {len(uses) - 1} more" if uses[1:] else ""
        title = f"{uses[0].name}{others}"[:255] if uses else f"{params['num_images']} made-up images"
        job.title = title_of(title, params, source)
        return job

    def before_retry(self, job: Job) -> None:
        """Refuse to go on without the uploads, or without what was made of some of them."""
        refuse_without_files(job, job.params.get("images", []))
        refuse_without_thumbnails(job)

    def forget(self, job: Job) -> None:
        """Delete the thumbnails."""
        thumbnails_delete(job.pk)

    def run(self, job: Job, ctx: JobContext) -> dict[str, Any]:
        """Make what has not been made."""
        uses = {use.file_key: use for use in job.file_uses.all()}
        make_all(job, [uses[file_key(upload_id)] for upload_id in job.params.get("images", [])], ctx)
        return made_and_refused(job)
