"""Which process this is: what a fork must not take along (the state of a ratchet, threads) is kept with the answer."""

import os

_forks: list[None] = []  # one for each fork since the first process: process ids come back, this number does not
os.register_at_fork(after_in_child=lambda: _forks.append(None))


def this_process() -> tuple[int, int]:
    """Differs between a process and each child that it forks."""
    return os.getpid(), len(_forks)
