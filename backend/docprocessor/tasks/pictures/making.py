"""The pictures of one task, one after the other, each in a process of its own."""

import base64
from typing import Any, Final

from django.db import transaction
from rest_framework.reverse import reverse

from docprocessor.imports.models import FileUse
from docprocessor.imports.uploads.uses import used_file
from docprocessor.jobs.context import JobContext
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError
from docprocessor.tasks.isolation import ProcessFailed, isolated
from docprocessor.tasks.models import Picture
from docprocessor.tasks.pictures.drawing import drawing_name
from docprocessor.tasks.pictures.thumbnails import thumbnail_save

MAKER: Final = "docprocessor.tasks.pictures.picture_process"
MOST_SECONDS: Final = 120
TOO_MUCH: Final = "The image needs more memory or time than it may have, or is damaged."


def make_all(job: Job, uses: list[FileUse], ctx: JobContext) -> None:
    """Make each image smaller, but for those that are done or refused already. Raises AppError when all are refused."""
    total = len(uses) or job.params["num_images"]
    ctx.advance(stage="processing", total=total)
    done = set(job.pictures.values_list("number", flat=True))
    for number in range(1, total + 1):
        if number not in done:
            _make(job, number, uses[number - 1] if uses else None, ctx)
    if not job.pictures.filter(reason="").exists():
        first = job.pictures.order_by("number")[0]
        raise AppError("no_images", f"None of the images could be taken. {first.name}: {first.reason}")


def made_and_refused(job: Job) -> dict[str, Any]:
    """Return what a task has made and what was refused, in order."""
    pictures = list(job.pictures.order_by("number"))
    return {
        "images": [
            {
                "name": picture.name,
                "before": picture.before,
                "after": picture.after,
                "thumbnail": reverse("task-image", args=[job.pk, picture.number]),
            }
            for picture in pictures
            if not picture.reason
        ],
        "refused": [{"name": picture.name, "reason": picture.reason} for picture in pictures if picture.reason],
    }


def _make(job: Job, number: int, use: FileUse | None, ctx: JobContext) -> None:
    picture = Picture(job=job, number=number, name=use.name if use else drawing_name(number))
    answer = _shrunk(job, number, use, ctx)
    if refusal := answer.get("refusal"):
        picture.reason = refusal
    else:
        picture.before, picture.after = answer["before"], answer["after"]
        picture.file_key = thumbnail_save(job.pk, number, ctx.lease.token, base64.b64decode(answer["content"]))
    with transaction.atomic():
        picture.save(force_insert=True)
        if picture.reason:
            ctx.log(f"{picture.name} was refused: {picture.reason}", level="warning")
        else:
            after = answer["after"]
            ctx.log(f"{picture.name} was made {after['width']} by {after['height']}.")
        ctx.advance(done=1, failed=int(bool(picture.reason)))


def _shrunk(job: Job, number: int, use: FileUse | None, ctx: JobContext) -> dict[str, Any]:
    asked = {"width": job.params["target_width"], "height": job.params["target_height"]}
    if use is None:
        with isolated(MAKER, asked | {"seed": str(job.pk), "number": number}, ctx, seconds=MOST_SECONDS) as answers:
            return next(answers)
    try:
        with used_file(use) as file, isolated(MAKER, asked, ctx, file=file, seconds=MOST_SECONDS) as answers:
            return next(answers)
    except ProcessFailed:
        return {"refusal": TOO_MUCH}
