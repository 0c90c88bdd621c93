"""How large a picture says it is, before anybody unpacks it. Knows Pillow and nothing of metadata."""

import io

from PIL import Image

from wbs.evidence.cleaners.verdicts import Refusal

MOST_PIXELS = 80_000_000
Image.MAX_IMAGE_PIXELS = None  # ours is stricter and says so in our words
BAD = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, OverflowError)


def check_size(width: int, height: int) -> None:
    """Raises Refusal for what would flood the memory of whoever looks at it."""
    if width * height > MOST_PIXELS:
        raise Refusal("too_many_pixels")
    if width < 1 or height < 1:
        raise Refusal("broken")


def opened(data: bytes, forms: list[str]) -> Image.Image:
    """The picture with nothing unpacked yet. Raises Refusal: broken, too_many_pixels."""
    try:
        picture = Image.open(io.BytesIO(data), formats=forms)
    except BAD:
        raise Refusal("broken") from None
    check_size(*picture.size)
    return picture


def check(data: bytes, form: str) -> None:
    with opened(data, [form]):
        pass
