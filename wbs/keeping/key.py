"""The backup key: its public half in the key folder, where every backup finds it; its secret half off the machine.

The secret half is a few lines of text, so that it can be printed and typed in again; the id in it catches a slip.
"""

import os
from pathlib import Path

from wbs.crypto.identity import PUBLIC_BYTES, Identity, Recipient
from wbs.keyfolder import MissingKey, write_secret

PUBLIC_NAME = "backup.pub"
TITLE = "wbs backup key 1"
MOST_BYTES = 4096
GROUP = 8


class NoKey(Exception):
    """That file is not a backup key, or was copied wrongly."""


def backup_recipient(keys_dir: Path) -> Recipient:
    """To whom backups are sealed. Raises MissingKey.

    Not a directory recipient: it gets no case key, only archives of rows that are sealed already.
    """
    path = keys_dir / PUBLIC_NAME
    try:
        public = path.read_bytes()
    except FileNotFoundError:
        raise MissingKey(PUBLIC_NAME) from None
    if path.stat().st_mode & 0o022:
        raise MissingKey(f"{PUBLIC_NAME}: writable by others, set mode 600")
    if len(public) != PUBLIC_BYTES:
        raise MissingKey(f"{PUBLIC_NAME}: damaged")
    return Recipient(public)


def make_backup_key(keys_dir: Path, file: Path) -> Identity:
    """Writes the secret half to `file`, which must not exist, then the public one. Raises OSError."""
    identity = Identity.generate()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(written(identity))
        opened.flush()
        os.fsync(opened.fileno())
    write_secret(keys_dir / PUBLIC_NAME, identity.public_key)
    return identity


def written(identity: Identity) -> str:
    digits = identity.seed.hex()
    groups = " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
    return f"{TITLE}\nid {identity.key_id}\nseed {groups}\n"


def read_backup_key(file: Path) -> Identity:
    """Raises NoKey, OSError."""
    with file.open("rb") as opened:
        words = opened.read(MOST_BYTES).decode("ascii", "replace").lower().split()
    title = TITLE.split()
    if words[: len(title)] != title or words[len(title) :][:1] != ["id"] or "seed" not in words:
        raise NoKey
    key_id, digits = words[len(title) + 1], "".join(words[words.index("seed") + 1 :])
    try:
        identity = Identity(bytes.fromhex(digits))
        if identity.key_id != key_id:
            raise NoKey
    except ValueError:
        raise NoKey from None
    return identity
