"""What the limited process gives up before it sees a stranger's byte, and what of that this kernel grants.

Three layers, each told apart because each may be refused: namespaces (no network, own mounts), Landlock (no file but
the libraries), seccomp (no program, no process, no socket). Knows Linux; elsewhere only the limits of the process hold.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import Any, BinaryIO

from wbs.evidence import landlock, seccomp

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x40000000,
)  # fmt: skip
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
# The child's own mount hides the machine's: never the folder that we ourselves, or our libraries, lie in.
_LIES_IN_TMP = any(path.startswith("/tmp/") for path in sys.path)  # noqa: S108 - compared, not used # nosec B108
SCRATCH = "/var/tmp" if _LIES_IN_TMP else "/tmp"  # noqa: S108 - an empty mount of its own # nosec B108
SYSCALL_CAPSET = {"x86_64": 126, "aarch64": 91}

libc = ctypes.CDLL(None, use_errno=True)


def limit(limits: dict[str, Any], parent: int) -> None:
    """Memory, time, files, processes; death with the parent. Raises OSError where even this is refused."""
    for what, most in (
        (resource.RLIMIT_AS, int(limits["memory_bytes"])),
        (resource.RLIMIT_NOFILE, 256 if limits["programs"] else 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(what, (most, most))
    seconds = int(limits["cpu_seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def leave_the_world(limits: dict[str, Any]) -> set[str]:
    """Own user, network, mounts, IPC and names. Answers what the kernel granted."""
    if sys.platform != "linux":
        return set()
    user, group, held = os.getuid(), os.getgid(), set()
    with contextlib.suppress(OSError):
        _unshare(CLONE_NEWUSER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    for name, flag in (("network", CLONE_NEWNET), ("ipc", CLONE_NEWIPC), ("names", CLONE_NEWUTS)):
        with contextlib.suppress(OSError):
            _unshare(flag)
            held.add(name)
    with contextlib.suppress(OSError):
        _unshare(CLONE_NEWNS)
        _mount_scratch(int(limits["scratch_bytes"]))
        held.add("mounts")
    return held


def _mount_scratch(size: int) -> None:
    """A private file system in memory where the machine's temporary folder was; no swap where the kernel knows how."""
    _mount("none", "/", "", MS_REC | MS_PRIVATE, "")
    flags, options = MS_NOSUID | MS_NODEV | MS_NOEXEC, f"size={max(size, 4096)},mode=0700"
    try:
        _mount("tmpfs", SCRATCH, "tmpfs", flags, f"{options},noswap")
    except OSError:
        _mount("tmpfs", SCRATCH, "tmpfs", flags, options)


def close_the_doors(limits: dict[str, Any], readable: list[str], held: set[str]) -> set[str]:
    """The last step before strange bytes: no privileges, no files beyond `readable`, no system calls that lead out.
    `held` is what `leave_the_world` answered: without our own /tmp nothing is written anywhere."""
    scratch = int(limits["scratch_bytes"]) if "mounts" in held else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (scratch, scratch))
    if sys.platform != "linux":
        return held
    _drop_privileges()
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    may_execute = bool(limits["programs"])
    gained = set()
    if landlock.restrict(readable, [SCRATCH] if scratch else [], may_execute):
        gained.add("files")
    if seccomp.restrict(may_execute):
        gained.add("calls")
    elif not may_execute:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return held | gained


def _drop_privileges() -> None:
    """All capabilities of the new user namespace: its work is done."""
    number = SYSCALL_CAPSET.get(os.uname().machine)
    if number:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        libc.syscall(number, header, (ctypes.c_uint32 * 6)())


def tell(arguments: dict[str, Any], source: BinaryIO, reply: Any) -> None:
    """The task `isolation`: which locks hold here."""
    reply.header({"held": arguments["held"]})


def _unshare(flag: int) -> None:
    if libc.unshare(flag) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def _mount(what: str, where: str, kind: str, flags: int, options: str) -> None:
    done = libc.mount(what.encode(), where.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    if done != 0:
        raise OSError(ctypes.get_errno(), "mount")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
