"""How a benchmark answers: a table for people, and with `--json` exactly one JSON object on the last line."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

Figures = Mapping[str, float | int]

# name of the figure -> (at most / at least, bound); docs in the design's figures table
TARGETS: Mapping[str, tuple[str, float]] = {
    "cpu_ms_per_filing": ("<=", 45),
    "cpu_ms_without_derivation": ("<=", 12),
    "filings_per_s_8_clients": (">=", 25),
    "lost": ("<=", 0),
    "doubled": ("<=", 0),
    "errors_5xx": ("<=", 0),
    "cheap_page_p50_ms_under_load": ("<=", 30),
    "return_cpu_ms": ("<=", 45),
    "list.cpu_ms": ("<=", 40),
    "list.bytes": ("<=", 40_000),
    "case.cpu_ms": ("<=", 20),
    "page.bytes": ("<=", 14_000),
    "page.requests": ("<=", 2),
    "idle_mib": ("<=", 200),
    "verify_s": ("<=", 10),
    "mb_per_s": (">=", 200),
    "memory_growth_mib": ("<=", 16),
    "written_ratio": ("<=", 1.05),
    "plaintext_bytes_on_disk": ("<=", 0),
}


def show(name: str, figures: Figures, as_json: bool) -> None:
    for key, value in figures.items():
        print(f"  {key:<32} {value:>12,.2f}  {_verdict(name, key, value)}".rstrip())
    if as_json:
        print(json.dumps(dict(figures)))


def _verdict(name: str, key: str, value: float) -> str:
    sign, bound = TARGETS.get(f"{name}.{key}") or TARGETS.get(key) or ("", 0.0)
    if not sign:
        return ""
    kept = value <= bound if sign == "<=" else value >= bound
    return f"{sign} {bound:,.0f} {'ok' if kept else 'MISSED'}"


def machine() -> str:
    """One line on what this was measured on."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = names[0].partition(":")[2].strip() if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"Python {sys.version.split()[0]}"
    return f"{os.cpu_count()} x {model}, {memory:.0f} GiB, {python}, {platform.system()}, huge pages: {_huge_pages()}"


def _huge_pages() -> str:
    """When the kernel gives them unasked: "always" saves ten milliseconds of each derivation (decision 0031)."""
    try:
        modes = Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text()
    except OSError:
        return "unknown"
    return modes.partition("[")[2].partition("]")[0]


def median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def percentile(values: list[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
