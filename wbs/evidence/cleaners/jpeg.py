"""JPEG without its metadata, the picture itself untouched: no pixel is computed anew, so evidence stays what it was.

Kept are the segments a decoder needs and a new header; which way is up stays as a single number. Dropped are all other
application segments, comments, colour profiles, and whatever lies behind the picture (thumbnails, a second view, the
film of a "moving photo").
"""

import re
import struct

from wbs.evidence.cleaners import pixels
from wbs.evidence.cleaners.exif import UPRIGHT, only_orientation, told_by_exif, told_by_words
from wbs.evidence.cleaners.verdicts import Clean, Refusal

SOI, EOI, SOS, COM, APP0, APP14 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE
APPLICATION = range(0xE0, 0xF0)
ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
NEEDED = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF)) - {0xC8}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # within the scan: stuffed zeros and restarts belong to it
JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
ADOBE_LENGTH, LENGTH_BYTES = 12, 2


def clean(data: bytes, kind: str, keeps_orientation: bool = True) -> Clean:
    """Raises Refusal("broken") for what no decoder would open, ("too_many_pixels") for a flood."""
    kept: list[bytes] = [b"\xff\xd8"]
    removed: set[str] = set()
    turned, has_header, at = UPRIGHT, False, 2
    while at < len(data):
        marker, at, body = _segment(data, at)
        if marker == EOI:
            break
        if marker == APP0 and body.startswith(b"JFIF\0"):
            has_header = True
            removed |= {"thumbnail"} if len(body) > len(JFIF) - 4 else set()
        elif marker == APP14 and body.startswith(b"Adobe"):
            kept.append(_written(marker, body[:ADOBE_LENGTH]))
        elif marker == COM or marker in APPLICATION:
            told, up = _told(body)
            removed |= told
            turned = up if up != UPRIGHT else turned
        elif marker in NEEDED:
            kept.append(_written(marker, body))
        if marker == SOS:
            end = _end_of_scan(data, at)
            kept.append(data[at:end])
            at = end
    removed |= {"attachments"} if data[at:].strip(b"\0\r\n") else set()
    first = JFIF if has_header else b""
    first += _orientation(turned) if keeps_orientation and turned != UPRIGHT else b""
    cleaned = b"".join([kept[0], first, *kept[1:], b"\xff\xd9"])
    pixels.check(cleaned, "JPEG")
    return Clean(cleaned, removed)


def _segment(data: bytes, at: int) -> tuple[int, int, bytes]:
    """Marker, where the next thing begins, and what the segment holds."""
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] == b"\xff":
        at += 1
    if data[at : at + 1] != b"\xff" or at + 2 > len(data):
        raise Refusal("broken")
    marker = data[at + 1]
    if marker in ALONE or marker in (SOI, EOI):
        return marker, at + 2, b""
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < LENGTH_BYTES or end > len(data):
        raise Refusal("broken")
    return marker, end, data[at + 4 : end]


def _written(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _end_of_scan(data: bytes, at: int) -> int:
    """A picture that was cut short keeps what there is of it."""
    found = _NEXT_MARKER.search(data, at)
    return found.start() if found else len(data)


def _told(body: bytes) -> tuple[set[str], int]:
    if body.startswith(b"Exif\0"):
        return told_by_exif(body)
    if body.startswith(b"ICC_PROFILE\0"):
        return {"profile"}, UPRIGHT
    if body.startswith((b"JFXX\0", b"MPF\0")):
        return {"thumbnail"}, UPRIGHT
    if body.startswith((b"http://ns.adobe.com/", b"Photoshop ")):
        return told_by_words(body), UPRIGHT
    return {"comments"}, UPRIGHT


def _orientation(turned: int) -> bytes:
    return _written(0xE1, b"Exif\0\0" + only_orientation(turned))
