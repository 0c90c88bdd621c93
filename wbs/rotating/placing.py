"""Key files: a new one appears whole and never over another, a retired one is renamed. Nothing else touches the folder.

Whether a key may go is not decided here.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from wbs.keyfolder import KEY_BYTES
from wbs.keynumbers import file_name, former_numbers, live_numbers, names_in


def next_number(folder: Path, kind: str) -> int:
    names = names_in(folder)
    return max((*live_numbers(kind, names), *former_numbers(kind, names)), default=0) + 1


def place(folder: Path, kind: str, number: int) -> None:
    """Writes a new key, mode 600. Raises FileExistsError when another command was sooner."""
    path = folder / file_name(kind, number)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)  # unlike a rename it never replaces a key that somebody may be using already
    finally:
        partial.unlink(missing_ok=True)
    _settle(folder)


def retire(folder: Path, kind: str, number: int) -> None:
    """Renames it, so that no process takes it up and a mistake can be undone."""
    os.rename(folder / file_name(kind, number), folder / file_name(kind, number, is_former=True))
    _settle(folder)


def forget(folder: Path, kind: str, number: int) -> None:
    """Removes a retired one for good."""
    (folder / file_name(kind, number, is_former=True)).unlink()
    _settle(folder)


def written_at(folder: Path, kind: str, number: int, is_former: bool = False) -> datetime:
    """When the file was written; a copy may say something later."""
    return datetime.fromtimestamp((folder / file_name(kind, number, is_former)).stat().st_mtime).astimezone()


def _settle(folder: Path) -> None:
    """Makes the name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
