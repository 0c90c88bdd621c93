"""RAR archives of both formats, only looked at: whether names or files are locked with a password."""

from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

MARK_5, MARK_4 = b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00"


def look(data: bytes, kind: str) -> Clean:
    if data.startswith(MARK_5) and _is_locked_5(data):
        raise Refusal("encrypted")
    if data.startswith(MARK_4) and _is_locked_4(data):
        raise Refusal("encrypted")
    raise NotCleanable("archive")


def _is_locked_4(data: bytes) -> bool:
    """Blocks: checksum 2, type 1, flags 2, size 2, and with flag 0x8000 a size of data 4."""
    at = len(MARK_4)
    while at + 11 <= len(data):
        sort, flags = data[at + 2], int.from_bytes(data[at + 3 : at + 5], "little")
        size = int.from_bytes(data[at + 5 : at + 7], "little")
        if (sort == 0x73 and flags & 0x80) or (sort == 0x74 and flags & 0x04):  # main header, file header
            return True
        if size < 7:
            return False
        at += size + (int.from_bytes(data[at + 7 : at + 11], "little") if flags & 0x8000 else 0)
    return False


def _is_locked_5(data: bytes) -> bool:
    """Blocks: checksum 4, then variable-length numbers: size, type, flags, extra size, data size; extra records."""
    at = len(MARK_5)
    while at + 7 <= len(data):
        size, start = _number(data, at + 4)
        sort, here = _number(data, start)
        flags, here = _number(data, here)
        extra, here = _number(data, here) if flags & 1 else (0, here)
        packed, here = _number(data, here) if flags & 2 else (0, here)
        if sort == 4 or (extra and _names_encryption(data, start + size - extra, start + size)):
            return True
        if sort == 5 or not size:
            return False
        at = start + size + packed
    return False


def _names_encryption(data: bytes, at: int, end: int) -> bool:
    while at < end:
        size, at = _number(data, at)
        sort, _ = _number(data, at)
        if sort == 1:
            return True
        at += max(size, 1)
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(10):
        byte = data[at + step] if at + step < len(data) else 0
        value |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:
            return value, at + step + 1
    return value, at + 10
