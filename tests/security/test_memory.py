"""Threat 1: the memory of an idle server holds nothing of what was told, read or typed a moment ago."""

import os
import re
import time
from collections.abc import Iterator

import pytest

from bench.filing import _code_of
from bench.server import running_server
from tests.visitor import Visitor

MARKERS = [f"ZZQMARKER{number:03d}" for number in range(20)]
SETTLED_S = 6  # the sweeper comes every second, and sweeps in the first without an answer


@pytest.mark.drill
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look into the memory of a process that is not dumpable")
def test_an_idle_server_remembers_nothing() -> None:
    with running_server() as server:
        codes = _file_all(server.url)
        assert _read_and_sign_out(server.url) == 10
        for _ in range(40):
            with Visitor(server.url) as passer_by:
                passer_by.get("/")
        time.sleep(SETTLED_S)
        sought = [text.encode() for text in (*MARKERS, *codes)]
        found = {text for pid in server.pids() for chunk in _memory(pid) for text in sought if text in chunk}
    assert not found


def _file_all(url: str) -> list[str]:
    """Files a report for each marker; returns the first half of each code, as it was shown."""
    visitors = [Visitor(url) for _ in MARKERS]
    for visitor in visitors:
        visitor.get("/")
        visitor.press("Buat laporan")
    time.sleep(3.5)
    for visitor, marker in zip(visitors, MARKERS, strict=True):
        told = f"Petugas loket meminta uang di luar tarif {marker} dari setiap pemohon."
        visitor.press("Periksa dulu sebelum dikirim", what=told, unit="SUDIN-DUKCAPIL-BARAT", where=f"Loket {marker}")
        visitor.press("Kirim laporan")
        visitor.close()
    return [" ".join(_code_of(visitor).split()[:4]) for visitor in visitors]


def _read_and_sign_out(url: str) -> int:
    """Opens ten of the reports as an officer; returns how many were read."""
    from wbs.demo.people import PASSWORD

    officer = Visitor(url)
    officer.get("/sign-in")
    officer.press("Masuk", name="petugas.barat", password=PASSWORD)
    cases = sorted(set(re.findall(r"/cases/[0-9a-f-]{36}", officer.get("/cases").text)))[:10]
    seen = 0
    for case in cases:
        officer.get(case)
        page = officer.press("Saya tidak punya hubungan dengan unit, orang, atau hal ini")
        seen += "ZZQMARKER" in page.text
    officer.press("Keluar")
    officer.close()
    return seen


def _memory(pid: int) -> Iterator[bytes]:
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_, name = line.split()
            if "w" not in rights or name in ("[vvar]", "[vsyscall]"):
                continue
            start, end = (int(number, 16) for number in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError):
                continue
