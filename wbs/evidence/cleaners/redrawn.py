"""Pictures that are drawn anew because their wrapping is too rich to be picked clean: HEIC, AVIF, TIFF, BMP.

HEIC and AVIF become JPEG, which every office can open; TIFF and BMP stay what they are. Turned the right way up,
without profile; of a telephone's burst, film or depth map only the main picture is left.
"""

import io

import pillow_heif
from PIL import Image, ImageOps, ImageSequence

from wbs.evidence.cleaners import pixels
from wbs.evidence.cleaners.exif import told_by_exif
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

QUALITY = 93
MOST_PAGES = 200
DNG_VERSION, SUB_PICTURES = 0xC612, 0x014A

pillow_heif.register_heif_opener(thumbnails=False)


def as_jpeg(data: bytes, kind: str) -> Clean:
    with pixels.opened(data, ["HEIF", "AVIF"]) as picture:
        removed = _told(picture)
        fresh = _drawn(picture).convert("RGB")
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return Clean(written.getbuffer(), removed, "jpeg")


def as_before(data: bytes, kind: str) -> Clean:
    """TIFF with all its pages, BMP. Raw files of cameras look like TIFF: their picture would be lost, so they are not
    touched."""
    written = io.BytesIO()
    with pixels.opened(data, [kind.upper()]) as picture:
        tags = getattr(picture, "tag_v2", {})
        if DNG_VERSION in tags or SUB_PICTURES in tags or data[8:10] == b"CR":
            raise NotCleanable("unknown")
        removed = _told(picture)
        if kind == "tiff":
            pages = [_drawn(page) for page in _few(picture)]
            pages[0].save(written, "TIFF", save_all=True, append_images=pages[1:], compression=_compression(pages))
        else:
            _drawn(picture).save(written, "BMP")
    return Clean(written.getbuffer(), removed)


def _few(picture: Image.Image) -> ImageSequence.Iterator:
    if getattr(picture, "n_frames", 1) > MOST_PAGES:
        raise NotCleanable("too_much")
    return ImageSequence.Iterator(picture)


def _drawn(picture: Image.Image) -> Image.Image:
    """Pixels alone, the right way up."""
    pixels.check_size(*picture.size)
    try:
        fresh = ImageOps.exif_transpose(picture).copy()
    except pixels.BAD:
        raise Refusal("broken") from None
    fresh.info = {}
    fresh.getexif().clear()
    return fresh


def _compression(pages: list[Image.Image]) -> str:
    return "group4" if all(page.mode == "1" for page in pages) else "tiff_adobe_deflate"


def _told(picture: Image.Image) -> set[str]:
    block = picture.info.get("exif", b"") or picture.getexif().tobytes()
    told = told_by_exif(block)[0] if block else set()
    told -= {"tags"} if picture.format == "TIFF" else set()  # its own structure is written as tags
    told |= {"profile"} if picture.info.get("icc_profile") else set()
    return told | ({"tags"} if picture.info.get("xmp") else set())
