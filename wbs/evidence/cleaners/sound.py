"""Sound files without their tags: MP3, OGG (Vorbis, Opus, Speex), FLAC, AAC. The sound itself is not touched."""

import io

import mutagen
from mutagen.apev2 import APENoHeaderError, APEv2
from mutagen.id3 import delete as delete_id3

from wbs.evidence.cleaners import flac
from wbs.evidence.cleaners.verdicts import Clean, Refusal

WORDS = {
    "location": ("location", "gps", "geo"),
    "author": ("artist", "tpe", "composer", "tcom", "author", "owner", "ownr", "performer", "contact", "copyright"),
    "time": ("date", "tdrc", "tdrl", "tden", "year", "tyer"),
    "software": ("encoder", "tenc", "tsse", "encoded"),
    "comments": ("comm", "description", "uslt", "lyrics"),
    "thumbnail": ("apic", "picture"),
    "device": ("device", "model"),
}
LYRICS = b"LYRICS200"


def clean(data: bytes, kind: str) -> Clean:
    """Raises Refusal("broken") for what is no sound of its kind."""
    try:
        return {"flac": flac.clean, "ogg": _ogg}.get(kind, _framed)(data)
    except (mutagen.MutagenError, IndexError, ValueError, KeyError, EOFError):
        raise Refusal("broken") from None


def _framed(data: bytes) -> Clean:
    """Frames of MPEG with blocks of tags before and behind: ID3 in all versions, APE, Lyrics3."""
    removed = _told(data)
    file = io.BytesIO(data)
    while _has_tags(file):
        before = len(file.getbuffer())
        delete_id3(file)
        _delete_ape(file)
        if len(file.getbuffer()) == before:
            break
    cleaned = _without_lyrics(file.getvalue())
    if not cleaned:
        raise Refusal("broken")
    return Clean(cleaned, removed | ({"tags"} if len(cleaned) != len(data) and not removed else set()))


def _has_tags(file: io.BytesIO) -> bool:
    held = file.getvalue()
    return held[:3] == b"ID3" or held[-128:-125] == flac.ID3_OLD or b"APETAGEX" in held[-65536:]


def _delete_ape(file: io.BytesIO) -> None:
    file.seek(0)
    try:
        APEv2(file).delete(file)
    except (APENoHeaderError, mutagen.MutagenError):
        pass
    file.seek(0)


def _without_lyrics(data: bytes) -> bytes:
    if not data.endswith(LYRICS):
        return data
    start = data.rfind(b"LYRICSBEGIN")
    return data[:start] if start >= 0 else data


def _told(data: bytes) -> set[str]:
    try:
        opened = mutagen.File(io.BytesIO(data))
    except (mutagen.MutagenError, ValueError, KeyError, IndexError):
        return set()
    names = " ".join(str(key).lower() for key in (opened.tags or {}).keys()) if opened is not None else ""
    told = {key for key, words in WORDS.items() if any(word in names for word in words)}
    return told or ({"tags"} if names else set())


def _ogg(data: bytes) -> Clean:
    file = io.BytesIO(data)
    opened = mutagen.File(file)
    if opened is None:
        raise Refusal("broken")
    removed = _told(data)
    if opened.tags is not None:
        opened.tags.clear()
        if hasattr(opened.tags, "vendor"):
            opened.tags.vendor = ""
        if hasattr(opened.tags, "_pad_data"):  # what follows the tags of Opus may be kept by whoever rewrites
            opened.tags._pad_data = b""
        file.seek(0)
        opened.save(file, padding=lambda info: 0)
    return Clean(file.getvalue(), removed)
