"""No file but those named: Landlock (Linux 5.13), through its three system calls. Knows paths, nothing of evidence.

Numbers are those of include/uapi/linux/landlock.h; the calls have the same numbers on every architecture.
"""

import ctypes
import os
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH = 1, 1
EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
FILE_RIGHTS_NOW = (1 << 16) - 1  # from version 5 on
ALL_NET = 3  # bind and connect of TCP, from version 4 on
ALL_SCOPES = 3  # abstract sockets and signals beyond ourselves, from version 6 on
NET_SINCE, SCOPES_SINCE = 4, 6
ONLY_FOR_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # rights that a rule about a single file may name


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def restrict(readable: Iterable[str], writable: Iterable[str], may_execute: bool) -> bool:
    """From here on only what lies beneath these paths may be opened, by this thread. False where it is not known."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    if version < 1:
        return False
    rights = FILE_RIGHTS.get(version, FILE_RIGHTS_NOW)
    wanted = _Ruleset(rights, ALL_NET if version >= NET_SINCE else 0, ALL_SCOPES if version >= SCOPES_SINCE else 0)
    size = 24 if version >= SCOPES_SINCE else 16 if version >= NET_SINCE else 8
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    reading = READ_FILE | READ_DIR | (EXECUTE if may_execute else 0)
    for path in readable:
        _allow(libc, ruleset, path, reading)
    for path in writable:
        _allow(libc, ruleset, path, rights & ~EXECUTE)
    done = libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return done == 0


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """One rule; a path that is not there needs none."""
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    allowed = rights if os.path.isdir(path) else rights & ONLY_FOR_FILES
    rule = _Beneath(allowed, parent)
    libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(parent)
