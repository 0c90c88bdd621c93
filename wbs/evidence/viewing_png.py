"""Whether bytes from the limited process are a plain PNG of the size that was agreed, and nothing besides. Pure.

The process may have been taken over by the file that it drew: no other chunk than pixels passes, no byte behind the
end, no damaged sum. Does not unpack the pixels.
"""

import struct
import zlib

from wbs.evidence.viewing_limits import HIGHEST, MOST_PNG, MOST_SHOWN, WIDEST

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEPTH, GREY, COLOUR = 8, 0, 2
CHUNK = struct.Struct(">I4s")
HEADER = struct.Struct(">IIBBBBB")


class NotAPicture(Exception):
    """What came is not what was asked for."""


def checked(content: bytes) -> bytes:
    """The same bytes. Raises NotAPicture."""
    if not content.startswith(SIGNATURE) or len(content) > MOST_PNG:
        raise NotAPicture
    names, view, at = [], memoryview(content), len(SIGNATURE)
    while at < len(content):
        name, body, at = _chunk(view, at)
        if name == b"IHDR" and not names:
            _check_header(body)
        elif name not in (b"IDAT", b"IEND") or not names or b"IEND" in names[-1:]:
            raise NotAPicture
        names.append(name)
    if names[:1] != [b"IHDR"] or b"IDAT" not in names or names[-1] != b"IEND":
        raise NotAPicture
    return content


def _chunk(view: memoryview, at: int) -> tuple[bytes, memoryview, int]:
    try:
        length, name = CHUNK.unpack_from(view, at)
        start = at + CHUNK.size
        (wanted,) = struct.unpack_from(">I", view, start + length)
    except struct.error:
        raise NotAPicture from None
    if zlib.crc32(view[at + 4 : start + length]) != wanted or (name == b"IEND" and length):
        raise NotAPicture
    return name, view[start : start + length], start + length + 4


def _check_header(body: memoryview) -> None:
    if len(body) != HEADER.size:
        raise NotAPicture
    width, height, depth, colour, packing, filters, interlace = HEADER.unpack(body)
    fits = 0 < width <= WIDEST and 0 < height <= HIGHEST and width * height <= MOST_SHOWN
    if not fits or depth != DEPTH or colour not in (GREY, COLOUR) or packing or filters or interlace:
        raise NotAPicture
