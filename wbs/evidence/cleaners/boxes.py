"""MP4, MOV, M4A, 3GP: boxes that tell are overwritten in place by empty ones, so that every offset stays true.

Kept are the boxes that a player needs, for pictures and sound alone. All others, known or not, become `free`: user
data, `meta`, `uuid`, and whole tracks of sensors, places, timecodes and texts. Then every byte of the media that no
kept track refers to is set to zero (cameras hide positions there). Times become zero, names of devices empty.
"""

import struct
from collections.abc import Iterator

from wbs.evidence.cleaners import samples
from wbs.evidence.cleaners.boxing import Box, children
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

KEPT = {
    "": frozenset((b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"pdin")),
    "moov": frozenset((b"mvhd", b"trak", b"mvex", b"iods")),
    "trak": frozenset((b"tkhd", b"edts", b"mdia", b"tapt", b"clip", b"load")),
    "mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    "minf": frozenset((b"vmhd", b"smhd", b"nmhd", b"gmhd", b"hdlr", b"dinf", b"stbl")),
    "stbl": frozenset((b"stsd", b"stts", b"ctts", b"stss", b"stps", b"stsc", b"stsz", b"stz2", b"stco", b"co64",
                       b"sdtp", b"sgpd", b"sbgp", b"cslg", b"subs", b"saiz", b"saio")),
    "moof": frozenset((b"mfhd", b"traf")),
    "traf": frozenset((b"tfhd", b"tfdt", b"trun", b"sdtp", b"sgpd", b"sbgp", b"subs", b"saiz", b"saio")),
}  # fmt: skip
EMPTY = frozenset((b"free", b"skip", b"wide"))
SEEN, HEARD = b"vide", b"soun"
TOLD = {b"uuid": "tags", b"udta": "tags", b"meta": "tags", b"gps ": "location", b"thum": "thumbnail"}
WORDS = {
    "location": (b"\xa9xyz", b"loci", b"location", b"GPS", b"gps"),
    "device": (b"\xa9mak", b"\xa9mod", b"com.apple.quicktime.m", b"CNCV", b"FIRM", b"SerialNumber", b"CAME", b"manu"),
    "author": (b"\xa9ART", b"\xa9aut", b"auth", b"\xa9nam", b"creator", b"artist"),
    "software": (b"\xa9too", b"\xa9swr", b"CreatorTool", b"software", b"\xa9enc"),
    "time": (b"\xa9day", b"creationdate"),
}
VIDEO_ENTRY = 86  # bytes of a picture's sample entry before its own boxes


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal("broken") where lengths lie, NotCleanable("sensors") for streams in pieces with sensor tracks."""
    file = bytearray(data)
    try:
        top = list(children(file, 0, len(file)))
        if not any(box.name == b"moov" for box in top):
            raise Refusal("broken")
        is_in_pieces = any(box.name == b"moof" for box in top)
        if is_in_pieces and not all(_is_seen_or_heard(file, trak) for trak in _tracks(file, top)):
            raise NotCleanable("sensors")
        starts = samples.starts(file, list(_tracks(file, top)))  # of all tracks, as long as they can be read
        removed = _prune(file, top, "")
        if not is_in_pieces:
            removed |= _empty_media(file, top, starts)
    except (struct.error, IndexError):
        raise Refusal("broken") from None
    return Clean(file, removed)


def _prune(file: bytearray, boxes: list[Box], inside: str) -> set[str]:
    """Frees what is not kept, goes into what is."""
    removed = set[str]()
    for box in boxes:
        if box.name not in KEPT[inside] or (box.name == b"trak" and not _is_seen_or_heard(file, box)):
            removed |= _free(file, box)
        elif box.name.decode("latin-1") in KEPT:
            removed |= _prune(file, list(children(file, box.body, box.end)), box.name.decode("latin-1"))
        else:
            removed |= _neutral(file, box)
    return removed


def _free(file: bytearray, box: Box) -> set[str]:
    """The same length of nothing; answers what was there."""
    body = bytes(file[box.body : box.end])
    told = {key for key, words in WORDS.items() if any(word in body for word in words)}
    if box.name == b"trak":
        told |= {"sensors"}
    elif body.strip(b"\0") and not told and box.name not in EMPTY:
        told = {TOLD.get(box.name, "tags")}
    file[box.start + 4 : box.start + 8] = b"free"
    file[box.body : box.end] = bytes(box.end - box.body)
    return told


def _is_seen_or_heard(file: bytearray, trak: Box) -> bool:
    return _handler(file, trak) in (SEEN, HEARD)


def _handler(file: bytearray, trak: Box) -> bytes:
    for mdia in _named(file, trak, b"mdia"):
        for hdlr in _named(file, mdia, b"hdlr"):
            return bytes(file[hdlr.body + 8 : hdlr.body + 12])
    return b""


def _named(file: bytearray, parent: Box, name: bytes) -> Iterator[Box]:
    return (box for box in children(file, parent.body, parent.end) if box.name == name)


def _neutral(file: bytearray, box: Box) -> set[str]:
    """Fields within boxes that have to stay."""
    if box.name in (b"mvhd", b"tkhd", b"mdhd"):
        width = 16 if file[box.body] == 1 else 8
        return _zero(file, box.body + 4, min(box.body + 4 + width, box.end), "time")
    if box.name == b"hdlr":
        return _zero(file, box.body + 12, box.end, "software")
    if box.name == b"dinf":
        return _local_references(file, box)
    if box.name == b"stsd":
        return _sample_entries(file, box)
    return set()


def _zero(file: bytearray, start: int, end: int, told: str) -> set[str]:
    was = any(file[start:end])
    file[start:end] = bytes(max(0, end - start))
    return {told} if was else set()


def _local_references(file: bytearray, dinf: Box) -> set[str]:
    """Data references name files of another machine when they name anything."""
    removed = set[str]()
    for dref in _named(file, dinf, b"dref"):
        for entry in children(file, dref.body + 8, dref.end):
            removed |= _zero(file, entry.body + 4, entry.end, "paths")
    return removed


def _sample_entries(file: bytearray, stsd: Box) -> set[str]:
    """Name of the compressor and of its vendor, in pictures."""
    removed = set[str]()
    for entry in children(file, stsd.body + 8, stsd.end):
        if entry.end - entry.start >= VIDEO_ENTRY and file[entry.start + 50] < 32 and _is_picture(file, entry):
            removed |= _zero(file, entry.start + 20, entry.start + 24, "software")
            removed |= _zero(file, entry.start + 50, entry.start + 82, "software")
    return removed


def _is_picture(file: bytearray, entry: Box) -> bool:
    """Frames per sample is 1 and the colour table -1 or absent, which no entry of a sound has there."""
    return file[entry.start + 48 : entry.start + 50] == b"\0\1"


def _empty_media(file: bytearray, top: list[Box], starts: list[int]) -> set[str]:
    """Zeroes of the media what no kept track refers to."""
    media = [(box.body, box.end) for box in top if box.name == b"mdat"]
    found = False
    used = samples.ranges(file, list(_tracks(file, top)), media, starts)
    for start, end in samples.gaps(media, used):
        found |= any(file[start:end])
        file[start:end] = bytes(end - start)
    return {"sensors"} if found else set()


def _tracks(file: bytearray, top: list[Box]) -> Iterator[Box]:
    return (trak for moov in top if moov.name == b"moov" for trak in _named(file, moov, b"trak"))
