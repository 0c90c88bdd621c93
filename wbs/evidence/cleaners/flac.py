"""FLAC: of the blocks before the sound only those stay that a decoder needs; the sound itself is not touched."""

import io

from mutagen.flac import StreamInfo

from wbs.evidence.cleaners.verdicts import Clean, Refusal

KEPT = frozenset((0, 3))  # stream info, seek table
TOLD = {1: "", 2: "tags", 4: "tags", 5: "tags", 6: "thumbnail"}
ID3_OLD = b"TAG"


def clean(data: bytes) -> Clean:
    """Blocks before the frames: kept are only those that a decoder needs."""
    start = 4
    kept, removed, is_last = list[tuple[int, bytes]](), set[str](), False
    while not is_last:
        head, length = data[start], int.from_bytes(data[start + 1 : start + 4], "big")
        is_last, sort, body = bool(head & 0x80), head & 0x7F, data[start + 4 : start + 4 + length]
        if len(body) != length:
            raise Refusal("broken")
        if sort in KEPT:
            kept.append((sort, body))
        else:
            removed |= {TOLD.get(sort, "tags")} - {""}
        start += 4 + length
    StreamInfo(io.BytesIO(kept[0][1]))
    blocks = [
        bytes([sort | (0x80 if place == len(kept) - 1 else 0)]) + len(body).to_bytes(3, "big") + body
        for place, (sort, body) in enumerate(kept)
    ]
    tail = data[start:-128] if data[-128:-125] == ID3_OLD else data[start:]
    return Clean(b"".join([b"fLaC", *blocks, tail]), removed)
