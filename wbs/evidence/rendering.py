"""Pictures to pixels: turned upright, at most 1600 wide, written afresh as PNG. Runs in the limited child.

Refuses by the declared size before anything is decoded. Knows what a page of a TIFF is (scans and faxes have many); of
a moving picture it shows the first frame.
"""

import io
import struct
from typing import Any, BinaryIO

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from wbs.evidence.child import Reply
from wbs.evidence.extracting import Unreadable
from wbs.evidence.rendering_png import fitting, png
from wbs.evidence.viewing_limits import MOST_PAGES, WIDEST

MOST_PIXELS = 50_000_000  # of what is decoded whole
MOST_JPEG_PIXELS = 220_000_000  # decoded at a fraction: a telephone of 200 megapixels
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF")
PILLOW_ERRORS = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
                 RuntimeError, struct.error)  # fmt: skip

READERS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)  # fmt: skip - loaded with this module, before the process is locked in
pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # _opened asks about pixels itself, with a number of its own


class TooManyPixels(Exception):
    """A picture that unpacks to more than may be decoded."""


def tell_pages(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The task `picture_pages`."""
    content = source.read()
    reply.header({"pages": picture_pages(content), "moves": is_moving(content)})


def draw_page(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The task `picture_page`: the PNG of `arguments["page"]`."""
    drawn = picture(source.read(), int(arguments["page"]))
    reply.header({})
    reply.write(drawn)


def picture_pages(content: bytes) -> int:
    """How many pages there are to show, at most MOST_PAGES + 1."""
    image = _opened(content)
    if image.format != "TIFF":
        return 1
    count = 0
    try:
        for count, _frame in enumerate(ImageSequence.Iterator(image), 1):
            if count > MOST_PAGES:
                break
    except PILLOW_ERRORS:  # a chain that breaks off: what came before can be shown
        pass
    return max(count, 1)


def is_moving(content: bytes) -> bool:
    """Whether there is more than the first frame that is shown; a telephone's depth map is no frame."""
    image = _opened(content)
    try:
        return image.format not in ("TIFF", "MPO", "HEIF") and bool(getattr(image, "is_animated", False))
    except PILLOW_ERRORS:
        return False


def picture(content: bytes, page: int = 1) -> bytes:
    """A PNG of one page. Raises Unreadable, TooManyPixels."""
    image = _opened(content)
    try:
        if image.format == "TIFF" and page > 1:
            image.seek(page - 1)
            _bound(image)
        elif page > 1:
            raise Unreadable
        image.draft("RGB", fitting(image.size, WIDEST * 2))
        image.load()
        return png(_upright(_small(image)))
    except PILLOW_ERRORS as error:
        raise Unreadable from error


def _opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except PILLOW_ERRORS as error:
        raise Unreadable from error
    _bound(image)
    return image


def _bound(image: Image.Image) -> None:
    most = MOST_JPEG_PIXELS if image.format in ("JPEG", "MPO") else MOST_PIXELS
    if image.width * image.height > most:
        raise TooManyPixels


def _small(image: Image.Image) -> Image.Image:
    """Shrunk before it is turned and recoloured, which costs a copy each; lying wide it may still stand upright."""
    longest = 2 * WIDEST
    if image.mode not in ("RGB", "L", "RGBA") or max(image.size) <= longest:
        return image
    factor = min(image.size) // WIDEST
    return image.reduce(factor) if factor > 1 else image


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except PILLOW_ERRORS:  # what says which side is up is damaged, the picture is not
        return image
