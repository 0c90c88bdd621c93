"""GIF without comments and the applications' own blocks; frames, timing and looping stay. Unpacks no pixel."""

from wbs.evidence.cleaners import pixels
from wbs.evidence.cleaners.exif import told_by_words
from wbs.evidence.cleaners.verdicts import Clean, Refusal

TRAILER, EXTENSION, IMAGE = 0x3B, 0x21, 0x2C
CONTROL, COMMENT, PLAIN_TEXT, APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
LOOPING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
HEADER, DESCRIPTOR = 13, 10


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal("broken") where a block ends before it should."""
    try:
        cleaned, removed = _walk(data)
    except (IndexError, ValueError):
        raise Refusal("broken") from None
    pixels.check(cleaned, "GIF")
    return Clean(cleaned, removed)


def _walk(data: bytes) -> tuple[bytes, set[str]]:
    at = HEADER + _palette(data[10])
    kept, removed = [data[:at]], set[str]()
    while data[at] != TRAILER:
        if data[at] == IMAGE:
            end = _after_blocks(data, at + DESCRIPTOR + _palette(data[at + 9]) + 1)
            kept.append(data[at:end])
        elif data[at] == EXTENSION:
            end = _after_blocks(data, at + 2)
            if data[at + 1] == CONTROL or (data[at + 1] == APPLICATION and data[at + 3 : at + 14] in LOOPING):
                kept.append(data[at:end])
            else:
                removed |= {"comments"} if data[at + 1] == COMMENT else told_by_words(data[at:end])
        else:
            raise ValueError
        at = end
    removed |= {"attachments"} if data[at + 1 :].strip(b"\0") else set()
    return b"".join([*kept, b"\x3b"]), removed


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
