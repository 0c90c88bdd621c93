"""Pixels as a PNG with nothing else in it, small enough to hand on, in eight bits of grey or colour.

What hides behind transparency is laid on grey, where neither white nor black ink disappears.
"""

import io

from PIL import Image

from wbs.evidence.viewing_limits import HIGHEST, MOST_PNG, MOST_SHOWN, WIDEST

GREY = (214, 214, 214)
WIDE_MODES = frozenset(("I;16", "I;16L", "I;16B", "I;16N"))


def png(image: Image.Image) -> bytes:
    """Pixels and nothing else, small enough to hand on."""
    image = _flat(image)
    size = fitting(image.size, WIDEST)
    while True:
        if size != image.size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        image.info = {}
        written = io.BytesIO()
        image.save(written, "PNG", compress_level=3)
        if written.tell() <= MOST_PNG:
            return written.getvalue()
        size = (max(image.width * 2 // 3, 1), max(image.height * 2 // 3, 1))


def fitting(size: tuple[int, int], widest: int) -> tuple[int, int]:
    """The largest size of the same shape within what is shown; never larger than it is."""
    width, height = size
    share = min(1.0, widest / width, HIGHEST / height, (MOST_SHOWN / (width * height)) ** 0.5)
    return max(int(width * share), 1), max(int(height * share), 1)


def _flat(image: Image.Image) -> Image.Image:
    """RGB or grey, eight bits, nothing to see through."""
    if image.mode in WIDE_MODES:
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode in ("I", "F"):  # no white of its own: from its darkest to its lightest
        image = image.convert("F")
        low, high = image.getextrema()
        share = 255 / ((high - low) or 1)
        image = image.point(lambda value: value * share - low * share).convert("L")
    if image.has_transparency_data:
        seen = Image.new("RGB", image.size, GREY)
        image = image.convert("RGBA")
        seen.paste(image, mask=image.getchannel("A"))
        return seen
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
