"""What every process of ours asks of the kernel: die with the parent, leave no memory behind. Knows no role.

Imports nothing of the house, so that the one re-execution happens before anything large is loaded. These variables
concern the process, not the installation, which is why they are not Settings.
"""

import ctypes
import gc
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4

# Freed memory is overwritten, ours and that of the libraries; small blocks only without the per-thread cache.
PERTURB = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
STOP_WITH_PARENT = "WBS_STOP_WITH_PARENT"  # set by `make run`: the terminal's make may be killed without a word


def overwrite_freed_memory() -> None:
    """Starts this program again, once, under an allocator that overwrites what is freed."""
    tunables = os.environ.get("GLIBC_TUNABLES", "")
    if os.environ.get("PYTHONMALLOC") == "malloc" and "glibc.malloc.perturb=" in tunables:
        return
    os.environ["PYTHONMALLOC"] = "malloc"
    os.environ["GLIBC_TUNABLES"] = f"{tunables}:{PERTURB}" if tunables else PERTURB
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program again # nosec B606


def keep_memory_private() -> None:
    """No core dumps, and no other process of this account may look into our memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(PR_SET_DUMPABLE, 0)


def return_freed_memory() -> None:
    """Gives the pages of freed memory back to the kernel: before forking, and after a job that needed much."""
    gc.collect()
    trim_freed_memory()


def trim_freed_memory() -> None:
    """The same without looking for cycles, for who has just done that."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc alone has it
        libc.malloc_trim(0)


def die_with_parent(parent: int, with_signal: int = signal.SIGKILL) -> None:
    """The kernel ends this process when its parent ends, however that happens. `parent` is the expected id:
    a parent that died before the call would send nothing any more."""
    _prctl(PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != parent:
        os._exit(1)


def stop_with_parent_if_asked() -> None:
    """For the top process under `make`: when make is gone, everything stops as if told to."""
    if os.environ.get(STOP_WITH_PARENT) == "1":
        die_with_parent(os.getppid(), signal.SIGTERM)


def _prctl(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
