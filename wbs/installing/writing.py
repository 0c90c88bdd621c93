"""Writes the planned files below a root: all of them or none, and never over a change that somebody made.

What was written is remembered by its hash, so that an upgrade replaces what is still ours and stops at the rest.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbs.installing.plan import Planned

RECORD = Path("etc/wbs/.installed")  # as `sha256sum` writes it
NEW, SAME, RENEWED, THEIRS = "baru", "sama", "diperbarui", "milik Anda"
FOLDER_MODES = {"etc/wbs": 0o750, "etc/wbs/keys": 0o700}


class Changed(Exception):
    """Files that somebody changed stand in the way; nothing was written. `paths` below the root."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = tuple(paths)


@dataclass(frozen=True)
class Written:
    path: str
    what: str


def write(root: Path, planned: Sequence[Planned]) -> tuple[Written, ...]:
    """Raises Changed before anything is written."""
    recorded = _recorded(root / RECORD)
    done = tuple(Written(str(one.path), _what(root, one, recorded)) for one in planned)
    if changed := [one.path for one in done if not one.what]:
        raise Changed(changed)
    for one, result in zip(planned, done, strict=True):
        if result.what in (NEW, RENEWED):
            _write(root, root / one.path, one.text, one.mode)
    ours = [f"{_hash(one.text.encode())}  {one.path}\n" for one in planned if not one.is_theirs]
    _write(root, root / RECORD, "".join(ours), 0o640)
    return done


def _what(root: Path, one: Planned, recorded: Mapping[str, str]) -> str:
    """Nothing when the file is somebody's."""
    path = root / one.path
    if not path.exists():
        return NEW
    there = path.read_bytes()
    if there == one.text.encode():
        return SAME
    if one.is_theirs:
        return THEIRS
    return RENEWED if recorded.get(str(one.path)) == _hash(there) else ""


def _recorded(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return {name: digest for digest, name in _pairs(path.read_text("utf-8"))}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield digest, name


def _hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _write(root: Path, path: Path, text: str, mode: int) -> None:
    for folder in [*reversed(path.relative_to(root).parents)][1:]:
        wanted = FOLDER_MODES.get(str(folder), 0o755)
        if not (root / folder).exists():
            (root / folder).mkdir()
            (root / folder).chmod(wanted)
    partial = path.with_name(f".{path.name}.new")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)  # whatever the umask
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
