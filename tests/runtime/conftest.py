"""Real processes: a Redis of our own, and a whole tiny installation in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from wbs.runtime import redis_server


def wait_until(holds: Callable[[], object]) -> None:
    """Looks until it holds; half a minute is not a measure but the end of hope."""
    for _ in range(3_000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never happened")


@pytest.fixture
def redis_path(tmp_path: Path) -> Iterator[Path]:
    """The socket of a running Redis."""
    server = redis_server.find_server()
    if server is None:
        pytest.skip("no redis-server: neither in the wheel nor on this machine")
    path = redis_server.socket_path(tmp_path)
    with subprocess.Popen(redis_server.command(server, path)) as process:
        try:
            assert redis_server.is_listening(path)
            yield path
        finally:
            process.kill()


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Puts back the handlers that a worker of RQ sets in its process."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A tiny installation in a process of its own."""

    process: subprocess.Popen[bytes]
    var: Path
    port: int
    seen: dict[int, psutil.Process]

    def get(self, head: str, body: bytes = b"") -> bytes:
        """The raw answer to one request."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(head.encode("latin-1") + b"\r\nHost: x\r\nConnection: close\r\n")
            connection.sendall(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def is_up(self) -> bool:
        """Whether the page can be had. Fails when the process ended instead."""
        assert self.process.poll() is None, (self.var / "log").read_text()
        with suppress(OSError):
            return b" 200 " in self.get("GET / HTTP/1.1")
        return False

    def children(self) -> list[psutil.Process]:
        """All descendants alive; remembers them, so that nobody is forgotten when the parent is gone."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                self.seen[child.pid] = child
        return [child for child in self.seen.values() if is_alive(child)]

    def marks(self, name: str) -> int:
        path = self.var / name
        return path.stat().st_size if path.exists() else 0


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with _starting(tmp_path) as run:
        yield run


@pytest.fixture(scope="module")
def start_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """`start` for a whole file of tests."""
    with _starting(tmp_path_factory.mktemp("once")) as run:
        yield run


@contextmanager
def _starting(tmp_path: Path) -> Iterator[Start]:
    """Starts tiny installations; whatever is left of them at the end is killed."""
    started: list[Running] = []

    def run(redis_url: str = "", port: int = 0, under: tuple[str, ...] = (), **environ: str) -> Running:
        program = [sys.executable, "-m", "tests.runtime.tiny"]
        command = [*under, *program, str(tmp_path), str(port or free_port()), redis_url]
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, **environ}
            )
        started.append(Running(process, tmp_path, int(command[-2]), {}))
        return started[-1]

    yield run
    for running in started:
        left = running.children()
        running.process.kill()
        running.process.wait()
        for child in left:
            with suppress(psutil.NoSuchProcess):
                child.kill()
