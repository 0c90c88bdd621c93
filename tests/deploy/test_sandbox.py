"""The cleaning child under the units' filter: it locks itself in with namespaces, mounts and a filter of its own.

systemd is no part of a test machine; its lists are, and libseccomp, which is what it makes its filter with.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys

import pytest

from tests.deploy.units import read_unit
from wbs.evidence.limited import isolation
from wbs.installing.plan import PROGRAM

UNITS = PROGRAM / "deploy/systemd"
SYSTEMD = shutil.which("systemd-analyze")
LIBRARY = ctypes.util.find_library("seccomp")
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
NAMESPACES = {"cgroup": 0x02000000, "pid": 0x20000000}  # those that no unit allows
PROGRAM_TEXT = """
import sys
from tests.deploy.test_sandbox import confine
confine(sys.argv[1:])
from wbs.evidence.limited import isolation
print(*sorted(isolation()))
"""


class Compare(ctypes.Structure):
    """struct scmp_arg_cmp: the call is meant when `argument & mask == value`."""

    _fields_ = (
        ("argument", ctypes.c_uint), ("operation", ctypes.c_int), ("mask", ctypes.c_uint64), ("value", ctypes.c_uint64)
    )  # fmt: skip


def confine(names: list[str]) -> None:
    """From here on only these calls, in this process and its children."""
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add_array.argtypes = (
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Compare)
    )  # fmt: skip
    library.seccomp_load.argtypes = (ctypes.c_void_p,)
    context = library.seccomp_init(REFUSE)
    for name in names:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number != -1 and name != "unshare":
            library.seccomp_rule_add_array(context, ALLOW, number, 0, None)
    unshare = library.seccomp_syscall_resolve_name(b"unshare")
    refused = sum(NAMESPACES.values())
    masked_equal = 7
    library.seccomp_rule_add_array(context, ALLOW, unshare, 1, Compare(0, masked_equal, refused, 0))
    assert library.seccomp_load(context) == 0


def allowed(service: str) -> list[str]:
    """The calls that the unit's filter names, with systemd's sets written out."""
    words = " ".join(read_unit(UNITS, service).settings["SystemCallFilter"]).split()
    assert not [word for word in words if word.startswith("~")]
    pending, names = words, set()
    while pending:
        sets = [word for word in pending if word.startswith("@")]
        names |= {word for word in pending if not word.startswith("@")}
        pending = [word for one in sets for word in members(one)]
    return sorted(names)


def members(name: str) -> list[str]:
    done = subprocess.run([SYSTEMD, "syscall-filter", "--no-pager", name], capture_output=True, text=True, check=True)
    lines = (line.strip() for line in done.stdout.splitlines()[1:])
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.skipif(SYSTEMD is None or LIBRARY is None, reason="NOT INSTALLED: systemd-analyze and libseccomp")
@pytest.mark.parametrize("service", ["public", "staff"])
def test_the_filter_leaves_the_child_every_lock(service: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM_TEXT, *allowed(service)], capture_output=True, text=True, check=False,
        cwd=PROGRAM, env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == isolation()


def test_the_namespaces_of_the_child_are_those_that_units_allow() -> None:
    for service in ("public", "staff", "worker"):
        assert read_unit(UNITS, service).one("RestrictNamespaces").split() == ["user", "mnt", "net", "ipc", "uts"]
