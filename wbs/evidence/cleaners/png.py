"""PNG: of its chunks only those stay that the picture is made of; pixels are not touched.

Unknown chunks are dropped, not trusted; so is everything behind the last one (a cropped screenshot may still hold its
old rest there).
"""

import struct
import zlib

from wbs.evidence.cleaners import pixels
from wbs.evidence.cleaners.exif import UPRIGHT, only_orientation, told_by_exif, told_by_words
from wbs.evidence.cleaners.verdicts import Clean, Refusal

PNG = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD",
                  b"acTL", b"fcTL", b"fdAT"))  # fmt: skip
TOLD = {b"iCCP": "profile", b"tIME": "time", b"pHYs": "", b"hIST": "", b"sPLT": "", b"caBX": "history"}


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal("broken") for chunks that end before they should, ("too_many_pixels") for a flood."""
    kept, removed, turned, at = [PNG], set[str](), UPRIGHT, len(PNG)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at) if at + 12 <= len(data) else (len(data), b"")
        end = at + 12 + length
        if end > len(data):
            raise Refusal("broken")
        body = data[at + 8 : at + 8 + length]
        if name in KEPT:
            kept.append(data[at:end])
        elif name == b"eXIf":
            told, turned = told_by_exif(b"Exif\0\0" + body)
            removed |= told
        else:
            told_key = TOLD.get(name)
            removed |= told_by_words(_text(body)) if told_key is None else {told_key} - {""}
        at = end
        if name == b"IEND":
            break
    removed |= {"attachments"} if data[at:].strip(b"\0\r\n") else set()
    if turned != UPRIGHT:
        kept.insert(2, _chunk(b"eXIf", only_orientation(turned)))
    cleaned = b"".join(kept)
    pixels.check(cleaned, "PNG")
    return Clean(cleaned, removed)


def _text(body: bytes) -> bytes:
    """Keyword and text of a text chunk, inflated a little: enough to name what it tells."""
    keyword, _, rest = body.partition(b"\0")
    for skipped in range(1, 8):
        try:
            return keyword + zlib.decompressobj().decompress(rest[skipped:], 1 << 16)
        except zlib.error:
            continue
    return body


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
