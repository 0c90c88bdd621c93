"""What one key derivation costs in the server: in a thread, under the allocator that the server runs with.

A program of its own (`python -m bench.derivation` prints milliseconds of CPU), because the allocator is chosen when a
process starts. The block of 19 MiB is overwritten twice there, which the same call in the bench process would not show.
"""

import os
import subprocess
import sys
import threading
import time

from bench.report import median
from wbs.crypto.derivation import CODE_COST, stretch
from wbs.crypto.gate import Gate
from wbs.runtime.process import PERTURB

TIMES = 20


def derivation_ms() -> float:
    """Median CPU of one derivation here and now."""
    environ = {**os.environ, "PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": PERTURB}
    command = [sys.executable, "-m", "bench.derivation"]
    return float(subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout)


def _measure(spent: list[float]) -> None:
    gate = Gate()
    for _ in range(TIMES):
        begun = time.process_time()
        stretch(b"kode", bytes(16), CODE_COST, gate)
        spent.append(time.process_time() - begun)


def main() -> None:
    spent: list[float] = []
    thread = threading.Thread(target=_measure, args=(spent,))
    thread.start()
    thread.join()
    print(median(spent) * 1000)


if __name__ == "__main__":
    main()
