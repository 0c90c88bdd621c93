"""A page that is the same for everybody but for a few marks, compressed once; what fills a mark only if told so.

Each piece ends at a byte (a full flush, RFC 1951 section 3.2.4) and refers to nothing before it, so pieces can be put
together around whatever takes a mark's place. Pure bytes.
"""

import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .padding import END, member, squeezed, stored

LEVEL = 9  # once for everybody


@dataclass(frozen=True)
class Piece:
    """Text between two marks, its blocks, and how a checksum goes on over it without going through it again."""

    plain: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    checksum: int  # from zero
    turns: tuple[int, ...] = field(repr=False)  # how each bit of a checksum before it changes the one after it

    def checksum_after(self, before: int) -> int:
        """CRC-32 is linear: what came before shows in the result bit by bit."""
        found = self.checksum
        for bit, turn in enumerate(self.turns):
            if before >> bit & 1:
                found ^= turn
        return found


class Prepared:
    """`html` with `marks` in it, none of which begins another."""

    def __init__(self, html: str, marks: Collection[str]) -> None:
        texts = re.split("(" + "|".join(map(re.escape, marks)) + ")", html) if marks else [html]
        self._pieces: list[Piece | str] = [text if text in marks else _piece(text.encode()) for text in texts]

    def plain(self, filled: Mapping[str, str]) -> bytes:
        return b"".join([part.plain if isinstance(part, Piece) else filled[part].encode() for part in self._pieces])

    def packed(self, filled: Mapping[str, str], now: Collection[str] = ()) -> bytes:
        """One gzip member of a multiple of the bucket; what fills the marks `now` is compressed, too."""
        blocks, checksum, size = [], 0, 0
        for part in self._pieces:
            if isinstance(part, Piece):
                plain, block, checksum = part.plain, part.packed, part.checksum_after(checksum)
            else:
                plain = filled[part].encode()
                block, checksum = squeezed(plain) if part in now else stored(plain), zlib.crc32(plain, checksum)
            blocks.append(block)
            size += len(plain)
        return member(b"".join((*blocks, END)), checksum, size)


def _piece(plain: bytes) -> Piece:
    squeeze, checksum = zlib.compressobj(LEVEL, wbits=-15), zlib.crc32(plain)
    turns = tuple(zlib.crc32(plain, 1 << bit) ^ checksum for bit in range(32))
    return Piece(plain, squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH), checksum, turns)
