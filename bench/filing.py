"""`filing`: a complete anonymous filing over HTTP, alone and with eight clients, and a cheap page meanwhile.

Forms are opened first and sent at least three seconds later, as the form's minimum age asks; in those seconds, which
are not counted, the clients read their forms. Figures of filings alone are medians of three batches, each of them the
mean of forty. `cpu_ms_without_derivation` subtracts what the derivations of these very filings took: they have a thread
of their own (crypto/gate.py), the one that grows most. One of them is reported as `derivation_ms`: it is always the
same work, so by it machines, and hours of one machine, can be compared.
"""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bench.report import Figures, median, percentile
from bench.server import Server, running_server
from tests.visitor import Visitor

CLIENTS, EACH, ALONE, BATCHES = 8, 8, 40, 3
TOLD = "Petugas meminta uang di luar tarif resmi dari setiap pemohon, dan mencatatnya di buku kecil. " * 20  # 1.8 kB
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")


def measure() -> Figures:
    with running_server(settled=True) as server:
        warm = _opened(_arrived(server, 3))
        time.sleep(4)
        _sent(warm)
        alone = [_alone(server) for _ in range(BATCHES)]
        figures = {name: median([one[name] for one in alone]) for name in alone[0]}
        return {**figures, **_together(server), **_returning(server)}


def _alone(server: Server) -> Figures:
    arrived = _arrived(server, ALONE)
    before = server.web_threads_s()
    visitors = _opened(arrived)
    _read_for_seconds(visitors)
    waits = _sent(visitors)[1]
    spent = {thread: seconds - before.get(thread, 0) for thread, seconds in server.web_threads_s().items()}
    cpu_ms, derivation = sum(spent.values()) * 1000 / ALONE, max(spent.values()) * 1000 / ALONE
    return {
        "cpu_ms_per_filing": cpu_ms,
        "cpu_ms_without_derivation": cpu_ms - derivation,
        "derivation_ms": derivation,
        "p50_ms": median(waits) * 1000,
        "p95_ms": percentile(waits, 95) * 1000,
    }


def _together(server: Server) -> Figures:
    """Eight clients at once, each with its forms open; one more reads the landing page all the while."""
    stop, cheap = threading.Event(), []
    reader = threading.Thread(target=_read_landing, args=(server, stop, cheap))
    with ThreadPoolExecutor(CLIENTS) as pool:
        arrived = [_arrived(server, EACH) for _ in range(CLIENTS)]
        begun = time.monotonic()
        batches = list(pool.map(_opened, arrived))
        opening_s = time.monotonic() - begun
        _read_for_seconds([visitor for batch in batches for visitor in batch])
        reader.start()
        begun = time.monotonic()
        results = list(pool.map(_sent, batches))
        sending_s = time.monotonic() - begun
    stop.set()
    reader.join()
    numbers = [number for found, _, _ in results for number in found]
    return {
        "filings_per_s_8_clients": CLIENTS * EACH / (opening_s + sending_s),
        "lost": CLIENTS * EACH - len(numbers),
        "doubled": len(numbers) - len(set(numbers)),
        "errors_5xx": sum(errors for _, _, errors in results),
        "cheap_page_p50_ms_under_load": median(cheap) * 1000,
    }


def _returning(server: Server) -> Figures:
    """Opening the mailbox with the code: one derivation and one page."""
    visitors = _opened(_arrived(server, 10))
    time.sleep(4)
    codes = [_code_of(visitor) for visitor in visitors if _send(visitor)]
    visitors = _arrived(server, len(codes))
    for visitor in visitors:
        visitor.press("Cek laporan")
    before = server.web_cpu_s()
    for visitor, code in zip(visitors, codes, strict=True):
        visitor.press("Buka kotak pesan", code=code)
        visitor.close()
    return {"return_cpu_ms": (server.web_cpu_s() - before) * 1000 / len(codes)}


def _arrived(server: Server, count: int) -> list[Visitor]:
    """Visitors on the landing page, which is not part of a filing."""
    visitors = [Visitor(server.url) for _ in range(count)]
    for visitor in visitors:
        visitor.get("/")
    return visitors


def _opened(visitors: list[Visitor]) -> list[Visitor]:
    for visitor in visitors:
        visitor.press("Buat laporan")
    return visitors


def _read_for_seconds(visitors: list[Visitor]) -> None:
    """As people do before they send."""
    for visitor in visitors:
        _ = visitor.page.forms
    time.sleep(4)


def _sent(visitors: list[Visitor]) -> tuple[list[str], list[float], int]:
    """Numbers received, seconds of each sending, and server errors."""
    numbers, waits, errors = [], [], 0
    for visitor in visitors:
        begun = time.monotonic()
        accepted = _send(visitor)
        waits.append(time.monotonic() - begun)
        errors += visitor.page.status >= 500
        if accepted:
            numbers.append(NUMBER.search(visitor.page.words).group())
        visitor.close()
    return numbers, waits, errors


def _send(visitor: Visitor) -> bool:
    review(visitor)
    return send(visitor)


def review(visitor: Visitor) -> None:
    told = {"what": TOLD, "kind": "pungli", "unit": "SUDIN-DUKCAPIL-BARAT", "where": "Loket", "how": "Tanpa kuitansi"}
    visitor.press("Periksa dulu sebelum dikirim", **told)


def send(visitor: Visitor) -> bool:
    visitor.press("Kirim laporan")
    return visitor.page.status == 200 and bool(NUMBER.search(visitor.page.words))


def _code_of(visitor: Visitor) -> str:
    words = re.findall(r'<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<', visitor.page.text)
    return " ".join(words[:8])


def _read_landing(server: Server, stop: threading.Event, waits: list[float]) -> None:
    visitor = Visitor(server.url)
    while not stop.is_set():
        begun = time.monotonic()
        visitor.get("/")
        waits.append(time.monotonic() - begun)
        time.sleep(0.02)
