"""The task `clean`: finds the cleaner by its name and puts its verdict on the wire. Knows no format."""

import importlib
from typing import Any, BinaryIO

from wbs.evidence.child import Reply
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal

# FileType.cleaner -> "module:function"; imported when wanted, so that a photo does not wait for the PDF library.
CLEANERS = {
    "jpeg": "jpeg:clean",
    "png": "png:clean",
    "webp": "riff:webp",
    "gif": "gif:clean",
    "heic": "redrawn:as_jpeg",
    "redrawn": "redrawn:as_before",
    "pdf": "pdf:clean",
    "ooxml": "ooxml:clean",
    "odf": "odf:clean",
    "tags": "sound:clean",
    "wav": "riff:wav",
    "boxes": "boxes:clean",
    "text": "plain:text",
    "zip": "archives:zipped",
    "rar": "rar:look",
    "7z": "archives:seven",
    "ole": "archives:ole",
}
# A recording that broke off may still be brought back by somebody with the tools: the person decides.
RECOVERABLE = frozenset(("boxes", "tags", "wav"))


def clean(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """`arguments`: cleaner (a key of CLEANERS), kind (key of the file's type)."""
    module, _, function = CLEANERS[arguments["cleaner"]].partition(":")
    cleaner = getattr(importlib.import_module(f"wbs.evidence.cleaners.{module}"), function)
    before = source.read()
    try:
        cleaned: Clean = cleaner(before, arguments["kind"])
    except Refusal as refusal:
        if refusal.reason == "broken" and arguments["cleaner"] in RECOVERABLE:
            return reply.header({"outcome": "not_cleanable", "reason": "broken"})
        return reply.header({"outcome": "refused", "reason": refusal.reason})
    except NotCleanable as why:
        return reply.header({"outcome": "not_cleanable", "reason": why.reason})
    if not cleaned.removed and bytes(cleaned.data) == before:
        return reply.header({"outcome": "nothing_found"})
    told = {"outcome": "cleaned", "removed": sorted(cleaned.removed), "kind": cleaned.kind or arguments["kind"]}
    reply.header(told | {"size": len(cleaned.data)})
    reply.write(cleaned.data)
    return None
