"""Images that are made up: the same for the same seed. Pure: no Django."""

import io
from random import Random
from typing import IO

from PIL import Image, ImageDraw


def drawn(seed: str, number: int) -> IO[bytes]:
    """Return the file of a drawing: circles on a slope of two colours, as JPEG or PNG in turn."""
    chance = Random(f"{seed}:{number}")
    size = chance.randrange(640, 2_401), chance.randrange(480, 1_801)
    slope = Image.linear_gradient("L").resize(size)
    image = Image.composite(Image.new("RGB", size, _colour(chance)), Image.new("RGB", size, _colour(chance)), slope)
    pen = ImageDraw.Draw(image)
    for _ in range(chance.randint(4, 12)):
        x, y, radius = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(20, 300)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(chance))
    file = io.BytesIO()
    image.save(file, format_of(number))
    file.seek(0)
    return file


def format_of(number: int) -> str:
    """Return the format of a drawing."""
    return "JPEG" if number % 2 else "PNG"


def drawing_name(number: int) -> str:
    """Return what the file of a drawing is called."""
    return f"image-{number}.{'jpg' if number % 2 else 'png'}"


def _colour(chance: Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)
