"""A page that is the same for everybody but for a few marks, compressed once; what fills the marks is never compressed.

Each piece ends at a byte (a full flush, RFC 1951 section 3.2.4) and refers to nothing before it, so pieces can be put
together around whatever takes a mark's place. Pure bytes.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .padding import member

LEVEL = 9  # once for everybody
END = b"\x03\x00"  # a last block with nothing in it


@dataclass(frozen=True)
class Piece:
    """Text between two marks, and its blocks."""

    plain: bytes = field(repr=False)
    packed: bytes = field(repr=False)


class Prepared:
    """`html` with `marks` in it, none of which begins another."""

    def __init__(self, html: str, marks: Mapping[str, object]) -> None:
        texts = re.split("(" + "|".join(map(re.escape, marks)) + ")", html)
        self._pieces: list[Piece | str] = [text if text in marks else _piece(text.encode()) for text in texts]

    def plain(self, filled: Mapping[str, str]) -> bytes:
        return b"".join(part.plain if isinstance(part, Piece) else filled[part].encode() for part in self._pieces)

    def packed(self, filled: Mapping[str, str]) -> bytes:
        """One gzip member of a multiple of the bucket."""
        return member(b"".join((*self._blocks(filled), END)), self.plain(filled))

    def _blocks(self, filled: Mapping[str, str]) -> Iterator[bytes]:
        for part in self._pieces:
            yield part.packed if isinstance(part, Piece) else _stored(filled[part].encode())


def _piece(plain: bytes) -> Piece:
    squeeze = zlib.compressobj(LEVEL, wbits=-15)
    return Piece(plain, squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH))


def _stored(plain: bytes) -> bytes:
    """One stored block, of at most 65,535 bytes."""
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain
