"""MP4 and MOV put together box by box: pictures, sound, a track of places, user data, times, names of devices."""

import struct
from dataclasses import dataclass

from tests.evidence.making import MARK, xmp

WHEN = 3_900_000_000


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def full(name: bytes, *parts: bytes, version: int = 0) -> bytes:
    return box(name, bytes([version, 0, 0, 0]), *parts)


@dataclass(frozen=True)
class Track:
    number: int
    handler: bytes
    entry: bytes
    samples: tuple[bytes, ...]
    constant: int = 0  # QuickTime's plain sound counts in samples of one byte
    count: int = 0


def seen(number: int = 1) -> Track:
    entry = struct.pack(">6xHHH4sII", 1, 0, 0, b"appl", 512, 512)
    entry += struct.pack(">HHIII", 320, 240, 72 << 16, 72 << 16, 0)
    name = f"{MARK} cam".encode()
    entry += struct.pack(">H", 1) + bytes([len(name)]) + name.ljust(31, b"\0") + struct.pack(">Hh", 24, -1)
    return Track(number, b"vide", box(b"avc1", entry, box(b"avcC", b"\1\x42\0\x1e\xff\xe0\0")), _numbered(b"V", 5))


def heard(number: int = 2) -> Track:
    entry = struct.pack(">6xHHHIHHHHI", 1, 0, 0, 0, 1, 16, 0, 0, 8000 << 16)
    return Track(number, b"soun", box(b"mp4a", entry, box(b"btrt", bytes(12))), _numbered(b"A", 7))


def plain_sound(number: int = 2) -> Track:
    entry = struct.pack(">6xHHHIHHHHI", 1, 0, 0, 0, 1, 16, 0, 0, 8000 << 16)
    return Track(number, b"soun", box(b"sowt", entry, box(b"btrt", bytes(12))), (b"W" * 2000,), constant=1, count=1000)


def places(number: int = 3, handler: bytes = b"meta", kind: bytes = b"gpmd") -> Track:
    told = tuple(b"GPS5 -6.2088,106.8456 " + MARK.encode() + bytes([65 + n]) for n in range(3))
    return Track(number, handler, box(kind, struct.pack(">6xH", 1)), told)


def _numbered(letter: bytes, count: int) -> tuple[bytes, ...]:
    return tuple(letter * (40 + 3 * number) + b"%d" % number for number in range(count))


def film(brand: bytes, tracks: tuple[Track, ...], moov_first: bool = True, wide: bool = False) -> bytes:
    """`wide`: 64-bit offsets and lengths, version 1 of the headers."""
    head = box(b"ftyp", brand, struct.pack(">I", 0), brand)
    hidden = box(b"uuid", bytes(16), xmp()) + box(b"free", MARK.encode())
    media = b"freeGPS " + MARK.encode() + b"".join(b"".join(track.samples) for track in tracks)
    long = wide
    media_box = struct.pack(">I4sQ", 1, b"mdat", 16 + len(media)) + media if long else box(b"mdat", media)
    size = len(_moov(tracks, 0, wide))
    start = len(head) + len(hidden) + (size if moov_first else 0) + (16 if long else 8)
    moov = _moov(tracks, start + len(b"freeGPS " + MARK.encode()), wide)
    return head + hidden + (moov + media_box if moov_first else media_box + moov)


def _moov(tracks: tuple[Track, ...], start: int, wide: bool) -> bytes:
    version, times = int(wide), struct.pack(">QQ" if wide else ">II", WHEN, WHEN)
    length = struct.pack(">Q" if wide else ">I", 5000)
    mvhd = full(b"mvhd", times, struct.pack(">I", 1000), length, bytes(76), struct.pack(">I", 9), version=version)
    made = []
    for track in tracks:
        made.append(_trak(track, start, times, length, wide))
        start += sum(map(len, track.samples))
    place = f"-06.2088+106.8456/{MARK}".encode()
    tags = full(b"meta", full(b"hdlr", bytes(4), b"mdir", bytes(13)), box(b"ilst", _item()))
    user = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7), place), box(b"\xa9mak", _text(MARK)),
               box(b"\xa9mod", _text(MARK)), tags)  # fmt: skip
    keys = full(b"keys", struct.pack(">I", 1), box(b"mdta", b"com.apple.quicktime.location.ISO6709"))
    value = box(struct.pack(">I", 1), box(b"data", struct.pack(">II", 1, 0), place))
    apple = box(b"meta", full(b"hdlr", bytes(4), b"mdta", bytes(13)), keys, box(b"ilst", value))
    return box(b"moov", mvhd, *made, user, apple, box(b"gps ", MARK.encode()))


def _text(text: str) -> bytes:
    return struct.pack(">HH", len(text), 0x15C7) + text.encode()


def _item() -> bytes:
    return box(b"\xa9ART", box(b"data", struct.pack(">II", 1, 0), MARK.encode()))


def _trak(track: Track, start: int, times: bytes, length: bytes, wide: bool) -> bytes:
    version = int(wide)
    tkhd = full(b"tkhd", times, struct.pack(">II", track.number, 0), length, bytes(60), version=version)
    mdhd = full(b"mdhd", times, struct.pack(">I", 1000), length, bytes(4), version=version)
    hdlr = full(b"hdlr", b"mhlr", track.handler, b"appl", bytes(8), bytes([len(MARK)]) + MARK.encode())
    link = box(b"dinf", full(b"dref", struct.pack(">I", 1), box(b"alis", bytes(4), f"/Users/{MARK}/a.mov".encode())))
    stbl = box(b"stbl", full(b"stsd", struct.pack(">I", 1), track.entry), full(b"stts", struct.pack(">I", 0)),
               *_sizes(track), _offsets(track, start, wide))  # fmt: skip
    minf = box(b"minf", full(b"vmhd", bytes(8)), link, stbl)
    aside = box(b"udta", box(b"name", MARK.encode()))
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf), aside, box(b"tref", box(b"cdsc", struct.pack(">I", 1))))


def _sizes(track: Track) -> tuple[bytes, ...]:
    if track.constant:
        sizes = struct.pack(">II", track.constant, track.count)
        return full(b"stsc", struct.pack(">IIII", 1, 1, track.count, 1)), full(b"stsz", sizes)
    # Two samples in the first chunk, one in each of the others.
    runs = struct.pack(">IIIIIII", 2, 1, 2, 1, 2, 1, 1)
    sizes = struct.pack(f">II{len(track.samples)}I", 0, len(track.samples), *map(len, track.samples))
    return full(b"stsc", runs), full(b"stsz", sizes)


def _offsets(track: Track, start: int, wide: bool) -> bytes:
    offsets = [start]
    for sample in track.samples[:-1]:
        offsets.append(offsets[-1] + len(sample))
    if not track.constant:
        del offsets[1]
    form = f">I{len(offsets)}{'Q' if wide else 'I'}"
    return full(b"co64" if wide else b"stco", struct.pack(form, len(offsets), *offsets))


def mp4(moov_first: bool = True, wide: bool = False) -> bytes:
    return film(b"isom", (seen(), heard(), places()), moov_first, wide)


def mov() -> bytes:
    return film(b"qt  ", (seen(), plain_sound(), places(3, b"tmcd", b"tmcd")), moov_first=False)


def m4a() -> bytes:
    return film(b"M4A ", (heard(1), places(2, b"text", b"text")))


def in_pieces(sensors: bool) -> bytes:
    tracks = (seen(), places()) if sensors else (seen(),)
    return film(b"iso5", tracks) + box(b"moof", full(b"mfhd", struct.pack(">I", 1)), box(b"meta", MARK.encode()))
