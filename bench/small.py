"""`page`, `memory` and `ledger`: bytes of a first visit, memory of an idle installation, verifying a long log."""

import time
from collections.abc import Iterator

from bench.filing import _arrived, _code_of, _opened, _send
from bench.report import Figures, median
from bench.server import running_server
from tests.visitor import Visitor
from wbs.clock import now
from wbs.ledger.entry import sign, to_bytes
from wbs.ledger.findings import findings
from wbs.ledger.merkle import Frontier, consistency_proof, inclusion_proof

SETTLE_S = 20


def measure_page() -> Figures:
    """The worst of landing, form and mailbox: body bytes of page and style sheet, headers included."""
    with running_server() as server:
        visitor = _opened(_arrived(server, 1))[0]
        sheets = _sheets(visitor)
        sizes = [_wire(visitor)]
        time.sleep(4)
        _send(visitor)
        code = _code_of(visitor)
        visitor.get("/")
        sizes.append(_wire(visitor))
        visitor.press("Cek laporan")
        visitor.press("Buka kotak pesan", code=code)
        sizes.append(_wire(visitor))
        style = sum(_wire(visitor) for sheet in sheets if visitor.get(sheet))
        return {"bytes": max(sizes) + style, "requests": 1 + len(sheets)}


def measure_memory() -> Figures:
    with running_server(past=True) as server:
        visitor = Visitor(server.url)
        for _ in range(20):
            visitor.get("/")
        time.sleep(SETTLE_S)
        return {"processes": len(server.pids()), "idle_mib": server.pss_mib()}


def measure_ledger(count: int) -> Figures:
    keys = {face: bytes([number]) * 32 for number, face in enumerate(("public", "staff", "worker"))}
    tree, rows = Frontier(), list(_rows(count, keys["staff"]))
    leaves = [row[3] for row in rows]
    for leaf in leaves:
        tree.append(leaf)
    begun = time.process_time()
    problems = [found for found in findings("main", iter(rows), None, keys) if found.seq is not None]
    verify_s = time.process_time() - begun
    if problems:
        raise RuntimeError(f"a sound log was refused: {problems[0]}")
    return {
        "entries": count,
        "verify_s": verify_s,
        "inclusion_proof_ms": _timed(lambda: inclusion_proof(leaves, count // 3)),
        "consistency_proof_ms": _timed(lambda: consistency_proof(leaves, count // 2)),
    }


def _rows(count: int, key: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """A log of readings, as staff write them."""
    at = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for seq in range(count):
        person = f"00000000-0000-4000-8000-{seq:012x}"
        values = {"v": 1, "realm": "main", "face": "staff", "tag": "staff:signed-in", "at": at, "by": person}
        signed = sign(key, to_bytes(values))
        yield seq, signed.entry, signed.mac, signed.leaf, signed.salt


def _timed(act) -> float:
    spent = []
    for _ in range(3):
        begun = time.process_time()
        act()
        spent.append(time.process_time() - begun)
    return median(spent) * 1000


def _sheets(visitor: Visitor) -> list[str]:
    return [part.split('"')[0] for part in visitor.page.text.split('href="')[1:] if ".css" in part.split('"')[0]]


def _wire(visitor: Visitor) -> int:
    head = sum(len(name) + len(value) + 4 for name, value in visitor.page.headers.items())
    return visitor.page.size + head + len("HTTP/1.1 200 OK\r\n\r\n")
