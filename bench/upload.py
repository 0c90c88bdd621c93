"""`upload`: one large file that is not cleaned, sent with the report form over HTTP, and what it leaves behind.

The bytes are random, so that no type is recognised and any 64 of them found on a disk in clear are the file's own.
"""

import http
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bench.filing import TOLD
from bench.report import Figures
from bench.server import Server, running_server
from tests.multipart import multipart
from tests.visitor import Visitor

MIB = 1024 * 1024
SAMPLE = 64


def measure(megabytes: int) -> Figures:
    """The median of three uploads; memory is the worst of them."""
    with running_server(settled=True, WBS_FILE_MB=str(megabytes + 1)) as server:
        _upload(server, 1)
        time.sleep(3)
        runs = [_measured(server, megabytes) for _ in range(3)]
        middle = sorted(runs, key=lambda run: run["mb_per_s"])[1]
        return {**middle, "memory_growth_mib": max(run["memory_growth_mib"] for run in runs)}


def _measured(server: Server, megabytes: int) -> dict[str, float]:
    web = server.web_pids()[0]
    Path(f"/proc/{web}/clear_refs").write_text("5")  # the peak counts from here
    resident, written, cpu = _status(web, "VmRSS"), _written(web), server.web_cpu_s()
    seconds, samples = _upload(server, megabytes)
    return {
        "mb_per_s": megabytes * MIB / 1e6 / seconds,
        "cpu_ms_per_mb": (server.web_cpu_s() - cpu) * 1000 / (megabytes * MIB / 1e6),
        "memory_growth_mib": max(0, _status(web, "VmHWM") - resident) / 1024,
        "written_ratio": (_written(web) - written) / (megabytes * MIB),
        "plaintext_bytes_on_disk": SAMPLE * sum(_holds(path, samples) for path in _files(server.var_dir)),
    }


def _upload(server: Server, megabytes: int) -> tuple[float, list[bytes]]:
    """Seconds from the first byte sent to the last received, and a few bytes of every megabyte."""
    pieces = [os.urandom(MIB) for _ in range(megabytes)]
    seconds = upload(server.url, pieces)
    return seconds, [piece[100 : 100 + SAMPLE] for piece in pieces]


def upload(url: str, pieces: list[bytes], name: str = "bukti.bin") -> float:
    """Sends the report form with one file, as it comes from a browser; seconds from the first byte to the last."""
    with Visitor(url, timeout_s=120) as visitor:
        visitor.get("/")
        visitor.press("Buat laporan")
        form, _ = visitor.find("Periksa dulu sebelum dikirim", {"what"})
        fields = [(field, value) for field, value in form.fields if field not in ("what", "where")]
        body, kind = multipart([*fields, ("what", TOLD), ("where", "Loket")], [(name, b"".join(pieces))])
        begun = time.monotonic()
        status = visitor.ask("POST", "/", body, kind).status
        seconds = time.monotonic() - begun
    if status != http.HTTPStatus.OK:
        raise RuntimeError(f"the upload was answered with {status}")
    return seconds


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _written(pid: int) -> int:
    """Bytes that the process has caused to be written to a disk."""
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


def _files(folder: Path) -> Iterator[Path]:
    """Everything below the data folder, and what was written to the temporary folder while the server ran."""
    since = folder.stat().st_ctime
    for place in (folder, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):
        for path in place.rglob("*") if place == folder else place.glob("*"):
            if path.is_file() and not path.is_symlink() and (place == folder or path.stat().st_mtime > since):
                yield path


def _holds(path: Path, samples: list[bytes]) -> int:
    try:
        content = path.read_bytes()
    except OSError:
        return 0
    return sum(sample in content for sample in samples)
