"""Bodies of one size: what an observer of the wire cannot tell apart. Pure bytes.

A gzip member (RFC 1952) is written by hand so that its extra field fills the bucket exactly; decoders skip the field.
A page that shows a secret uses stored blocks (level 0): the same container and the same headers, nothing compressed.
A client that takes no gzip gets the page followed by blanks.
"""

import struct
import zlib

BUCKET = 10_240
MOST_EXTRA = 0xFFFF
LEVEL = 3  # 4 costs twice the time for one part in twenty, which the bucket fills up again
LONG, LEVEL_OF_LONG = 40_000, 6  # the report form, which would need a second bucket otherwise

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
    level = LEVEL if len(body) < LONG else LEVEL_OF_LONG
    raw = zlib.compress(body, level=0 if secret else level, wbits=-15)
    return member(raw, zlib.crc32(body), len(body), bucket)


def member(raw: bytes, checksum: int, size: int, bucket: int = BUCKET) -> bytes:
    """The gzip member of a body whose deflated form is `raw`, with its CRC-32 and its size in bytes; of exactly a
    multiple of the bucket."""
    if bucket > MOST_EXTRA:
        raise ValueError("the extra field cannot fill such a bucket")
    blanks = padded_size(_FIXED + len(raw), bucket) - _FIXED - len(raw)
    head = struct.pack("<4BI2B", 0x1F, 0x8B, 8, _FEXTRA, 0, 0, _UNKNOWN_SYSTEM)
    extra = struct.pack("<H2sH", 4 + blanks, b"pd", blanks) + bytes(blanks)
    return head + extra + raw + struct.pack("<2I", checksum, size & 0xFFFFFFFF)
