"""Which bytes of the media belong to which track: from chunk offsets, samples per chunk, and sizes of samples."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from wbs.evidence.cleaners.boxing import Box, children
from wbs.evidence.cleaners.verdicts import Refusal

MOST_SAMPLES = 20_000_000
SMALL_SAMPLE = 64  # QuickTime counts plain sound in samples of "1 byte", which are longer: the whole chunk is kept
Range = tuple[int, int]


def starts(file: bytearray, tracks: Sequence[Box]) -> list[int]:
    """Where the chunks of these tracks begin, sorted."""
    return sorted({offset for trak in tracks for offset in _tables(file, trak).offsets})


def ranges(
    file: bytearray, tracks: Sequence[Box], media: Sequence[Range], all_starts: Sequence[int]
) -> list[Range]:
    """Sorted, joined ranges that these tracks refer to. Raises Refusal("broken") for tables that contradict."""
    tables = [_tables(file, trak) for trak in tracks]
    found = sorted(piece for table in tables for piece in table.pieces(all_starts, media))
    joined: list[Range] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def gaps(media: Sequence[Range], used: Sequence[Range]) -> Iterator[Range]:
    """What of the media is in no used range."""
    for start, end in media:
        here = start
        for first, last in used:
            if here < first < end:
                yield here, first
            if start < last and first < end:
                here = max(here, last)
        if here < end:
            yield here, end


class _Table:
    def __init__(self, offsets: Sequence[int], runs: Sequence[tuple[int, int]], constant: int, sizes: Sequence[int]):
        self.offsets, self._runs, self._constant, self._sizes = offsets, runs, constant, sizes

    def pieces(self, all_offsets: Sequence[int], media: Sequence[Range]) -> Iterator[Range]:
        sample, run, count = 0, 0, 0
        for chunk, offset in enumerate(self.offsets, start=1):
            if run < len(self._runs) and self._runs[run][0] == chunk:
                count, run = self._runs[run][1], run + 1
            if 0 < self._constant <= SMALL_SAMPLE:
                yield offset, _next_start(offset, all_offsets, media)
            elif self._constant:
                yield offset, offset + count * self._constant
            else:
                yield offset, offset + sum(self._sizes[sample : sample + count])
            sample += count


def _next_start(offset: int, all_offsets: Sequence[int], media: Sequence[Range]) -> int:
    following = bisect_right(all_offsets, offset)
    limit = next((end for start, end in media if start <= offset < end), offset)
    return min(limit, all_offsets[following]) if following < len(all_offsets) else limit


def _tables(file: bytearray, trak: Box) -> _Table:
    found = {box.name: box for box in _stbl(file, trak)}
    offsets: Sequence[int] = ()
    for name, width in ((b"stco", "I"), (b"co64", "Q")):
        if name in found:
            offsets = _numbers(file, found[name], 4, width)
    flat = _numbers(file, found[b"stsc"], 4, "I", 3) if b"stsc" in found else ()
    runs = list(zip(flat[0::3], flat[1::3], strict=True))
    constant, sizes = _sizes(file, found)
    return _Table(offsets, runs, constant, sizes)


def _stbl(file: bytearray, trak: Box) -> Iterator[Box]:
    level = [trak]
    for name in (b"mdia", b"minf", b"stbl"):
        level = [box for parent in level for box in children(file, parent.body, parent.end) if box.name == name]
    return (box for parent in level for box in children(file, parent.body, parent.end))


def _sizes(file: bytearray, found: dict[bytes, Box]) -> tuple[int, Sequence[int]]:
    if b"stsz" in found:
        constant = struct.unpack_from(">I", file, found[b"stsz"].body + 4)[0]
        return constant, () if constant else _numbers(file, found[b"stsz"], 8, "I")
    if b"stz2" not in found:
        return 0, ()
    box = found[b"stz2"]
    bits = file[box.body + 7]
    if bits == 16:
        return 0, _numbers(file, box, 8, "H")
    whole = bytes(file[box.body + 12 : box.end])
    return 0, whole if bits == 8 else [half for byte in whole for half in (byte >> 4, byte & 15)]


def _numbers(file: bytearray, box: Box, at: int, width: str, each: int = 1) -> Sequence[int]:
    """A counted row of numbers; the count stands `at` bytes into the body."""
    count = struct.unpack_from(">I", file, box.body + at)[0] * each
    if count > MOST_SAMPLES or box.body + at + 4 + count * struct.calcsize(width) > box.end:
        raise Refusal("broken")
    return struct.unpack_from(f">{count}{width}", file, box.body + at + 4)
