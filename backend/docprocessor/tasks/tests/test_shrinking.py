"""Images made to fit: what is taken, how it comes out, and what is refused."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageFile

from docprocessor.tasks.pictures import shrinking
from docprocessor.tasks.pictures.drawing import drawn
from docprocessor.tasks.pictures.shrinking import Refused, shrink
from docprocessor.tasks.tests.conftest import photo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _as_in_a_process_of_its_own(monkeypatch):
    """WeasyPrint, which other tests load into this process, sets both for itself."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", shrinking.MOST_PIXELS)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def shrunk(content, width=200, height=200):
    found = shrink(io.BytesIO(content), width, height)
    image = Image.open(io.BytesIO(found.content))
    image.load()
    assert found.after == {
        "width": image.width,
        "height": image.height,
        "bytes": len(found.content),
        "format": image.format,
    }
    assert found.before["bytes"] == len(content)
    return found, image


def bomb(width, height):
    """A PNG of some hundred bytes that says it is very large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("size", "box", "expected"),
    [
        ((400, 300), (200, 200), (200, 150)),
        ((300, 400), (200, 200), (150, 200)),
        ((400, 300), (2_000, 2_000), (400, 300)),  # never larger than it was
        ((400, 300), (400, 100), (133, 100)),
        ((4_000, 2), (100, 100), (100, 1)),  # never nothing
    ],
)
def test_it_fits_and_keeps_its_proportions(size, box, expected):
    found, image = shrunk(photo(*size), *box)
    assert image.size == expected
    assert (found.before["width"], found.before["height"]) == size


@pytest.mark.parametrize(
    ("format_", "mode", "saved_as"),
    [
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "L", "JPEG"),
        ("JPEG", "CMYK", "JPEG"),
        ("PNG", "RGB", "PNG"),
        ("PNG", "RGBA", "PNG"),
        ("PNG", "LA", "PNG"),
        ("PNG", "P", "PNG"),
        ("PNG", "1", "PNG"),
        ("PNG", "I;16", "PNG"),
        ("WEBP", "RGBA", "WEBP"),
        ("GIF", "P", "PNG"),
        ("BMP", "RGB", "PNG"),
        ("TIFF", "RGB", "PNG"),
        ("TIFF", "CMYK", "PNG"),
        ("TIFF", "F", "PNG"),
    ],
)
def test_formats_and_modes(format_, mode, saved_as):
    found, image = shrunk(photo(400, 300, format_, mode))
    assert (found.before["format"], image.format, image.size) == (format_, saved_as, (200, 150))
    assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("orientation", "size", "at_the_top_left"),
    [(1, (200, 100), "red"), (3, (200, 100), "blue"), (6, (100, 200), "red"), (8, (100, 200), "blue")],
)
def test_it_stands_as_the_camera_was_held(orientation, size, at_the_top_left):
    exif = Image.Exif()
    exif[shrinking.ORIENTATION] = orientation
    found, image = shrunk(photo(400, 200, exif=exif))
    assert image.size == size
    assert (found.before["width"] > found.before["height"]) == (size[0] > size[1])
    red, _, blue = image.getpixel((5, 5))
    assert ("red" if red > blue else "blue") == at_the_top_left
    assert not image.getexif()


def test_what_else_the_file_told_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "A camera of mine"  # its maker
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    content = photo(exif=exif)
    assert b"A camera of mine" in content
    found, _ = shrunk(content)
    assert b"A camera of mine" not in found.content
    assert b"Exif" not in found.content


def test_what_is_seen_through_stays_so():
    see_through = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    file = io.BytesIO()
    see_through.save(file, "PNG")
    assert shrunk(file.getvalue())[1].getpixel((10, 10))[3] == 0


def test_sixteen_bits_of_grey_keep_their_shades():
    image = Image.new("I;16", (10, 10), 128 * 256)
    file = io.BytesIO()
    image.save(file, "PNG")
    assert shrunk(file.getvalue())[1].convert("L").getpixel((5, 5)) == 128


def several(format_):
    file = io.BytesIO()
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    frames[0].save(file, format_, save_all=True, append_images=frames[1:])
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no image that is read here"),
        (b"hello", "no image that is read here"),
        (SVG, "no image that is read here"),
        (b"%PDF-1.7 \xff\xd8\xff", "no image that is read here"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no image that is read here"),  # would be given to another program
        (bomb(30_000, 30_000), "more than 64 million pixels"),
        (bomb(8_001, 8_000), "more than 64 million pixels"),
        (bomb(2_000_000_000, 2_000_000_000), "more than 64 million pixels"),
        (bomb(3_000, 3_000), "damaged, or its file is cut short"),
        (photo()[:1_000], "damaged, or its file is cut short"),
        (photo(format_="PNG")[:200], "damaged, or its file is cut short"),
        (photo(format_="WEBP")[:100], ""),
        (several("GIF"), "an animation"),
        (several("PNG"), "an animation"),
        (several("WEBP"), "an animation"),
        (several("TIFF"), "several pages"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{len(each)} bytes",
)
def test_what_is_refused(content, reason):
    with pytest.raises(Refused, match=reason):
        shrink(io.BytesIO(content), 100, 100)


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(shrinking, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="more than 0 MB"):
        shrink(io.BytesIO(photo()), 100, 100)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_any_damage_is_a_refusal_or_an_image(format_):
    """Each byte of the beginning is changed in turn; whatever a decoder makes of that, no other error comes out."""
    content = photo(64, 48, format_)
    for place in range(0, min(len(content), 600), 3):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        with suppress(Refused):
            shrink(io.BytesIO(bytes(damaged)), 100, 100)


def test_drawings_are_the_same_for_the_same_seed():
    first, second, other = drawn("a", 1), drawn("a", 2), drawn("b", 1)
    assert first.read() == drawn("a", 1).read() != other.read()
    assert [Image.open(file).format for file in (first, second)] == ["JPEG", "PNG"]
