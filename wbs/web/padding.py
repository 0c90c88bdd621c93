"""Bodies of one size: what an observer of the wire cannot tell apart. Pure bytes.

A gzip member (RFC 1952) is written by hand so that its extra field fills the bucket exactly; decoders skip the field.
A page that shows a secret uses stored blocks (level 0): the same container and the same headers, nothing compressed.
A client that takes no gzip gets the page followed by blanks.
"""

import struct
import zlib
from collections.abc import Iterator

BUCKET = 10_240
MOST_EXTRA = 0xFFFF
LEVEL = 3  # 4 costs twice the time for one part in twenty, which the bucket fills up again
LONG, LEVEL_OF_LONG = 40_000, 6  # the report form, which would need a second bucket otherwise

WINDOW, MEMORY = -13, 6  # raw deflate that looks back 8 KiB
MOST_STORED = 0xFFFF
END = b"\x03\x00"  # a last block with nothing in it

_FEXTRA, _UNKNOWN_SYSTEM = 4, 255
_FIXED = 10 + 2 + 4 + 8  # header, length of the extra field, head of its one subfield, trailer


def padded_size(size: int, bucket: int = BUCKET) -> int:
    """The next multiple of the bucket, at least one."""
    return max(1, -(-size // bucket)) * bucket


def padded_plain(body: bytes, bucket: int = BUCKET) -> bytes:
    """The page, then blanks."""
    return body.ljust(padded_size(len(body), bucket))


def padded_gzip(body: bytes, *, secret: bool, bucket: int = BUCKET) -> bytes:
    """One gzip member of exactly a multiple of the bucket; `secret` pages are stored, never compressed."""
    raw = b"".join((*_stored_blocks(body), END)) if secret else _deflated(body)
    return member(raw, zlib.crc32(body), len(body), bucket)


def stored(plain: bytes) -> bytes:
    """One block that is not the last, of at most MOST_STORED bytes, as they are (RFC 1951 section 3.2.4)."""
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain


def _stored_blocks(body: bytes) -> Iterator[bytes]:
    return (stored(body[at : at + MOST_STORED]) for at in range(0, len(body), MOST_STORED))


def squeezed(plain: bytes) -> bytes:
    """Blocks none of which is the last, and which refer to nothing before them."""
    return _deflated(plain, zlib.Z_FULL_FLUSH)


def _deflated(body: bytes, flush: int = zlib.Z_FINISH) -> bytes:
    """A page of usual length with a quarter of the usual memory: all of it is overwritten twice, and it is more than
    the page."""
    if len(body) < LONG:
        squeeze = zlib.compressobj(LEVEL, wbits=WINDOW, memLevel=MEMORY)
    else:
        squeeze = zlib.compressobj(LEVEL_OF_LONG, wbits=-15)
    return squeeze.compress(body) + squeeze.flush(flush)


def member(raw: bytes, checksum: int, size: int, bucket: int = BUCKET) -> bytes:
    """The gzip member of a body whose deflated form is `raw`, with its CRC-32 and its size in bytes; of exactly a
    multiple of the bucket."""
    if bucket > MOST_EXTRA:
        raise ValueError("the extra field cannot fill such a bucket")
    blanks = padded_size(_FIXED + len(raw), bucket) - _FIXED - len(raw)
    head = struct.pack("<4BI2B", 0x1F, 0x8B, 8, _FEXTRA, 0, 0, _UNKNOWN_SYSTEM)
    extra = struct.pack("<H2sH", 4 + blanks, b"pd", blanks) + bytes(blanks)
    return head + extra + raw + struct.pack("<2I", checksum, size & 0xFFFFFFFF)
