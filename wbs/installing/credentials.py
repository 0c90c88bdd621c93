"""Which files of the key folder each process is given. A table; pure.

Whoever breaks into the public face finds nothing that opens a report, a contact or a password. Does not know what a key
is for (keyfolder.py), nor how systemd hands it over (systemd.exec(5), LoadCredential).
"""

import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

FOLDER = "/etc/wbs/keys"
DIRECTORIES = ("directory.pub", "directory-bypass", "directory-main")
STORE = "store.*"  # of an S3-compatible store, where there is one

NEEDED: Mapping[str, tuple[str, ...]] = {
    "public": (
        *DIRECTORIES, "ledger.public", "ledger.public.*[0-9]", "pepper.code.*[0-9]", "salt", "ticket", "ticket.*[0-9]",
        STORE,
    ),
    # It checks its own entries, those under retired keys too.
    "staff": (*DIRECTORIES, "ledger.staff", "ledger.staff.*", "pepper.staff.*[0-9]", "salt", STORE),
    # The sequencer checks what every face wrote.
    "worker": (*DIRECTORIES, "ledger.*", "notifier", "notifier.*[0-9]", "salt", STORE),
    "scheduler": ("directory.pub", "directory-main"),  # the zone of the ticks; no key
    # By timers: none that opens anything, and the backup's is public.
    "task-backup": (*DIRECTORIES, "backup.pub", "ledger.worker", "ledger.worker.*[0-9]", "salt", STORE),
    "task-probe": (*DIRECTORIES, "ledger.worker", "ledger.worker.*[0-9]", "salt", "ticket", "ticket.*[0-9]", STORE),
    "task-check": (*DIRECTORIES, "salt", STORE),
    "task-ledger": (*DIRECTORIES, "ledger.*", "salt", STORE),
    "task-verify": (*DIRECTORIES, "salt", STORE),
    "task-alarm@": (*DIRECTORIES, "salt", STORE),
}  # fmt: skip
FOUNDING = (  # what `wbs init` makes: a machine that is not founded yet gets its units for these
    *DIRECTORIES, "ledger.public", "ledger.staff", "ledger.worker", "notifier", "pepper.code.1", "pepper.staff.1",
    "salt", "ticket",
)  # fmt: skip
# Made by a command of its own, after the units: until then its task fails, and says so to whoever keeps the machine.
MADE_LATER = ("backup.pub",)
LINES = re.compile(r"(?:^LoadCredential=.*\n)+", re.MULTILINE)


def credentials_of(service: str, there: Collection[str]) -> tuple[str, ...]:
    """The files among `there` that the service is given, sorted."""
    return tuple(name for name in sorted(there) if any(fnmatchcase(name, pattern) for pattern in NEEDED[service]))


def with_credentials(unit: str, service: str, there: Collection[str]) -> str:
    """The unit's text with one line a key: a rotation adds a pepper, and a store of its own adds two files."""
    expected = {*(there or FOUNDING), *MADE_LATER}
    lines = "".join(f"LoadCredential={name}:{FOLDER}/{name}\n" for name in credentials_of(service, expected))
    return LINES.sub(lambda _found: lines, unit, count=1)


def strangers(service: str, there: Collection[str]) -> tuple[str, ...]:
    """The files among `there` that this process must not have."""
    return tuple(sorted(set(there) - set(credentials_of(service, there))))
