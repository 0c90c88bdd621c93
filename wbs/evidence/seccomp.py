"""No program, no process, no socket: a filter of system calls, assembled by hand for two architectures.

Refused calls fail with EPERM. Threads are allowed, processes are not; `clone3` is told to be unknown, because a filter
cannot look into its arguments and the C library then asks through `clone`. Knows numbers, nothing of evidence.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD, JUMP_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
CLONE_THREAD, CLONE3 = 0x00010000, 435
X32 = 0x40000000  # the x86 calls by another number

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
# Never: other processes, mounts, namespaces, keys, kernel programs, asynchronous rings (they open files on their own).
NEVER = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "mount": 165, "umount2": 166, "unshare": 272,
        "setns": 308, "pivot_root": 155, "chroot": 161, "bpf": 321, "keyctl": 250, "add_key": 248, "request_key": 249,
        "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426,
        "io_uring_register": 427, "kexec_load": 246, "init_module": 175, "finit_module": 313, "open_by_handle_at": 304,
        "pidfd_open": 434, "pidfd_getfd": 438, "move_mount": 429, "open_tree": 428, "fsopen": 430,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "mount": 40, "umount2": 39, "unshare": 97,
        "setns": 268, "pivot_root": 41, "chroot": 51, "bpf": 280, "keyctl": 219, "add_key": 217, "request_key": 218,
        "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426,
        "io_uring_register": 427, "kexec_load": 104, "init_module": 105, "finit_module": 273, "open_by_handle_at": 265,
        "pidfd_open": 434, "pidfd_getfd": 438, "move_mount": 429, "open_tree": 428, "fsopen": 430,
    },
}  # fmt: skip
# Unless programs may run in here: those, processes, signals to others and sockets of any family.
ALONE = {
    "x86_64": {
        "execve": 59, "execveat": 322, "fork": 57, "vfork": 58, "kill": 62, "socket": 41, "socketpair": 53,
        "connect": 42, "bind": 49, "sendto": 44, "sendmsg": 46,
    },
    "aarch64": {
        "execve": 221, "execveat": 281, "kill": 129, "socket": 198, "socketpair": 199, "connect": 203, "bind": 200,
        "sendto": 206, "sendmsg": 211,
    },
}  # fmt: skip


def restrict(may_execute: bool) -> bool:
    """Needs PR_SET_NO_NEW_PRIVS. False where the kernel or the architecture is not known."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return False
    code = _program(machine, may_execute)
    instructions = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.create_string_buffer(program, len(program)), 0, 0) == 0)


def _program(machine: str, may_execute: bool) -> bytes:
    refused = sorted(set(NEVER[machine].values()) | (set() if may_execute else set(ALONE[machine].values())))
    steps = [
        _step(LOAD, ARCHITECTURE), _step(JUMP_EQUAL, ARCHITECTURES[machine], 1, 0), _step(RETURN, KILL),
        _step(LOAD, NUMBER),
    ]  # fmt: skip
    if machine == "x86_64":
        steps += [_step(JUMP_SET, X32, 0, 1), _step(RETURN, ERRNO | errno.ENOSYS)]
    for number in refused:
        steps += [_step(JUMP_EQUAL, number, 0, 1), _step(RETURN, ERRNO | errno.EPERM)]
    if not may_execute:
        steps += [_step(JUMP_EQUAL, CLONE3, 0, 1), _step(RETURN, ERRNO | errno.ENOSYS)]
        steps += _only_threads(CLONE[machine])
    return b"".join([*steps, _step(RETURN, ALLOW)])


def _only_threads(clone: int) -> Iterable[bytes]:
    return (
        _step(JUMP_EQUAL, clone, 0, 3),
        _step(LOAD, FIRST_ARGUMENT),
        _step(JUMP_SET, CLONE_THREAD, 1, 0),
        _step(RETURN, ERRNO | errno.EPERM),
    )


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
