"""Making an image fit into a box, whoever it is from. Pure: no Django.

It is made no larger than it was, keeps its proportions, stands as its EXIF orientation says, and loses what else its
file told (where it was taken, by whom).
"""

import io
import struct
from dataclasses import dataclass
from typing import IO, Any, Final

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from docprocessor.tasks.pictures.formats import CONTENT_TYPES

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MOST_BYTES: Final = 50 * 1024**2
# Unpacked, four bytes each: what a phone of today takes, and a quarter of a gigabyte.
MOST_PIXELS: Final = 64_000_000
ORIENTATION: Final = 0x0112
ON_ITS_SIDE: Final = range(5, 9)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
TOO_LARGE: Final = f"The image has more than {MOST_PIXELS // 1_000_000} million pixels."


class Refused(ValueError):
    """The file is no image that is taken; the message says why."""


@dataclass(frozen=True)
class Shrunk:
    """An image's measures (width, height, bytes, format) before and after, and the new file."""

    before: dict[str, Any]
    after: dict[str, Any]
    content: bytes


def shrink(file: IO[bytes], width: int, height: int) -> Shrunk:
    """Return an image made to fit into so many pixels. Raises Refused."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise Refused(f"The file has more than {MOST_BYTES // 1024**2} MB.")
    try:
        with Image.open(file, formats=FORMATS) as image:
            return _shrunk(image, size, width, height)
    except Image.DecompressionBombError:  # which opening raises beyond twice as many
        raise Refused(TOO_LARGE) from None
    except UnidentifiedImageError:
        raise Refused("This is no image that is read here: JPEG, PNG, WebP, GIF, BMP or TIFF.") from None
    except MemoryError:
        raise Refused("The image needs more memory than it may have.") from None
    except Refused:
        raise
    # What decoders raise on damaged files.
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, struct.error):
        raise Refused("The image is damaged, or its file is cut short.") from None


def _shrunk(image: Image.Image, size: int, width: int, height: int) -> Shrunk:
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_LARGE)
    format_ = "JPEG" if image.format == "MPO" else str(image.format)  # a photo, and smaller ones after it
    if format_ != "JPEG" and getattr(image, "is_animated", False):
        raise Refused("This is an animation, or has several pages; only single images are taken.")
    is_on_its_side = image.getexif().get(ORIENTATION) in ON_ITS_SIDE
    before = image.size[::-1] if is_on_its_side else image.size
    box = (height, width) if is_on_its_side else (width, height)
    if format_ == "JPEG":
        image.draft(image.mode, box)  # decoded at a fraction of its size, where that is enough
    image.load()
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "L") else None
    small = _plain(image)
    small.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    small = ImageOps.exif_transpose(small)
    saved_as = format_ if format_ in CONTENT_TYPES else "PNG"
    content = io.BytesIO()
    small.save(content, saved_as, icc_profile=profile, exif=b"", **_options(saved_as))
    return Shrunk(
        before=_measures(before, size, format_),
        after=_measures(small.size, content.tell(), saved_as),
        content=content.getvalue(),
    )


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in a mode that can be resized well and saved."""
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        return image
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _options(saved_as: str) -> dict[str, Any]:
    return {"JPEG": {"quality": 85, "optimize": True}, "WEBP": {"quality": 85}}.get(saved_as, {"optimize": True})


def _measures(size: tuple[int, int], bytes_: int, format_: str) -> dict[str, Any]:
    return {"width": size[0], "height": size[1], "bytes": bytes_, "format": format_}
