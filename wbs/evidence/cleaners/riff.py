"""WebP and WAV: of their chunks only those stay that picture or sound is made of, as they are."""

import struct
from collections.abc import Iterator

from wbs.evidence.cleaners import pixels
from wbs.evidence.cleaners.exif import UPRIGHT, only_orientation, told_by_exif, told_by_words
from wbs.evidence.cleaners.verdicts import Clean, Refusal

WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"))
WEBP_FRAME_HEAD = 16
ICC, EXIF, XMP = 0x20, 0x08, 0x04  # flags of VP8X
WAV_KEPT = frozenset((b"fmt ", b"fact", b"data"))
WAV_TOLD = {b"bext": {"author", "time"}, b"LIST": {"tags"}, b"id3 ": {"tags"}, b"ID3 ": {"tags"}, b"iXML": {"device"}}
UNKNOWN_LENGTH = 0xFFFFFFFF


def webp(data: bytes, kind: str) -> Clean:
    """The flags of the header are set to what is left; frames of an animation are gone through as well."""
    kept, removed, turned = list[tuple[bytes, bytes]](), set[str](), UPRIGHT
    for name, body in _riff(data[12 : 8 + int.from_bytes(data[4:8], "little")]):
        if name == b"EXIF":
            told, turned = told_by_exif(body if body.startswith(b"Exif") else b"Exif\0\0" + body)
            removed |= told
        elif name == b"ANMF":
            inner = [part for part in _riff(body[WEBP_FRAME_HEAD:]) if part[0] in WEBP_KEPT]
            kept.append((name, body[:WEBP_FRAME_HEAD] + _riff_written(inner)))
        elif name in WEBP_KEPT:
            kept.append((name, body))
        else:
            removed |= {"profile"} if name == b"ICCP" else told_by_words(body)
    removed |= {"attachments"} if data[8 + int.from_bytes(data[4:8], "little") :].strip(b"\0") else set()
    keeps_exif = turned != UPRIGHT and bool(kept) and kept[0][0] == b"VP8X"
    if kept and kept[0][0] == b"VP8X":
        flags = kept[0][1][0] & ~(ICC | EXIF | XMP) | (EXIF if keeps_exif else 0)
        kept[0] = (b"VP8X", bytes([flags]) + kept[0][1][1:])
    body = _riff_written(kept + ([(b"EXIF", only_orientation(turned))] if keeps_exif else []))
    cleaned = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body
    pixels.check(cleaned, "WEBP")
    return Clean(cleaned, removed)


def wav(data: bytes, kind: str) -> Clean:
    """Format and samples; recorders that die before writing the length leave 0 or -1, which means: to the end."""
    kept, removed = list[tuple[bytes, bytes]](), set[str]()
    if data[:4] != b"RIFF":
        raise Refusal("broken")
    for name, body in _riff(data[12:], is_open_end=True):
        if name in WAV_KEPT:
            kept.append((name, body))
        else:
            removed |= WAV_TOLD.get(name, {"tags"}) if body.strip(b"\0") else set()
    if {name for name, _ in kept} < {b"fmt ", b"data"}:
        raise Refusal("broken")
    body = _riff_written(kept)
    return Clean(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body, removed)


def _riff(data: bytes, is_open_end: bool = False) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length
        if end > len(data) or (name == b"data" and length in (0, UNKNOWN_LENGTH)):
            if not (is_open_end and name == b"data"):
                raise Refusal("broken")
            end = len(data)
        yield name, data[at + 8 : end]
        at = end + (length & 1)


def _riff_written(parts: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(
        name + struct.pack("<I", len(body)) + body + (b"\0" if len(body) % 2 else b"") for name, body in parts
    )
