"""The manifest of a dossier: every part with its hash, what was left out, by whom and for whom it was made."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wbs.cases.attachments import Attachment
from wbs.cases.dossier_pages import Material

FORMAT = "wbs dossier"


@dataclass(frozen=True)
class Choice:
    """What goes in beside report, timeline and custody."""

    dialogue: bool = True
    notes: bool = False
    files: bool = True


@dataclass(frozen=True)
class Occasion:
    """By whom, for whom and when it is made; names as the directory has them, `recipient` empty for words."""

    made_at: datetime
    by: str
    by_name: str
    recipient: str = ""
    recipient_name: str = ""


def manifest_of(material: Material, choice: Choice, occasion: Occasion, parts: dict[str, bytes]) -> dict[str, Any]:
    opened = material.opened
    texts = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(parts.items())
    ]
    return {
        "v": 1, "format": FORMAT, "case": opened.held.number, "realm": opened.held.realm,
        "made_at": occasion.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": {"id": occasion.by, "name": occasion.by_name},
        "made_for": {"id": occasion.recipient, "name": occasion.recipient_name},
        "parts": vars(choice), "masked": len(opened.masks.masks), "redacted": len(opened.masks.redactions),
        "files": texts + [_listed(one.path, one.file) for one in material.enclosed if one.path],
        "left_out": [_listed("", one.file) for one in material.enclosed if not one.path],
    }  # fmt: skip


def _listed(path: str, file: Attachment) -> dict[str, Any]:
    return {
        "name": path, "size": file.size, "sha256": file.sha256, "media": file.media, "from": file.direction,
        "added_on": file.added_on.isoformat(), "cleaning": file.outcome, "removed": list(file.removed),
        "original": {"size": file.original_size, "sha256": file.original_sha256}, "state": file.state,
    }  # fmt: skip


def as_json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
