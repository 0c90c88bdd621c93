"""Pictures and hidden files among a PDF's streams: JPEG and JPEG 2000 lose their own metadata, pixels stay."""

import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream

from wbs.evidence.cleaners import jpeg
from wbs.evidence.cleaners.boxing import children
from wbs.evidence.cleaners.verdicts import NotCleanable, Refusal

MOST_INFLATED = 128 * 1024 * 1024
TELLING_BOXES = frozenset((b"xml ", b"uuid", b"uinf", b"iptr", b"jp2i"))
JP2_HEAD = b"\0\0\0\x0cjP  "


def clean(stream: Stream) -> set[str]:
    """Raises NotCleanable for a picture whose wrapping is too strange to look inside."""
    if "/EF" in stream or stream.get("/Type") == Name.EmbeddedFile:
        stream.write(b"")
        return {"attachments"}
    filters = _filters(stream)
    if not filters or filters[-1] not in ("/DCTDecode", "/DCT", "/JPXDecode"):
        return set()
    raw = _unwrapped(stream.read_raw_bytes(), filters[:-1])
    cleaned, removed = _as_jp2(raw) if filters[-1] == "/JPXDecode" else _as_jpeg(raw)
    if cleaned == raw:
        return set()
    parameters = stream.get("/DecodeParms")
    last = parameters[-1] if isinstance(parameters, Array) and len(parameters) else parameters
    stream.write(cleaned, filter=Name(filters[-1]), decode_parms=None if isinstance(last, Array) else last)
    return removed


def _filters(stream: Stream) -> list[str]:
    value: Any = stream.get("/Filter")
    if isinstance(value, Array):
        return [str(part) for part in value]
    return [str(value)] if isinstance(value, pikepdf.Name) else []


def _unwrapped(raw: bytes, filters: list[str]) -> bytes:
    for name in filters:
        if name not in ("/FlateDecode", "/Fl"):
            raise NotCleanable("unknown")
        inflater = zlib.decompressobj()
        raw = inflater.decompress(raw, MOST_INFLATED)
        if inflater.unconsumed_tail:
            raise Refusal("bomb")
    return raw


def _as_jpeg(raw: bytes) -> tuple[bytes, set[str]]:
    """A reader of PDF does not turn pictures by their EXIF: so not even that number stays."""
    start = raw.find(b"\xff\xd8")
    if start < 0:
        return raw, set()
    try:
        cleaned = jpeg.clean(raw[start:], "jpeg", keeps_orientation=False)
    except Refusal as refusal:
        if refusal.reason == "broken":
            raise NotCleanable("broken") from None
        raise
    return bytes(cleaned.data), cleaned.removed


def _as_jp2(raw: bytes) -> tuple[bytes, set[str]]:
    if not raw.startswith(JP2_HEAD):
        return raw, set()
    boxes = list(children(raw, 0, len(raw)))
    kept = b"".join(raw[box.start : box.end] for box in boxes if box.name not in TELLING_BOXES)
    return kept, {"tags"} if any(box.name in TELLING_BOXES for box in boxes) else set()
