"""Pictures and sounds inside documents: each goes through the cleaner of its own kind. Knows which may lie there."""

import importlib

from wbs.evidence.cleaners import drawings
from wbs.evidence.cleaners.verdicts import NotCleanable, Refusal
from wbs.evidence.types import HEAD, detect

# Their cleaners keep the kind, so that the document still finds what it refers to.
_CLEANERS = {
    "jpeg": "jpeg:clean", "png": "png:clean", "webp": "riff:webp", "gif": "gif:clean", "tiff": "redrawn:as_before",
    "bmp": "redrawn:as_before", "wav": "riff:wav", "mp3": "sound:clean", "ogg": "sound:clean", "flac": "sound:clean",
    "m4a": "boxes:clean", "mp4": "boxes:clean", "mov": "boxes:clean",
}  # fmt: skip


def clean_inside(name: str, content: bytes) -> tuple[bytes, set[str]]:
    """The same file, clean, and what was in it. Raises NotCleanable for a kind that hides what we cannot remove;
    a broken picture is no secret: it becomes empty."""
    if not content:
        return content, set()
    kind = detect(content[:HEAD], name, len(content)).key
    if drawings.is_metafile(content):
        return drawings.metafile(content), set()
    if kind == "svg":
        return drawings.svg(content)
    if kind not in _CLEANERS:
        raise NotCleanable("unknown")
    module, _, function = _CLEANERS[kind].partition(":")
    try:
        cleaned = getattr(importlib.import_module(f"wbs.evidence.cleaners.{module}"), function)(content, kind)
    except Refusal as refusal:
        if refusal.reason != "broken":
            raise
        return b"", {"attachments"}
    return bytes(cleaned.data), cleaned.removed
