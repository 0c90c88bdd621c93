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

from wbs.keynumbers import file_name, former_numbers, live_numbers, names_in

KEY_BYTES = 32
SALT_BYTES = 16  # what RFC 9106 asks for; installations from before have 32
ACL_USER, ACL_OTHERS = 0x02, frozenset({0x04, 0x08, 0x20})  # acl(5): a named user; groups and everybody
FACES = ("public", "staff", "worker")  # who writes into the ledger, each under a key of its own


class MissingKey(Exception):
    """A secret that this process needs is not in its key folder; the message names the file."""


@dataclass(frozen=True)
class OlderKey:
    """A ledger key that is not the newest of its face. A retired one proves entries, and writes none any more."""

    number: int
    key: bytes = field(repr=False)
    is_retired: bool


class LedgerKeys(dict[str, bytes]):
    """face -> the HMAC key that it writes under; `older` are those before it, newest first."""

    def __init__(self, newest: dict[str, bytes], older: dict[str, tuple[OlderKey, ...]] | None = None) -> None:
        super().__init__(newest)
        self.older = older or {}


@dataclass(frozen=True)
class Keys:
    """What one process may hold. All values are 32 raw bytes unless said otherwise."""

    salt: bytes = field(repr=False)  # of the reporters' codes, one per instance
    code_peppers: tuple[bytes, ...] = field(repr=False)  # of reporters' codes, newest first; each live one is tried
    staff_peppers: tuple[bytes, ...] = field(repr=False)  # of officers' passwords; empty on the public face
    directory_public: bytes = field(repr=False)  # Ed25519, raw
    tickets: tuple[bytes, ...] = field(repr=False, default=())  # newest first: forms of the older ones are still open
    ledger: LedgerKeys = field(repr=False, default_factory=lambda: LedgerKeys({}))
    notifier_seeds: tuple[bytes, ...] = field(repr=False, default=())  # open contact addresses: the worker's alone

    @property
    def ticket(self) -> bytes | None:
        """The one that new forms get."""
        return self.tickets[0] if self.tickets else None

    @property
    def notifier_seed(self) -> bytes | None:
        return self.notifier_seeds[0] if self.notifier_seeds else None

    def worker_keys(self) -> tuple[bytes, ...]:
        """Every key under which the worker ever wrote, newest first: a backup may be older than a rotation."""
        return (self.ledger_key("worker"), *(one.key for one in self.ledger.older.get("worker", ())))

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
            write_secret(folder / name, secrets.token_bytes(SALT_BYTES if name == "salt" else KEY_BYTES))


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
        salt=_required(folder / "salt", (SALT_BYTES, KEY_BYTES)),
        code_peppers=live_keys(folder, "pepper.code"),
        staff_peppers=live_keys(folder, "pepper.staff"),
        directory_public=_required(folder / "directory.pub"),
        tickets=live_keys(folder, "ticket"),
        ledger=_ledger_keys(folder),
        notifier_seeds=live_keys(folder, "notifier"),
    )


def live_keys(folder: Path, kind: str) -> tuple[bytes, ...]:
    """Every key of a kind that is in use, the highest number first."""
    return tuple(read_key(folder / file_name(kind, number)) for number in live_numbers(kind, names_in(folder)))


def read_key(path: Path) -> bytes:
    """32 bytes. Raises MissingKey."""
    return _required(path)


def _ledger_keys(folder: Path) -> LedgerKeys:
    newest, older, names = {}, {}, names_in(folder)
    for face in FACES:
        live, former = live_numbers(f"ledger.{face}", names), former_numbers(f"ledger.{face}", names)
        if not live:
            continue
        newest[face] = _required(folder / file_name(f"ledger.{face}", live[0]))
        found = [(number, False) for number in live[1:]] + [(number, True) for number in former]
        older[face] = tuple(
            OlderKey(number, _required(folder / file_name(f"ledger.{face}", number, is_retired)), is_retired)
            for number, is_retired in sorted(found, reverse=True)
        )
    return LedgerKeys(newest, older)


def _required(path: Path, lengths: tuple[int, ...] = (KEY_BYTES,)) -> bytes:
    value = _optional(path, lengths)
    if value is None:
        raise MissingKey(path.name)
    return value


def _optional(path: Path, lengths: tuple[int, ...]) -> bytes | None:
    try:
        value = path.read_bytes()
    except FileNotFoundError:
        return None
    _refuse_open(path)
    if len(value) not in lengths:
        raise MissingKey(f"{path.name}: damaged, {lengths[0]} bytes are needed")
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

    A file outside the key folder, shared by the processes of one machine (of several: runtime/peppers.py); the last two
    are live.
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
        self._write([secrets.token_hex(32), *kept])

    def _write(self, peppers: list[str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(self.path, "\n".join(peppers).encode("ascii"), shared_mode(self.path.parent))
