"""Threat 1 for files: while megabytes arrive, no disk receives a byte of them in clear (system calls watched)."""

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.server import Server, running_server
from bench.upload import upload

MARKER = b"ZZQBUKTI"
LINE = b"%s: petugas loket menerima uang di luar tarif resmi, dicatat di buku kecil.\n" % MARKER
MIB = 1024 * 1024
PIECES = [(LINE * (MIB // len(LINE) + 1))[:MIB] for _ in range(50)]
WRITES = "trace=write,pwrite64,writev,pwritev,pwritev2,sendfile,splice,copy_file_range,mmap,memfd_create"
NO_DISK = re.compile(rb"<(?:pipe|socket|TCP|UNIX|anon_inode|/dev/null|/memfd)")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(WBS_FILE_MB="64") as running:
        yield running


@pytest.mark.drill  # beside the other one, which sees every call for a smaller file
def test_no_file_ever_holds_plain_bytes(server: Server) -> None:
    """Also files that were unlinked at once, as frameworks spool uploads: they are seen through /proc."""
    seen: set[str] = set()
    with watching(server, seen):
        upload(server.url, PIECES, "catatan.txt")
    assert not seen
    assert not [path for path in server.var_dir.rglob("*") if path.is_file() and MARKER in path.read_bytes()]
    stored = sum(path.stat().st_size for path in (server.var_dir / "store").rglob("*") if path.is_file())
    assert stored >= len(PIECES) * MIB


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine: system calls were not watched")
def test_no_system_call_writes_plain_bytes_to_a_disk(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "64", "-e", WRITES, "-o", log, *[f"-p{pid}" for pid in server.web_pids()]],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(1)
    upload(server.url, PIECES[:3], "catatan.txt")
    tracer.terminate()
    tracer.wait(10)
    lines = log.read_bytes().splitlines()
    writes = [line for line in lines if b"write" in line.split(b"(")[0] and not NO_DISK.search(line)]
    assert any(b"/store/" in line for line in writes), "the trace saw no sealed bytes: it watched the wrong process"
    assert not [line for line in writes if MARKER in line]
    shared = [line for line in lines if b"mmap(" in line and b"MAP_SHARED" in line and b"PROT_WRITE" in line]
    assert not [line for line in shared if b"</" in line]


@contextmanager
def watching(server: Server, seen: set[str]) -> Iterator[None]:
    """Looks all the time into every regular file that a process of the server holds open."""
    stop = threading.Event()
    looker = threading.Thread(target=_look, args=(server, stop, seen))
    looker.start()
    try:
        yield
    finally:
        stop.set()
        looker.join()


def _look(server: Server, stop: threading.Event, seen: set[str]) -> None:
    while not stop.wait(0.02):
        for pid in server.pids():
            seen.update(_plain_files(pid))


def _plain_files(pid: int) -> Iterator[str]:
    try:
        for held in Path(f"/proc/{pid}/fd").iterdir():
            if held.is_file() and MARKER in _first_bytes(held):
                yield str(held.readlink())
    except OSError:  # it ended, or closed the file
        return


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MIB)
