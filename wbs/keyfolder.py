"""The key folder: what an installation keeps beside its database and out of its backups.

Each secret is one file of mode 600. A face gets only the files it needs (docs/OPERATIONS.md); what is missing is
None here, and whoever needs it says so. Never reads the environment, never knows what a key is for.
"""

import os
import secrets
import stat
import struct
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

KEY_BYTES = 32
ACL_USER, ACL_OTHERS = 0x02, frozenset({0x04, 0x08, 0x20})  # acl(5): a named user; groups and everybody
FACES = ("public", "staff", "worker")  # who writes into the ledger, each under a key of its own


class MissingKey(Exception):
    """A secret that this process needs is not in its key folder; the message names the file."""


@dataclass(frozen=True)
class Keys:
    """What one process may hold. All values are 32 raw bytes unless said otherwise."""

    salt: bytes = field(repr=False)  # of the reporters' codes, one per instance
    code_peppers: tuple[bytes, ...] = field(repr=False)  # of reporters' codes, newest first; each live one is tried
    staff_peppers: tuple[bytes, ...] = field(repr=False)  # of officers' passwords; empty on the public face
    directory_public: bytes = field(repr=False)  # Ed25519, raw
    ticket: bytes | None = field(repr=False, default=None)
    ledger: dict[str, bytes] = field(repr=False, default_factory=dict)  # face -> HMAC key
    notifier_seed: bytes | None = field(repr=False, default=None)  # opens contact addresses: the worker's alone

    def newest_code_pepper(self) -> bytes:
        if not self.code_peppers:
            raise MissingKey("pepper.code.1")
        return self.code_peppers[0]

    def ledger_key(self, face: str) -> bytes:
        try:
            return self.ledger[face]
        except KeyError:
            raise MissingKey(f"ledger.{face}") from None


def create_keys(folder: Path) -> None:
    """Makes every secret that is not there yet; never replaces one. Leaves the directory key to `wbs init`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = ["salt", "pepper.code.1", "pepper.staff.1", "ticket", "notifier", *(f"ledger.{face}" for face in FACES)]
    for name in names:
        if not (folder / name).exists():
            write_secret(folder / name, secrets.token_bytes(32))


def write_secret(path: Path, value: bytes, mode: int = 0o600) -> None:
    """Writes a file that only its owner can read, replacing it in one step."""
    partial = path.with_name(path.name + ".new")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def load_keys(folder: Path) -> Keys:
    """Reads what is there. Raises MissingKey for what no process can do without, or a file that others can read."""
    return Keys(
        salt=_required(folder / "salt"),
        code_peppers=_peppers(folder, "code"),
        staff_peppers=_peppers(folder, "staff"),
        directory_public=_required(folder / "directory.pub"),
        ticket=_optional(folder / "ticket"),
        ledger={face: key for face in FACES if (key := _optional(folder / f"ledger.{face}"))},
        notifier_seed=_optional(folder / "notifier"),
    )


def _peppers(folder: Path, whose: str) -> tuple[bytes, ...]:
    """Files `pepper.WHOSE.N`, the highest number first."""
    found = (path for path in folder.glob(f"pepper.{whose}.*") if path.suffix[1:].isdigit())
    return tuple(_required(path) for path in sorted(found, key=lambda path: int(path.suffix[1:]), reverse=True))


def _required(path: Path) -> bytes:
    value = _optional(path)
    if value is None:
        raise MissingKey(path.name)
    return value


def _optional(path: Path) -> bytes | None:
    try:
        value = path.read_bytes()
    except FileNotFoundError:
        return None
    _refuse_open(path)
    if len(value) != KEY_BYTES:
        raise MissingKey(f"{path.name}: damaged, {KEY_BYTES} bytes are needed")
    return value


def _refuse_open(path: Path) -> None:
    if is_open_to_others(path):
        raise MissingKey(f"{path.name}: readable by others, set mode 600")


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner, and this very account, may touch the file.

    systemd gives a service its credentials by an access list, and then the mode's group bits show the list's mask.
    """
    mode = path.stat().st_mode
    try:
        entries = struct.iter_unpack("<HHI", os.getxattr(path, "system.posix_acl_access")[4:])
    except (OSError, AttributeError, struct.error):
        return bool(mode & 0o077)
    me = os.geteuid()
    return any(rights for tag, rights, who in entries if tag in ACL_OTHERS or (tag == ACL_USER and who != me))


def shared_mode(folder: Path) -> int:
    """The mode of a file that several processes need: where the folder has the setgid bit, the accounts of one
    installation share it on purpose (deploy/tmpfiles.d), elsewhere there is one account."""
    return 0o660 if folder.stat().st_mode & stat.S_ISGID else 0o600


def load_text(path: Path) -> str:
    """A secret that others gave, like the credentials of a storage service. Raises MissingKey."""
    try:
        value = path.read_text("ascii").strip()
    except FileNotFoundError:
        raise MissingKey(path.name) from None
    _refuse_open(path)
    return value


class SessionPeppers:
    """The salts of session rows: replaced every night, so that yesterday's rows open nothing.

    A file outside the key folder, shared by the web processes of one machine; the last two are live.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = 0
        self._live: tuple[bytes, ...] = ()

    def live(self) -> tuple[bytes, ...]:
        """Newest first; makes the first one when there is none."""
        if not self.path.exists():
            self.replace()
        stamp = self.path.stat().st_mtime_ns
        if stamp != self._stamp:
            self._live = tuple(bytes.fromhex(line) for line in self.path.read_text("ascii").split())
            self._stamp = stamp
        return self._live

    def replaced_on(self, zone: ZoneInfo) -> date:
        """The day of the last replacement; the first day of all when there was none."""
        if not self.path.exists():
            return date.min
        return datetime.fromtimestamp(self.path.stat().st_mtime, zone).date()

    def replace(self) -> None:
        kept = self.path.read_text("ascii").split()[:1] if self.path.exists() else []
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        value = "\n".join([secrets.token_hex(32), *kept]).encode("ascii")
        write_secret(self.path, value, shared_mode(self.path.parent))
