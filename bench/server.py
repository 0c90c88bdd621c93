"""The real server, started as the README does, on a fresh instance in a temporary folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wbs.runtime.sweeper import PAUSE_SECONDS, WARM


@dataclass(frozen=True)
class Server:
    url: str
    var_dir: Path
    pid: int  # the parent of all

    def pids(self) -> list[int]:
        """The parent and everything below it."""
        return [self.pid, *_descendants(self.pid)]

    def web_pids(self) -> list[int]:
        """The processes that answer requests: whoever has the listening socket's threads."""
        return [pid for pid in self.pids() if _threads(pid) > 1 and b"redis" not in _command(pid)]

    def web_cpu_s(self) -> float:
        """User and system CPU seconds of the web processes so far."""
        return sum(_cpu_s(pid) for pid in self.web_pids())

    def web_threads_s(self) -> dict[int, float]:
        """CPU seconds of each thread of the web processes so far."""
        return {thread: seconds for pid in self.web_pids() for thread, seconds in _threads_s(pid)}

    def pss_mib(self) -> float:
        """Proportional set size of all processes."""
        return sum(_pss_kib(pid) for pid in self.pids()) / 1024


@contextmanager
def running_server(
    *, past: bool = False, settled: bool = False, var_dir: Path | None = None, tree: Path | None = None, **environ: str
) -> Iterator[Server]:
    """Founds an instance, starts everything, yields when it answers, and stops it all; of this tree or another.

    `settled`: what a server does once, after its first answers (runtime/huge_pages.py), is over and not counted.
    """
    folder = var_dir or Path(tempfile.mkdtemp(prefix="wbs-bench-"))
    url = f"http://127.0.0.1:{_free_port()}"
    settings = {"WBS_VAR": str(folder), "PUBLIC_URL": url, **environ}
    command = [sys.executable, "-m", "wbs", "run", "--past" if past else "--no-past"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tree, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(url, process)
            if settled:
                _settle(url)
            yield Server(url, folder, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            if var_dir is None:
                shutil.rmtree(folder, ignore_errors=True)


def _settle(url: str) -> None:
    for _ in range(WARM):
        with urllib.request.urlopen(f"{url}/", timeout=30) as answer:
            answer.read()
    time.sleep(3 * PAUSE_SECONDS)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended while starting; see server.log")
        try:
            with urllib.request.urlopen(f"{url}/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer within two minutes")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *_descendants(child))]


def _threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def _threads_s(pid: int) -> list[tuple[int, float]]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [(int(task.name), int((task / "schedstat").read_text().split()[0]) / 1e9) for task in tasks]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _cpu_s(pid: int) -> float:
    """By the scheduler's count, in nanoseconds: ticks of 10 ms are a fifth of a filing."""
    return sum(seconds for _, seconds in _threads_s(pid))


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
